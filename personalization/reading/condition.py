"""When something holds: conditions are read and taken out of the words.

A condition that a car cannot tell ("when I am tired") is left where it is, and ``is_open`` says
so: a preference is never stored as holding always because its condition was not understood.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from personalization.when import FIELD_OF, When

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PART = r"(?:mornings?|afternoons?|evenings?|nights?)"
_IF = r"(?:when(?:ever)?|if|while|as soon as|every time|any time|always when|as long as)"
_WE = r"(?:i'm|i am|we're|we are|i|we|i've|we've)"
_AM = rf"(?:{_IF} {_WE} (?:am |are |drive |ride |travel |driving |riding |travelling )?|while )?"
_ROAD = r"(?:motorways?|highways?|autobahn|freeways?|interstates?)"
_KIDS = r"(?:kids?|children|little ones|boys|girls|baby|son|daughter)"
_OTHERS = (
    r"(?:passengers?|somebody(?: else)?|someone(?: else)?|others|other people|people|anybody|"
    r"anyone|friends|company|guests|my (?:wife|husband|partner|family|friends|parents|mother|"
    r"colleagues?|girlfriend|boyfriend)|the family|a passenger|somebody)"
)
_ABOARD = (
    r"(?: (?:is|are|'s|ride|rides|riding|sit|sits|sitting|travel|travels|come|comes|drive|"
    r"drives))?"
    r"(?: (?:with (?:me|us)|in the (?:car|back|vehicle)|on ?board|along|aboard|in here|next to me"
    r"|with me in the car|there))+"
)
_WEATHER = rf"{_IF} (?:it's|it is|it gets|it becomes|it's getting|the weather is|the weather's)"
_COLD = r"(?:cold|freezing|icy|chilly|frosty|cool|winter|snowing|below zero)"
_HOT = r"(?:hot|boiling|warm|sunny|summer|scorching|sweltering)"
_WET = r"(?:raining|rainy|wet|pouring|drizzling)"
_OUT = r"(?: outside| out| out there)?"
_MUCH = r"(?: (?:really|very|too|so|quite|bitterly|freezing))*"
_GO = r"(?:driving|going|heading|coming|travelling|traveling|drive|go|head|come|commuting|commute)"

_EXACT = (
    ("days", "weekday", r"(?:on |from )?monday (?:to|through|till|until) friday"),
    (
        "days",
        "weekday",
        r"(?:on |every |each )?(?:weekdays?|work ?days?|working days?)(?: (?=" + _PART + "))?",
    ),
    ("days", "weekday", r"(?:during|in|through) the week\b(?! ?end)"),
    (
        "days",
        "weekend",
        r"(?:(?:at|on|in|over|during|for) )?(?:the |every |each )?week ?ends?(?: (?="
        + _PART
        + "))?",
    ),
    (
        "part_of_day",
        "night",
        rf"at nights?|late at night|after dark|in the dark|{_IF} it(?:'s| is| gets) (?:dark|"
        rf"night)",
    ),
    ("part_of_day", "noon", r"(?:at|around|over) (?:noon|midday|lunch ?time|lunch)|at lunch break"),
    ("place", "way to work", r"(?:on|during) my (?:morning )?commute|(?:in|during) the commute"),
    (
        "place",
        "way home",
        rf"(?:on|for) (?:the|my) (?:way|drive|trip|ride) (?:back )?home|"
        rf"{_IF} {_WE} {_GO} (?:back )?"
        r"home|driving home|after work|on the way back(?: home)?|homewards?",
    ),
    (
        "place",
        "way to work",
        rf"(?:on|for) (?:the|my) (?:way|drive|trip|ride) (?:to|into) (?:work|the office)|"
        rf"{_IF} {_WE} "
        rf"{_GO} to (?:work|the office)|driving to work|before work",
    ),
    (
        "trip",
        "start",
        rf"{_IF} (?:i|we) (?:get in(?:to the car)?|set off|start(?: (?:the car|the engine|"
        rf"driving|"
        r"a trip|a drive|the trip|off))?|begin a trip|leave)|(?:at|on) the (?:start|"
        r"beginning) of "
        r"(?:a|the|every|each|my) (?:trip|drive|journey|ride)|at the start|right after starting",
    ),
    (
        "trip",
        "long",
        rf"(?:on|for|during) (?:a |my )?long(?:er)? (?:trips?|drives?|journeys?|distances?|"
        rf"rides?|"
        rf"tours?)|{_IF} (?:i|we) drive (?:a )?(?:long|far)(?: way| distances?)?",
    ),
    (
        "company",
        "kids",
        rf"{_IF} (?:i have |we have )?(?:my |the |our )?{_KIDS}{_ABOARD}|"
        rf"{_AM}(?:travelling |driving |am )?with (?:my |the |"
        rf"our )?{_KIDS}(?: (?:in the (?:car|back)|"
        r"on ?board))?|for the kids",
    ),
    (
        "company",
        "alone",
        rf"{_IF} {_WE}(?: (?:am|driving|drive))? (?:alone|by myself|on my own)(?: in the car)?|"
        rf"{_IF} (?:nobody|no one|nobody else|no one else)(?: is|'s)? (?:with me|in the car|"
        rf"there|on "
        r"board)|(?:driving )?by myself|on my own",
    ),
    (
        "company",
        "passengers",
        rf"{_IF} (?:i have |there (?:is|are) |there's )?{_OTHERS}{_ABOARD}|{_IF} (?:i have|"
        rf"there are|"
        rf"i'm with|i am with|we have) {_OTHERS}|{_AM}with {_OTHERS}(?: (?:in the car|"
        rf"on ?board))?|"
        rf"{_IF} {_WE} not (?:alone|by myself)",
    ),
    ("place", "motorway", rf"{_AM}(?:driving )?on (?:the |a )?{_ROAD}"),
    ("place", "town", rf"{_AM}(?:driving )?(?:in|through) (?:the )?(?:town|city|city traffic)"),
    ("place", "home", rf"{_AM}(?:near |at |close to )home"),
    ("place", "work", rf"{_AM}(?:near |at )(?:work|the office)"),
    (
        "weather",
        "rain",
        rf"{_WEATHER}{_MUCH} {_WET}{_OUT}|{_IF} it rains|in (?:the |heavy )?rain|in (?:rainy|"
        rf"wet|bad) "
        rf"weather|on (?:a |the )?(?:rainy|wet)(?: days|(?= {_PART}))|{_IF} the rain (?:starts|"
        rf"falls)",
    ),
    (
        "weather",
        "cold",
        rf"{_WEATHER}{_MUCH} {_COLD}{_OUT}|{_IF} (?:it|the temperature|it's|"
        rf"temperatures?)(?: is| are| drops?| falls?| gets?)* (?:below|under) "
        rf"(?:zero|0|freezing|[1-9]|1[0-2])(?: degrees| celsius)*|in (?:the )?(?:cold|"
        rf"winter)(?: weather| time|time)?|"
        rf"on (?:a |the )?(?:cold|freezing|frosty|icy|chilly|winter)(?: days|(?= {_PART}))|"
        rf"{_IF} it (?:freezes|snows)",
    ),
    (
        "weather",
        "hot",
        rf"{_WEATHER}{_MUCH} {_HOT}{_OUT}|{_IF} (?:it|the temperature|it's|"
        rf"temperatures?)(?: is| are| rises?| gets?| climbs?)* (?:above|over) "
        rf"(?:2[2-9]|3\d)(?: degrees| celsius)*|in (?:the )?(?:heat|summer|"
        rf"hot weather)(?: time|time)?|"
        rf"on (?:a |the )?(?:hot|warm|sunny|summer)(?: days|(?= {_PART}))|in hot weather",
    ),
)
_DAY_AND_PART = re.compile(rf"\b(?:on |every |each )?({_DAY})s? (?={_PART}\b)")
_ON_DAY = re.compile(rf"\b(?:(?:on|every|each) (?:a |the )?({_DAY})s?|({_DAY})s)\b")
_IN_PART = re.compile(
    rf"\b(?:(?:(?:early |late )?in the|every|each|during the|of an|of a|in|on|at|"
    rf"for the) (?:early |late )?)"
    rf"({_PART})\b|\b(mornings|afternoons|evenings|nights)\b|^(?:early )?({_PART})$"
)
_STARTS_PART = re.compile(rf" ?{_PART}\b")
_BARE = re.compile(rf"^(?:the )?(?:({_DAY})s?|({_PART})|({_WET})|({_COLD})|({_HOT}))$")
_EXACT_PATTERNS = tuple(
    (condition, re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])"))
    for _, condition, pattern in _EXACT
)
_OPEN = re.compile(
    r"\b(?:when|whenever|if|while|during|unless|until|before|after|except|apart from|other than|"
    r"as soon as|as long as|depending on|sometimes|at \d+(?:\.\d+)? (?:am|pm|o'clock)|am|pm|"
    r"o'clock|"
    r"every time|rush hour|on (?:holidays?|vacation)|abroad|once|next (?:week|month|time)|"
    r"tomorrow)\b"
)


@dataclass(frozen=True, slots=True)
class Conditions:
    rest: str
    """The words without the conditions."""
    whens: tuple[When, ...] = ()
    """Several if it holds under each of them; empty for always."""

    @property
    def is_open(self) -> bool:
        return bool(_OPEN.search(self.rest))

    @property
    def is_bare(self) -> bool:
        """Conditions and nothing else."""
        return bool(self.whens) and not self.rest.strip()


def conditions(text: str, *, is_part: bool = False) -> Conditions:
    """``is_part``: the words follow "and", so a bare "evenings" or "friday" is a condition."""
    found: list[str] = []
    if is_part and (bare := _BARE.match(text.strip())):
        word = next(group for group in bare.groups() if group)
        return Conditions("", combined([_plain(word)]))
    for condition, pattern in _EXACT_PATTERNS:
        if pattern.search(text):
            found.append(condition)
            text = _cut(pattern, text)
    for pattern in (_DAY_AND_PART, _ON_DAY, _IN_PART):
        for match in pattern.finditer(text):
            found.append(_plain(next(group for group in match.groups() if group)))
        text = _cut(pattern, text)
    return Conditions(" ".join(text.split()), combined(found))


def combined(words: Iterable[str]) -> tuple[When, ...]:
    """Conditions of different fields hold together, of one field each for itself."""
    whens: list[dict[str, str]] = []
    for word in dict.fromkeys(words):
        field = FIELD_OF[word]
        if whens and field in whens[0]:
            whens.extend([when | {field: word} for when in whens[:1]])
        else:
            whens = [when | {field: word} for when in whens or [{}]]
    return tuple(When.model_validate(when) for when in whens)


def _cut(pattern: re.Pattern[str], text: str) -> str:
    """The text without a condition; "on Friday night" stays "in the night"."""
    rest = pattern.sub(
        lambda match: " in the " if _STARTS_PART.match(text, match.end()) else " ", text
    )
    return " ".join(rest.split())


def _plain(word: str) -> str:
    singular = word if word in FIELD_OF else word.removesuffix("s")
    if singular in FIELD_OF:
        return singular
    if re.fullmatch(_WET, word):
        return "rain"
    return "cold" if re.fullmatch(_COLD, word) else "hot"
