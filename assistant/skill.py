"""What a skill is: a word of the answer notation, phrases, and a typed, pure handler.

The handler's signature is the slot schema. The phrase matcher, the model's grammar and the
tests all read it from there. A phrase is ``template => slots``: the template is hassil's
(``[optional]``, ``(this|that)``), the right side what it stands for in the notation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter, signature
from typing import get_args, get_type_hints

from assistant.messages import Effect, Scene
from assistant.slots import Slot

Effects = tuple[Effect, ...]


@dataclass(frozen=True)
class Skill:
    """``name`` is the stable id; ``word`` is how a wish for it begins in the notation."""

    name: str
    word: str
    phrases: tuple[str, ...]
    example: str
    """A sentence that works, for "what can I say"."""
    handler: Callable[..., Effects]

    @cached_property
    def slots(self) -> dict[str, Slot]:
        """The handler's parameters after ``scene``, in the order they are written."""
        hints = get_type_hints(self.handler, include_extras=True)
        return {
            name: next(a for a in get_args(hints[name]) if isinstance(a, Slot))
            for name in list(signature(self.handler).parameters)[1:]
        }

    @cached_property
    def optional(self) -> frozenset[str]:
        """Slots that may be left out."""
        parameters = signature(self.handler).parameters.values()
        return frozenset(p.name for p in parameters if p.default is not Parameter.empty)

    def effects(self, scene: Scene, values: dict[str, object]) -> Effects:
        return self.handler(scene, **values)


def skill(
    name: str, *, word: str, phrases: tuple[str, ...] = (), example: str = ""
) -> Callable[[Callable[..., Effects]], Skill]:
    def declare(handler: Callable[..., Effects]) -> Skill:
        return Skill(name, word, phrases, example, handler)

    return declare
