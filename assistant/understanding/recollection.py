"""What the driver told, in what they wish: "call my sister", "play my favourite station".

Words that stand for something told are replaced by it before anything is understood, so that all
that follows is as if the driver had said the name. A question for what was told goes to the memory
of drivers. Everything else is passed on as it came.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.known import Fact
from assistant.memory import RECALL
from assistant.messages import Plan, Scene, Step
from assistant.understanding.cascade import Understanding
from models import Cancel, normalise
from vehicle_bus import BusCommand, Query

_ORDER = re.compile(
    r"(?:please |can you |could you |i want to |i would like to |let us |let's )?"
    r"(?:call|ring|phone|dial|text|message|write|send|navigate|drive|take|bring|go|route|get|find|"
    r"search|show|play|put on|listen to|tune|switch to|start)\b.*"
)
_MY = r"(?:my|the) (?:favourite|usual|preferred)"
_LIKED = r"(?:that )?i (?:like|love|enjoy|prefer)"
_STANDS_FOR = {
    "station": (rf"(?:{_MY}|my) (?:radio )?(?:station|channel)", "the station {}"),
    "podcast": (rf"(?:{_MY}|my) podcast", "the podcast {}"),
    "artist": (rf"{_MY} (?:artist|band|musician|singer|group)", "{}"),
    "music genre": (
        rf"(?:something|some music|music|songs|anything) {_LIKED}|"
        rf"{_MY} (?:kind of )?(?:music|songs|genre)|my (?:kind of )?music",
        "{}",
    ),
    "restaurant": (rf"{_MY} restaurant", "{}"),
    "cuisine": (
        rf"(?:(?:a|some) )?(?:restaurant|place to eat|food|somewhere to eat) {_LIKED}|"
        rf"{_MY} (?:food|kind of restaurant)",
        "a restaurant {}",
    ),
    "fuel brand": (rf"{_MY} (?:petrol|gas|filling|fuel) station", "{}"),
    "charging network": (rf"{_MY} (?:charger|charging station|charging network)", "{}"),
    "supermarket": (rf"{_MY} (?:supermarket|grocery store)", "{}"),
}
"""What is said for a topic, and how its value is said in the place of it."""
_LIKES = r"(?:like|love|prefer|hate|dislike|enjoy|mind|avoid|listen to|think of|usually \w+)"
_ALL_OF_IT = r"(?:habits|preferences|likings|likes|tastes|settings)\b"
_ASKS = (
    r"(?:what|which|whose|who|how|where|at what|in which|do|would|am)\b.*\b"
    rf"i (?:\w+ )?{_LIKES}\b.*",
    r"(?:what|which|who|where) (?:is|are) my (?:favourite|usual|preferred) .+",
    r"(?:who|what) (?:is|are) (?:the name of )?my (?P<who>[a-z]+(?: in law)?)(?: called| 's name)?",
    r"what (?:did|have) i (?:tell|told|say|said)(?: to)?(?: you)? (?:about|of) .+",
    rf"what do you (?:know|remember) (?:about|of) my (?!{_ALL_OF_IT}).+",
)
_QUESTION = re.compile("|".join(_ASKS))


class Recollection:
    """The understanding of everything else, and of what was told."""

    def __init__(self, rest: Understanding) -> None:
        self._rest = rest

    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
        words = scene.said.text
        if (asked := _QUESTION.fullmatch(words)) and _is_of_the_driver(asked, scene):
            about = BusCommand(RECALL, Query.of(text=words))
            return Plan((Step("driver.recall", ("recall",), (about,)),))
        if not scene.known.facts or not _ORDER.fullmatch(words):
            return self._rest.understand(scene, cancel)
        meant, because = _filled(words, scene)
        if not because:
            return self._rest.understand(scene, cancel)
        plan = self._rest.understand(replace(scene, said=normalise(meant)), cancel)
        return replace(plan, because=" ".join([*because, plan.because]).strip())


def _is_of_the_driver(asked: re.Match[str], scene: Scene) -> bool:
    """ "What is my range" is a question for the car; "who is my sister" is not."""
    who = asked["who"]
    return who is None or any(fact.about == who for fact in scene.known.facts)


def _filled(words: str, scene: Scene) -> tuple[str, list[str]]:
    because = []
    for fact, pattern, form in _known(scene.known.facts):
        words, times = re.subn(rf"\b(?:{pattern})\b", form.format(fact.value.lower()), words)
        if times:
            because.append(fact.because)
    return words, because


def _known(facts: tuple[Fact, ...]) -> Iterator[tuple[Fact, str, str]]:
    for fact in facts:
        if fact.topic == "relation":
            yield fact, rf"my {re.escape(fact.about)}(?! in law)", "{}"
        elif fact.topic == "nickname":
            yield fact, rf"(?:the )?{re.escape(fact.about)}", "{}"
        elif fact.topic in _STANDS_FOR:
            yield fact, *_STANDS_FOR[fact.topic]
