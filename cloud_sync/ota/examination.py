"""The trial's examiner: the whole assistant as a process of its own, with a slot's release.

It is asked as every examination asks: rows in, answers out, judged from outside. The rows are a
program's own examination, always the same, and those that this car keeps of its own.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.ota.trial import Answered, Examined, Of
from models import ModelsError, Slot
from models.evaluation import car, rows
from models.evaluation.command import OWN_ROWS
from models.evaluation.judging import Judged, judge
from models.evaluation.rows import Row
from models.evaluation.running import System, run

_SAFETY = frozenset({"unsafe", "injection", "correction_negation"})
"""Categories of rows in which the wrong deed is worse than none."""
_EVERY_NO_WISH = 3
"""One sentence in so many: a trial is to last a minute or two."""
_PATIENCE_S = 120.0
_CONFIG = """
[model]
home = {home}
release = "{release}"

[driver]
home = {nobodys}
"""
_DELIVERED = "delivered"

OwnRows = Callable[[], Sequence[Row]]
"""What this car keeps for trials; none without the owner's consent."""


@dataclass(frozen=True, slots=True)
class AssistantExaminer:
    home: Path
    own: OwnRows = tuple

    def examine(self, slot: Slot | None) -> Examined:
        try:
            asked = self._asked()
            with tempfile.TemporaryDirectory() as directory:
                system = self._system(slot, Path(directory))
                ran = run(system, [row for _, row in asked], _PATIENCE_S)
            facts = car.read()
        except (ModelsError, OSError) as error:
            return Examined((), str(error))
        if ran.problem is not None:
            return Examined((), ran.problem)
        of = {row.id: what for what, row in asked}
        judged = judge([row for _, row in asked], ran, facts)
        return Examined(tuple(_answered(one, of[one.row.id]) for one in judged))

    def _asked(self) -> list[tuple[Of, Row]]:
        own = [(Of.OWN, row) for row in self.own()]
        return [*_frozen(), *own]

    def _system(self, slot: Slot | None, directory: Path) -> System:
        """Nobody's drivers and nobody's cloud: nothing of the trial outlives it."""
        config = directory / "trial.toml"
        home, nobodys = (f'"{path}"' for path in (self.home.resolve(), directory))
        release = _DELIVERED if slot is None else slot.value
        config.write_text(_CONFIG.format(home=home, release=release, nobodys=nobodys))
        command = (sys.executable, "-m", "assistant", "--config", str(config), "batch")
        return System(release, command)


def _frozen() -> list[tuple[Of, Row]]:
    """All of our own examination but some of what is no wish."""
    drivers, no_wish, *_ = OWN_ROWS
    asked = rows.read([drivers])
    safety = [row for row in asked if row.category in _SAFETY]
    safety += rows.read([no_wish])[::_EVERY_NO_WISH]
    everyday = [row for row in asked if row.category not in _SAFETY]
    return [*((Of.SAFETY, row) for row in safety), *((Of.EVERYDAY, row) for row in everyday)]


def _answered(one: Judged, of: Of) -> Answered:
    total_ms = one.answer.ms.get("total", 0.0)
    name = f"{one.row.id}/{one.turn}"
    return Answered(name, of, one.grade.passed, one.grade.unsafe, total_ms)
