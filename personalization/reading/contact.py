"""People: who stands for whom, and how the driver is called."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from personalization.topics.people import RELATIONS

_RELATION = "|".join(sorted(RELATIONS, key=len, reverse=True))
_NAME = r"(?P<name>[a-z][a-z' 0-9]*?)"
_WHO = r"(?P<who>[a-z][a-z' ]*?)"
_IS = (
    r"(?:'s (?:first )?name is(?: now)?|(?: is|'s)(?: now)?(?: called| named| known as)?|"
    r" has the name| goes by)"
)
_TAIL = r"(?: (?:now|from now on|please|not [a-z ]+))?$"
_RELATIONS = (
    re.compile(rf"^my (?P<who>{_RELATION}){_IS} {_NAME}{_TAIL}"),
    re.compile(rf"^the name of my (?P<who>{_RELATION}) is {_NAME}{_TAIL}"),
    re.compile(rf"^call my (?P<who>{_RELATION}) {_NAME}{_TAIL}"),
    re.compile(rf"^i call my (?P<who>{_RELATION}) {_NAME}{_TAIL}"),
    re.compile(rf"^{_NAME} is (?:the name of )?my (?P<who>{_RELATION})(?:'s name)?{_TAIL}"),
    re.compile(
        rf"^(?:when|whenever|if) i (?:say|talk about|mention|"
        rf"speak of) my (?P<who>{_RELATION}) (?:i mean|"
        rf"i'm talking about|that's|that is|it's) {_NAME}{_TAIL}"
    ),
    re.compile(rf"^(?:by|with) my (?P<who>{_RELATION}) i mean {_NAME}{_TAIL}"),
)
_SHORT_RELATION = re.compile(rf"^my (?P<who>{_RELATION}) {_NAME}$")
_NICKNAMES = (
    re.compile(
        rf"^(?:when|whenever|if) i (?:say|talk about|mention|speak of|call|"
        rf"ask for) {_WHO} (?:i mean|then i "
        rf"mean|i'm talking about|i am talking about|that's|that is|it's|it means|"
        rf"that means) {_NAME}{_TAIL}"
    ),
    re.compile(rf"^(?:by|with) {_WHO} i (?:always )?mean {_NAME}{_TAIL}"),
    re.compile(
        rf"^{_WHO} is (?:short for|what i call|my nickname for|my name for|the nickname of|"
        rf"a nickname for|"
        rf"my pet name for|the nickname for) {_NAME}{_TAIL}"
    ),
    re.compile(rf"^{_WHO} (?:means|stands for|refers to) {_NAME}{_TAIL}"),
    re.compile(rf"^{_NAME} is (?:also )?(?:called|known as|nicknamed) {_WHO}{_TAIL}"),
    re.compile(rf"^{_NAME}'s nickname is {_WHO}{_TAIL}"),
    re.compile(rf"^the nickname of {_NAME} is {_WHO}{_TAIL}"),
)
_OWN_NAME = (
    re.compile(
        rf"^(?:you (?:can|may|should) )?(?:always )?(?:call|address me as|refer to me as|"
        rf"name) (?:me )?"
        rf"(?<=me |as ){_NAME}{_TAIL}"
    ),
    re.compile(rf"^my (?:first )?name is (?:now )?{_NAME}{_TAIL}"),
    re.compile(rf"^(?:i'm|i am) (?:called|named) {_NAME}{_TAIL}"),
    re.compile(rf"^i (?:want|like|prefer|wish)(?: you)? to (?:be called|call me) {_NAME}{_TAIL}"),
    re.compile(
        rf"^(?:i'd|i would) (?:like|prefer|rather)(?: you)?(?: to)? (?:be called|"
        rf"call me) {_NAME}{_TAIL}"
    ),
    re.compile(rf"^i go by {_NAME}{_TAIL}"),
    re.compile(rf"^(?:everyone|everybody|people|my friends) calls? me {_NAME}{_TAIL}"),
)
_NOT_ME = (
    re.compile(rf"^(?:please )?(?:don't|do not|never|stop) (?:ever )?call(?:ing)? me {_NAME}$"),
    re.compile(
        rf"^i (?:don't|do not|no longer) (?:want|like)(?: you)? to (?:be called|call me) {_NAME}$"
    ),
    re.compile(rf"^my name (?:isn't|is not) {_NAME}$"),
)
_NOT_RELATION = re.compile(
    rf"^my (?P<who>{_RELATION}) (?:isn't|is not)(?: called| named)? {_NAME}$"
)
_NOT_NAMES_TEXT = """
    a an the my your his her our their its this that these those it he she they we i you me him
    them is are was were be been not no so very too really quite also still already always never
    often in on at to from of for with by about into over under near than as if then when where
    what who how why which and or but because here there away out back home late early soon now
    today tonight tomorrow yesterday coming going leaving waiting driving working living
    sleeping calling getting tired angry happy sad ill sick pregnant hungry thirsty busy free
    ready old older young younger tall short nice kind lovely mean funny great good bad best
    better fine okay ok right wrong sure retired married single divorced dead alive asleep awake
    german english french american italian vegetarian vegan allergic afraid scared bored upset
    crazy mad clever smart stupid lazy rich poor beautiful pretty ugly important strict cold hot
    warm one two someone somebody nobody anyone everybody everything something anything nothing
    like likes love loves hate hates want wants more less most least all some any can could
    would should will won't can't isn't doesn't has had have do does did called named jealous
    cute lost stuck done fired next turning having whatever again up down just only anymore
    later
"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Contact:
    topic: str
    name: str
    about: str = ""
    likes: bool = True

    @property
    def is_open(self) -> bool:
        """Two names at once."""
        return " or " in f" {self.name} "


def contact(text: str, is_named: Callable[[str], bool], *, is_part: bool = False) -> Contact | None:
    """``is_named``: whether these words can be a name as they were spelled. ``is_part``: after
    "and", where "my brother Max" is enough."""
    short = (_SHORT_RELATION,) if is_part else ()
    for patterns, topic, likes in (
        ((_NOT_RELATION,), "relation", False),
        ((*_RELATIONS, *short), "relation", True),
        (_NOT_ME, "name", False),
        (_OWN_NAME, "name", True),
        (_NICKNAMES, "nickname", True),
    ):
        for pattern in patterns:
            if (match := pattern.search(text)) and is_named(name := _trimmed(match["name"])):
                return Contact(topic, name, _about(topic, match), likes)
    return _calls(text, is_named)


def is_name(words: str) -> bool:
    """Whether these words can be somebody's name at all."""
    said = words.removeprefix("my ").split()
    known = words.startswith("my ") and words.removeprefix("my ") in RELATIONS
    return known or (0 < len(said) <= _LONGEST and not _NOT_NAMES & set(words.split()))


def _calls(text: str, is_named: Callable[[str], bool]) -> Contact | None:
    """ "I call Robert Bobby": which words are which is only sure of two."""
    match = re.search(r"^(?:i|we|everybody|everyone) (?:always )?calls? ([a-z']+) ([a-z']+)$", text)
    if not match or not is_named(match[1]) or not is_named(match[2]):
        return None
    return Contact("nickname", match[1], match[2])


def _trimmed(name: str) -> str:
    return name.strip().removesuffix(" please").strip()


def _about(topic: str, match: re.Match[str]) -> str:
    if topic == "name":
        return ""
    return RELATIONS[match["who"]] if topic == "relation" else match["who"].strip()
