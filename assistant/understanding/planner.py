"""From wishes to a plan: every wish becomes the exact commands it comes to in this scene."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.messages import Effect, Scene, Step, confirmed
from assistant.skills.talk import restoring
from assistant.understanding.grammar import Wish
from vehicle_bus import BusCommand

_YES = "talk.yes"


def steps(wishes: Iterable[Wish], scene: Scene, sureness: Sequence[float] = ()) -> tuple[Step, ...]:
    """A yes stands for what was asked; saying the same wish twice is saying it once.

    ``sureness`` is that of a ``Proposal``: one value for each word, joints and the end included.
    """
    planned: dict[tuple[str, ...], Step] = {}
    for wish, confidence in _with_confidence(wishes, sureness):
        for step in _steps_of(wish, scene):
            planned.setdefault(step.words, replace(step, confidence=confidence))
    return tuple(planned.values())


def _with_confidence(
    wishes: Iterable[Wish], sureness: Sequence[float]
) -> Iterator[tuple[Wish, float]]:
    """A wish is as sure as its least sure word and the joints (or the end) on both its sides."""
    begin = 0
    for wish in wishes:
        end = begin + len(wish.words)
        yield wish, min(sureness[max(begin - 1, 0) : end + 1], default=1.0)
        begin = end + 1


def _steps_of(wish: Wish, scene: Scene) -> tuple[Step, ...]:
    if wish.skill.name == _YES and scene.pending is not None and scene.pending.steps:
        return tuple(confirmed(step) for step in scene.pending.steps)
    effects = wish.skill.effects(scene, wish.values)
    if wish.corrects:
        effects = (*_taken_back(scene, effects), *effects)
    return (Step(wish.skill.name, wish.words, effects, corrects=wish.corrects),)


def _taken_back(scene: Scene, instead: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What a correction restores: all the last turn moved but what the new wish sets anyway."""
    kept = {effect.signal for effect in instead if isinstance(effect, BusCommand)}
    last = scene.conversation.deeds[-1] if scene.conversation.deeds else ()
    restored = (restoring(deed) for deed in reversed(last) if deed.signal not in kept)
    return tuple(effect for effect in restored if isinstance(effect, BusCommand))
