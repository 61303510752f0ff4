"""Values for the slots of seeds: lines of ``slots/NAME.txt``, or a range of ``slots/ranges.toml``.

A line may itself hold slots ("{firstname} {lastname}"), and may stand several times to come more
often. Every value is in the one spelling.
"""

import random
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from models.text import normalise
from models.training.errors import SlotError

SLOTS = Path(__file__).parent / "slots"

_INNER = re.compile(r"\{([a-z]+)\}")
_ROUND = 0.7
"""How often a number of a range in halves is a whole one."""


class SlotValues:
    """Draws values; the same ones for the same state of the random source."""

    def __init__(self, folder: Path = SLOTS) -> None:
        self._values: dict[str, tuple[str, ...]] = _ranges(folder / "ranges.toml")
        for file in sorted(folder.glob("*.txt")):
            lines = file.read_text(encoding="utf-8").splitlines()
            values = tuple(line.strip() for line in lines if line.strip() and line[0] != "#")
            self._values[file.stem] = tuple(v if "{" in v else normalise(v).text for v in values)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._values)

    def draw(self, name: str, dice: random.Random) -> str:
        values = self._values.get(name)
        if not values:
            raise SlotError(f"no values for slot {name}")
        value = dice.choice(values)
        if value.count(".") and name == "temp" and dice.random() < _ROUND:
            value = value.partition(".")[0]
        return _INNER.sub(lambda match: self.draw(match[1], dice), value)


def _ranges(file: Path) -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(_steps(bounds)) for name, bounds in table.items()}


def _steps(bounds: Mapping[str, float]) -> list[str]:
    count = round((bounds["high"] - bounds["low"]) / bounds["step"])
    steps = (bounds["low"] + index * bounds["step"] for index in range(count + 1))
    return [f"{step:.1f}".removesuffix(".0") for step in steps]
