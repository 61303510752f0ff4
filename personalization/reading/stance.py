"""For or against: the words of liking are found and taken out, what is liked stays."""

import re
from dataclasses import dataclass

_VERY = (
    r"(?:(?:really|absolutely|just|simply|totally|truly|also|always|usually|normally|generally|"
    r"still|actually|definitely|much|would|rather|only|mostly|now|do|kind of|sort of|quite|"
    r"tend to|even|"
    r"particularly|especially|ever|all|both) )*"
)
_NOT = r"(?:don't|do not|never|no longer|didn't|wouldn't|do no longer|did not|don't really)"
_ACT = (
    r"(?:use|take|listen to|play|eat|go to|buy|have|drive|drive on|set|put|keep|turn|stop at|"
    r"give me|find|look for|search for|recommend|book|offer me|make|raise|lower|switch|"
    r"stick (?:to|with)|send me (?:over|via|through|on)|put on|route me (?:over|via|through|"
    r"on)|choose|pick|"
    r"have it|take me (?:over|on|via|along)|lead me over|go over|go on|suggest|show me|start)"
)
_DO = (
    r"(?:park|shop|eat|charge|fill|refuel|fuel|buy|get|stop|tank|speak|talk|drink|listen|"
    r"stream|be)\b"
)
"""What names its topic itself, and so stays."""

