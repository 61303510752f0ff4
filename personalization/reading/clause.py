"""One sentence cut into the parts that may say one thing each.

Cuts are made at stops, commas and joining words, but not inside names that hold one ("Simon and
Garfunkel"). What a part means, and whether it stands on its own, is not judged here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from models import Utterance
from personalization.topic import Choice, Text
from personalization.topics import TOPICS


class Joint(Enum):
    """How a part follows the one before."""

    STOP = "stop"
    COMMA = "comma"
    AND = "and"
    BUT = "but"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    start: int
    stop: int
    """The words of the utterance it is made of."""
    joint: Joint


_JOINTS = {
    **dict.fromkeys(("and", "plus"), Joint.AND),
    **dict.fromkeys(("but", "whereas", "yet"), Joint.BUT),
    **dict.fromkeys(("or", "nor"), Joint.OR),
}
_BEFORE_REMEMBER = frozenset(
    {"to", "you", "please", "always", "just", "must", "i", "should", "also"}
)
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "st", "prof", "jr", "vs"})
_LED_IN = re.compile(
    r"^(?:(?:hey|ok|okay|hello|hi|please|well|so|um|uh|by the way|oh|and|but|also|then|"
    r"codriver|listen|"
    r"(?:i've|i have|i) (?:already )?(?:told you|said)(?: before)?|did i say|make sure|ensure|"
    r"could you|can you|would you|will you|you know|you should know|just so you know|"
    r"let me tell you|"
    r"i must say|to be honest|honestly|as you know|good (?:morning|evening|afternoon)|yes|yeah|"
    r"actually|look|i want you to know|i think|fyi|anyway|maybe you could|that|you can|"
    r"as well as|"
    r"kindly|just|as i said|for the future|for your information|again|important|one more thing|"
    r"let's say|say|another thing|(?P<remember>remember|note down|note|keep in mind|bear in mind|"
    r"do not forget|don't forget|make a note|save|store|memori[sz]e|learn|i want you to remember|"
    r"i'd like you to remember|i would like you to remember|never forget|you must remember|"
    r"put down|take note|remind yourself))\b ?)"
)
_REASON = re.compile(
    r" (?:because|'cause|cause|since (?:i|my|it|the)|so that|as (?:i|it|my)|due to)\b.*"
)
_TAIL = re.compile(
    r"(?: |^)(?:any ?more|any longer|after all|at all|too|as well|either|the (?:best|most)|"
    r"best|most|the least|"
    r"please|thanks|thank you|okay|ok|you know|or so|remember that|remember|will you|"
    r"all day(?: long)?|for hours|forever|"
    r"very much|a lot|so much more|a bit more|more than anything(?: else)?|above all|better|"
    r"though|"
    r"most of the time|every time|all the time|in general|generally|usually|of all|if possible|"
    r"when(?:ever)? possible|if you can|where possible|instead|again|"
    r"whenever you can|lately|these days|nowadays|now|don't forget|keep that in mind)$"
)
_THAT_IT_IS = re.compile(
    r"(?<=hate|love|like|mind|tand) it (?:when|if|that)(?= (?:the|my|you|there)) "
)
_INSTEAD = re.compile(
    r" (?:(?<!me )over|rather than|instead of|more than|better than|"
    r"(?<!i'm )(?<!am )(?<!is )(?<!are )(?<!do )(?<!would )(?<!rather )(?<!prefer )not) [^\d]+$"
)
_PARENT = re.compile(r"^(?=(?:mum|mom|dad|mummy|daddy|grandma|grandpa|granny)(?:'s| is)\b)")
_GOING = re.compile(
    r"(?<=hate|void|like|love|tand|mind|efer|njoy) (?:to )?(?:driving|drive|going|go|being|be|"
    r"travelling|travel) (?:on|over|via|through|in) "
)
_RANGE = re.compile(r"\bbetween (?:minus )?\d\S*(?: degrees| percent)? and\b")
_TOGETHER = sorted(
    {
        words
        for topic in TOPICS.values()
        for words in (
            topic.kind.known
            if isinstance(topic.kind, Text)
            else sum(topic.kind.options.values(), ())
            if isinstance(topic.kind, Choice)
            else ()
        )
        if " and " in words
    },
    key=len,
)
_KEPT = re.compile(rf"\b(?:{'|'.join(map(re.escape, _TOGETHER))})\b")


def parts(said: Utterance) -> list[Part]:
    whole = _kept_together(said.text)
    cut: list[Part] = []
    start, joint = 0, Joint.STOP
    for index, word in enumerate(said.words):
        gap = _gap(said, index)
        if word == "remember" and index > start and said.words[index - 1] not in _BEFORE_REMEMBER:
            gap = Joint.STOP
        if gap and index > start:
            cut.append(_part(said, start, index, joint))
            start, joint = index, gap
        if word in _JOINTS and index not in whole:
            if index > start:
                cut.append(_part(said, start, index, joint))
            joint = _JOINTS[word] if index > start or joint is not Joint.STOP else joint
            start = index + 1
    if start < len(said.words):
        cut.append(_part(said, start, len(said.words), joint))
    return cut


def without_lead(text: str) -> tuple[str, bool]:
    """The words after "hey, please remember that", and whether remembering was asked for."""
    is_asked = False
    while match := _LED_IN.match(text):
        is_asked = is_asked or match["remember"] is not None
        text = text[match.end() :]
    return text, is_asked


def without_tail(text: str) -> str:
    """The words before reasons, comparisons and small talk."""
    text = _REASON.sub("", _GOING.sub(" ", _THAT_IT_IS.sub(" ", _PARENT.sub("my ", text))))
    while match := _TAIL.search(text):
        text = text[: match.start()]
    return text


def without_rival(text: str) -> str:
    """ "Jazz rather than rock" is about jazz."""
    return _INSTEAD.sub("", text)


def _part(said: Utterance, start: int, stop: int, joint: Joint) -> Part:
    return Part(" ".join(said.words[start:stop]), start, stop, joint)


def _gap(said: Utterance, index: int) -> Joint | None:
    """What the punctuation before this word means."""
    if index == 0:
        return None
    between = said.said[said.places[index - 1][1] : said.places[index][0]]
    before = said.words[index - 1]
    if re.search(r"[.!?;\n]\s", between) and not (before in _TITLES or len(before) == 1):
        return Joint.STOP
    return Joint.COMMA if re.search(r",\s", between) else None


def _kept_together(text: str) -> set[int]:
    """Indexes of words inside a phrase that must not be cut."""
    return {
        index
        for pattern in (_KEPT, _RANGE)
        for match in pattern.finditer(text)
        for index in _indexes(text, match)
    }


def _indexes(text: str, match: re.Match[str]) -> Iterator[int]:
    first = text[: match.start()].count(" ")
    yield from range(first, first + match.group().count(" ") + 1)
