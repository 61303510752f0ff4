"""Every skill the assistant has. A new module is added to MODULES; nothing else."""

from types import ModuleType

from assistant.messages import Say, Scene
from assistant.skill import Effects, Skill, skill
from assistant.skills import (
    cabin,
    care,
    climate,
    cloud,
    light,
    media,
    memory,
    navigation,
    opening,
    phone,
    question,
    seat,
    talk,
)

MODULES: tuple[ModuleType, ...] = (
    climate,
    seat,
    opening,
    light,
    cabin,
    media,
    navigation,
    phone,
    question,
    care,
    memory,
    cloud,
    talk,
)

_FOUND: tuple[Skill, ...] = tuple(
    value for module in MODULES for value in vars(module).values() if isinstance(value, Skill)
)


@skill("talk.help", word="help", phrases=("(help|what can i say|what can you do)",))
def help_me(scene: Scene) -> Effects:
    examples = [s.example for s in _FOUND if s.example]
    return (Say("You can say, for example: " + " ".join(examples[:: len(examples) // 6])),)


SKILLS: tuple[Skill, ...] = (*_FOUND, help_me)
