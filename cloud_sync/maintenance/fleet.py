"""What is known of parts in general before one car has shown anything: ``usual.toml``.

Learned on other cars by ``python -m benchmarks.maintenance.learn`` and shipped; nothing of this car
ever goes into it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import MaintenanceError
from cloud_sync.maintenance.remaining import Spread
from cloud_sync.maintenance.trend import Usual


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part."""

    usual: Usual
    spread: Spread
    warn_days: float
    """It is told when no more than this is likely to remain."""
    life_days: tuple[float, float]
    """How long nine of ten last from new: Weibull, from lives that ended and lives that did not."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    usual: dict[str, float]
    spread_low: tuple[float, ...]
    spread_high: tuple[float, ...]
    warn_days: float
    life_days: tuple[float, float]


@cache
def fleet() -> Mapping[str, Kind]:
    """By kind of part; MaintenanceError if the table is damaged."""
    return read_fleet(Path(str(files(__package__).joinpath("usual.toml"))))


def read_fleet(path: Path) -> Mapping[str, Kind]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _kind(_Entry.model_validate(entry)) for name, entry in table.items()}
    except (OSError, UnicodeDecodeError, ValidationError, TypeError, ValueError) as error:
        raise MaintenanceError(f"{path.name} cannot be read.", "table") from error


def _kind(entry: _Entry) -> Kind:
    spread = Spread(entry.spread_low, entry.spread_high)
    return Kind(Usual(**entry.usual), spread, entry.warn_days, entry.life_days)
