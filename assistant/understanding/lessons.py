"""Routines by voice: taught in one sentence or by showing, run by their name, listed, changed.

    when I say movie mode, dim the lights and close the shades
    teach you something ... call that movie mode
    movie mode | what is movie mode | forget movie mode | always do that

A routine is kept in the answer notation and made into a plan anew in the scene it is asked for in,
so it can do nothing that could not be wished for in words then. Everything else is passed on.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from assistant.known import Routine
from assistant.memory import AGREE, DROP, FORGET, MEMORY_SIGNALS, ROUTINES, SET, TEACH
from assistant.messages import Effect, Plan, Say, Scene, Status, Step
from assistant.understanding import planner
from assistant.understanding.cascade import Understanding
from assistant.understanding.grammar import JOIN, MAX_WISHES, PlanGrammar
from models import Cancel, normalise
from vehicle_bus import BusCommand, Query

SHOW = "routine.show"
TAUGHT = "routine.teach"
Said = re.Match[str]
_LONGEST_NAME_WORDS = 4
_SURELY = 0.6
"""What is understood less surely is not taught."""
_ALIKE = 90.0
"""Least similarity in percent for the name of a routine."""

_SENTENCE = re.compile(r"(?:please )?(?:whenever|when|if|every time) i say (?P<rest>.+)")
_JOINT = re.compile(
    r"^(?P<name>.+?) "
    r"(?:then|please|i mean|i want you to|you should|you|it means|that means) (?P<rest>.+)$"
)
_MODE = re.compile(r"^(?P<name>(?:\w+ ){0,3}(?:mode|time|night|style)) (?P<rest>.+)$")
_VERBS = (
    "turn|switch|set|put|make|dim|brighten|close|open|play|stop|start|mute|navigate|take|drive|"
    "call|lower|raise|heat|warm|cool|fold|lock|unlock|show|hide|pause|increase|decrease|reduce|"
    "shut|defrost|recline|move|roll|activate|deactivate|enable|disable"
)
_VERB = re.compile(rf"^(?P<name>\w+(?: \w+){{0,3}}?) (?P<rest>(?:{_VERBS})(?: .*)?)$")
_SHOW = re.compile(
    r"(?:(?:can|may|could) i |let me |i want to |i would like to |i will )?"
    r"(?:teach you something(?: new)?|show you something|teach you a routine)"
)
_CALL = re.compile(
    r"(?:please )?"
    r"(?:(?:call|name) (?:that|this|it)|(?:save|remember|keep|store) (?:that|this|it) as)"
    r" (?P<name>\w+(?: \w+){0,3})"
)
_LIST = re.compile(
    r"(?:what|which) routines (?:do you know|are there|have i taught you)|list (?:my|the) routines|"
    r"what (?:did i teach|have i taught) you"
)
_TELL = re.compile(
    r"(?:what is|what does|what happens in|tell me about) (?P<name>.+?)(?: do| mean)?"
)
_DROP = re.compile(
    r"(?:please )?(?:forget|delete|remove|erase) (?:the )?(?P<name>.+?)(?: routine)?"
)
_RUN = re.compile(
    r"(?:please )?(?:(?:start|activate|run|do|switch to|turn on|begin|it is|engage) )?(?:the )?"
    r"(?P<name>.+?)(?: routine)?(?: please| now)?"
)
_ALWAYS = re.compile(r"(?:yes )?(?:please )?(?:always|from now on) do (?:that|this|it)(?: please)?|"
                     r"(?:yes )?(?:please )?do (?:that|this|it) (?:always|every time)(?: please)?|"
                     r"yes always")  # fmt: skip

_FORGET_THAT = re.compile(r"(?:please )?(?:forget|do not remember) that(?: again)?(?: please)?")

_HOW = Say(
    "Go on: do it by voice, then say: call that, and a name. Or in one sentence: when I say movie "
    "mode, dim the lights.",
)
_NO_NAME = Say("Say it as: when I say movie mode, dim the lights.", Status.CLARIFY)
_NOTHING_SHOWN = Say("I do not know what that is. Do it first, then name it.", Status.CLARIFY)
_TOO_MUCH = Say(f"That is too much for one name: {MAX_WISHES} things at most.", Status.UNSUPPORTED)
_NOTHING_OFFERED = Say("I have offered nothing that I could always do.", Status.CLARIFY)


class Lessons:
    """The understanding of everything else, and of routines."""

    def __init__(self, grammar: PlanGrammar, rest: Understanding) -> None:
        self._grammar = grammar
        self._rest = rest

    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
        words = scene.said.text
        if lesson := _SENTENCE.fullmatch(words):
            return self._taught(lesson["rest"], scene, cancel)
        if step := _about_routines(words, scene):
            return Plan((step,))
        asked = _RUN.fullmatch(words)
        if asked and (routine := _alike(asked["name"], scene.known.routines)):
            return self._run(routine, scene)
        return self._rest.understand(scene, cancel)

    def _taught(self, said: str, scene: Scene, cancel: Cancel | None) -> Plan:
        """Kept only if it is understood now."""
        told = _NO_NAME
        for name, words in _splits(said):
            meant = self._rest.understand(_saying(scene, words), cancel)
            if meant.steps and all(_is_surely_for_the_car(step) for step in meant.steps):
                wishes = [step.words for step in meant.steps]
                return Plan((_teaching(name, words, wishes),), meant.understood_by)
            if told is _NO_NAME:
                text = f'I do not know how to do "{words}", so I keep nothing.'
                told = Say(text, Status.CLARIFY)
        return Plan((_step("teach", told),))

    def _run(self, routine: Routine, scene: Scene) -> Plan:
        try:
            wishes = self._grammar.read(routine.wishes)
        except ValueError:
            told = Say(
                f"I no longer know how to do {routine.name}. Teach me again.", Status.CLARIFY
            )
            return Plan((_step("run", told),))
        return Plan(planner.steps(wishes, scene), because=routine.because)


def _splits(said: str) -> list[tuple[str, str]]:
    """A name and what it stands for; the comma between them is not heard. Likeliest first."""
    joint = next((m for p in (_JOINT, _MODE, _VERB) if (m := p.fullmatch(said))), None)
    found = [(joint["name"], joint["rest"])] if joint else []
    words = said.split()
    parts = range(1, min(len(words), _LONGEST_NAME_WORDS + 1))
    found += [(" ".join(words[:n]), " ".join(words[n:])) for n in parts]
    short = (pair for pair in found if len(pair[0].split()) <= _LONGEST_NAME_WORDS)
    return list(dict.fromkeys(short))


def _about_routines(words: str, scene: Scene) -> Step | None:
    for pattern, answer in _ANSWERS:
        if (said := pattern.fullmatch(words)) and (step := answer(said, scene)):
            return step
    return None


def _show(said: Said, scene: Scene) -> Step:
    return Step(SHOW, ("show",), (_HOW,))


def _list(said: Said, scene: Scene) -> Step:
    return _step("list", BusCommand(ROUTINES, True))


def _tell(said: Said, scene: Scene) -> Step | None:
    routine = _alike(said["name"], scene.known.routines)
    if routine is None:
        return None
    return _step("tell", Say(f"{routine.name.capitalize()} is: {routine.words}."))


def _drop(said: Said, scene: Scene) -> Step | None:
    routine = _alike(said["name"], scene.known.routines)
    return _step("forget", BusCommand(DROP, Query.of(name=routine.name))) if routine else None


def _forget_that(said: Said, scene: Scene) -> Step | None:
    that = BusCommand(FORGET, Query.of(scope="that"))
    return _step("forget", that) if _has_learned(scene) else None


def _has_learned(scene: Scene) -> bool:
    """Is there something that "forget that" can mean?"""
    last = scene.conversation.deeds[-1:]
    is_told = any(deed.signal == SET for deeds in last for deed in deeds)
    is_recalled = scene.conversation.wishes[-1:] == (("recall",),)
    return is_told or is_recalled or scene.conversation.offer is not None


def _shown(said: Said, scene: Scene) -> Step:
    """What was done since the lesson began, or else last."""
    shown = scene.conversation.lesson
    turns = scene.conversation.wishes[-1:] if shown is None else shown
    if not turns:
        return _step("teach", _NOTHING_SHOWN)
    wishes = [wish for turn in turns for wish in _split(turn)]
    if len(wishes) > MAX_WISHES:
        return _step("teach", _TOO_MUCH)
    return _teaching(said["name"], ", ".join(" ".join(wish) for wish in wishes), wishes)


def _agreed(said: Said, scene: Scene) -> Step:
    """Always, and now if the question is still open."""
    offer, pending = scene.conversation.offer, scene.pending
    if offer is None:
        return _step("always", _NOTHING_OFFERED)
    now = [command for step in pending.steps for command in step.commands] if pending else []
    return _step("always", BusCommand(AGREE, Query.of(id=offer.id)), *now)


def _teaching(name: str, words: str, wishes: Iterable[tuple[str, ...]]) -> Step:
    notation = f" {JOIN} ".join(" ".join(wish) for wish in wishes)
    return _step("teach", BusCommand(TEACH, Query.of(name=name, text=words, wishes=notation)))


def _step(what: str, *effects: Effect) -> Step:
    return Step(f"routine.{what}", ("routine", what), effects)


def _alike(name: str, routines: tuple[Routine, ...]) -> Routine | None:
    """The routine whose name sounds most like this."""
    scored = [(fuzz.ratio(name, one.name), one) for one in routines]
    score, routine = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return routine if score >= _ALIKE else None


def _is_surely_for_the_car(step: Step) -> bool:
    is_memory = any(command.signal in MEMORY_SIGNALS for command in step.commands)
    return bool(step.commands) and not is_memory and step.confidence >= _SURELY


def _split(turn: tuple[str, ...]) -> list[tuple[str, ...]]:
    wishes = " ".join(turn).split(f" {JOIN} ")
    return [tuple(wish.split()) for wish in wishes]


def _saying(scene: Scene, words: str) -> Scene:
    return replace(scene, said=normalise(words))


_ANSWERS: tuple[tuple[re.Pattern[str], Callable[[Said, Scene], Step | None]], ...] = (
    (_SHOW, _show),
    (_LIST, _list),
    (_CALL, _shown),
    (_FORGET_THAT, _forget_that),
    (_ALWAYS, _agreed),
    (_TELL, _tell),
    (_DROP, _drop),
)