_AGAINST = (
    rf"(?:i|we) {_VERY}(?:hate|dislike|detest|loathe|can't stand|cannot stand|can't bear|"
    rf"despise|avoid|"
    r"try to avoid|can't abide|would rather not (?:have|take|use)|want to avoid|like to avoid|"
    r"stopped liking|"
    r"prefer to avoid|refuse to (?:use|take|pay)|prefer not to (?:use|take|have|pay|go to)|"
    r"prefer no)",
    r"(?:i'd|i would) (?:rather|prefer to|like to|always) (?:avoid|not (?:take|use|have|"
    r"listen to))",
    rf"(?:i|we) {_VERY}{_NOT} {_VERY}(?:like|want|enjoy|love|prefer|need|care for|{_ACT})(?: to)?"
    rf"(?: {_ACT})?",
    r"(?:i'm|i am) (?:really |just )?(?:not|no|no longer) (?:really |"
    r"much of )?(?:(?:a )?(?:big |great )?"
    r"fan of|into|fond of|keen on|a friend of|happy with)",
    r"(?:i'm|i am) (?:sick|tired|so tired|so sick) of|(?:i'm|i am) fed up with|(?:i've|"
    r"i have) gone off",
    r"(?:please )?(?:always |rather )?avoid(?:ing)?|stay away from|keep (?:me )?(?:away from|"
    r"off|clear of)",
    rf"(?:please )?(?:never(?: ever)?|don't(?: ever)?|do not) {_VERY}{_ACT}|no more|"
    r"get rid of|spare me|skip|without(?: any)?|i won't have",
    rf"(?:(?:i|we|please) )?(?:never(?: ever)?|don't(?: ever| usually)?|do not(?: ever)?|"
    rf"no longer) (?={_DO})",
    rf"(?:i|we) {_VERY}{_NOT} {_VERY}(?:like|want|prefer) to (?={_DO})",
    r"stop (?:taking|using|playing|sending me (?:over|via|through|on)|choosing|giving me|"
    r"suggesting)|"
    r"never again|under no circumstances(?: use| take| play)?|on no account(?: use| take|"
    r" play)?|ban",
    r"(?:i|we) (?:can|could) do without|(?:i|we)(?:'d| would| will|'ll)? (?:never|"
    r"not) (?:again )?(?:use|take|"
    r"play|eat|go to|listen to|buy)|(?:i've|i have|i) never (?:really )?(?:liked|loved|"
    r"enjoyed)|i have no time "
    r"for|(?:i|we) (?:won't|wouldn't|can't) (?:use|take|play|eat|pay|go to|listen to)|"
    r"i (?:have )?stopped liking|"
    r"i don't do|nothing is worse than|i (?:got|get|am) bored (?:of|with|by)",
    r"(?:i've|i have) had enough of|(?:i'm|i am) (?:done with|against|over)",
)
_FOR = (
    rf"(?:(?:i|we|i'd|we'd|i would) )?(?:please |always |usually |normally |rather |generally |"
    rf"mostly |often |"
    rf"only |prefer to |like to )+(?={_DO})|(?:i|we) (?={_DO})|"
    rf"(?:i'm|i am) (?:a )?(?=vegan|vegetarian)|(?:i|we) (?:now )?use",
    rf"(?:i|we) {_VERY}(?:like|love|prefer|enjoy|adore|want|need|favou?r|fancy|feel best (?:at|"
    rf"with)|"
    rf"feel comfortable (?:at|with)|go for|don't mind|do not mind|drive with|live on|swear by|"
    rf"always {_ACT})(?: (?:to|you to))?(?: (?:have|be|{_ACT}))?",
    rf"(?:i|we) (?:always|usually|normally|only|generally|mostly|often) {_ACT}",
    r"(?:i'd|i would|we'd) (?:always |usually |really |much )?(?:like|prefer|love|"
    r"rather (?:have|take|use|"
    rf"be)?|want)(?: (?:to|you to))?(?: (?:have|be|{_ACT}))?",
    r"(?:i'm|i am) (?:really |now |also )?(?:(?:a )?(?:big |huge |great )?fan of|into|fond of|"
    r"keen on|"
    r"happy with|crazy about|most comfortable (?:with|at)|mad about|a lover of|"
    r"comfortable (?:at|with))",
    rf"(?:from now on|by default|as a rule|in (?:the )?future)(?: please)?(?: {_ACT})?|"
    rf"(?:please )?always {_ACT}?|please {_ACT}|always",
    r"(?:my|our|the) (?:absolute |new |all time |current )?(?:favou?rite|preferred|usual|ideal|"
    r"standard|"
    r"default|go to|number 1|top|normal|regular)(?: kind of)?",
    r"(?:i've|i have) (?:always|really|come to|started to|learned to|grown to) (?:like|love|"
    r"enjoy)d?|"
    r"(?:i'm|i am) (?:happiest|used to|at my best|hooked on|all for|in favou?r of)(?: (?:with|"
    r"at|when it's))?|"
    r"nothing beats|(?:i'm|i am) (?:always )?in the mood for|there's nothing (?:better than|"
    r"like)|there is nothing (?:better than|like)|"
    r"(?:i|we) (?:could|can) (?=listen|eat|live on)|(?:i|we) can't (?:live|do|drive|be) without|"
    r"(?:it|that) (?:has to|must|should|needs to) be|(?:i|we) (?:tend to|stick (?:to|with)|"
    r"opt for|choose)",
)
_AFTER_FOR = re.compile(
    r"\b(?:(?:is|are|'s|would be|will be|feels) (?:(?:also )?my (?:absolute |new )?favou?rite|"
    r"(?:just |simply |absolutely )?(?:enough|plenty|lovely|great|the best|best|perfect|ideal|"
    r"wonderful|"
    r"(?:fine|ok|okay|good|alright|better)(?: (?:with|by|for) me)?)|"
    r"my thing|what i like|just right|lovely|how i like it)|suits? me(?: best)?|works? (?:best|"
    r"well|fine)?(?: for me)?|makes? me happy|"
    r"all the way|(?:do|does) it for me|"
    r"please|for me)$"
)
_AFTER_AGAINST = re.compile(
    r"\b(?:(?:is|are|'s) (?:not my cup of tea|not my favou?rite|boring|no go|not okay|awful|"
    r"terrible|not for me|not my thing|the worst|horrible|too much for me)|"
    r"(?:isn't|aren't) (?:for me|my thing)|gets? on my nerves|bores? me|(?:is|"
    r"are) driving me (?:mad|crazy)|makes? me (?:mad|angry|nervous)|annoys? me|"
    r"drives? me (?:mad|crazy)|"
    r"is off limits)$"
)
_BOTH = re.compile(
    r"\b(?:love hate|don't hate|do not hate|don't dislike|not sure|maybe|perhaps|not hate)\b"
)
_AGAINST_PATTERN = re.compile(rf"(?<![\w'])(?:{'|'.join(_AGAINST)})(?:(?<= )|(?![\w']))")
_FOR_PATTERN = re.compile(rf"(?<![\w'])(?:{'|'.join(_FOR)})(?:(?<= )|(?![\w']))")
_FAVOURITE = re.compile(
    r"\bmy (?:\w+ )?(?:favou?rite|preferred|usual|ideal|standard)\b|\bfavou?rite\b"
)


@dataclass(frozen=True, slots=True)
class Stance:
    rest: str
    """What the stance is about."""
    likes: bool | None
    """None: neither liking nor disliking is said."""


def is_wavering(text: str) -> bool:
    return bool(_BOTH.search(text))


def stance(text: str) -> Stance:
    for pattern, likes in ((_AFTER_AGAINST, False), (_AGAINST_PATTERN, False)):
        if match := pattern.search(text):
            return Stance(_without(text, match), likes)
    if match := _AFTER_FOR.search(text):
        inner = stance(_without(text, match))
        return Stance(inner.rest, True if inner.likes is None else inner.likes)
    rest = text
    while match := _FOR_PATTERN.search(rest):
        rest = _without(rest, match)
    if rest != text:
        return Stance(rest, True)
    return Stance(text, True if _FAVOURITE.search(text) else None)


def _without(text: str, match: re.Match[str]) -> str:
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
