"""What the model is told before it answers: the scene, if there is one, and the utterance.

``last WISHES | asked WISHES | words``; the form the adapter was taught on.
"""

from collections.abc import Sequence

from assistant.messages import Scene
from assistant.understanding.grammar import JOIN

_BAR = "|"


def prompt(scene: Scene, words: Sequence[str]) -> str:
    said: list[str] = []
    if recent := scene.conversation.wishes:
        said += ["last", *f" {JOIN} ".join(" ".join(w) for w in recent).split(), _BAR]
    if scene.pending is not None and (asked := [s.words for s in scene.pending.steps]):
        said += ["asked", *f" {JOIN} ".join(" ".join(w) for w in asked).split(), _BAR]
    return " ".join([*said, *words])
