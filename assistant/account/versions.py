"""By what a turn is decided: the release, the models, and the code of each judge, as digests."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models import ModelsError, Slot, Slots, digests_of

_ROOT = Path(__file__).resolve().parents[2]
_PARTS: Mapping[str, tuple[str, ...]] = {
    "grammar": (
        "assistant/skills/*.py",
        "assistant/skill.py",
        "assistant/slots.py",
        "assistant/target.py",
        "assistant/people.py",
    ),
    "understanding": ("assistant/understanding/*.py", "models/text.py", "models/number_words.py"),
    "policy": ("assistant/policy.py", "assistant/companions.py"),
    "bus": ("vehicle_bus/*.py", "vehicle_bus/catalogue/*.py", "vehicle_bus/*.dbc"),
}


def in_use(home: Path) -> Mapping[str, Any]:
    """``home``: of the models."""
    slot = Slots(home).in_use
    contents = Slots(home).contents(slot) if slot is not None else None
    return {
        "program": version("codriver"),
        "release": contents.release if contents else None,
        "extras": [file.sha256 for file in contents.assets] if contents else [],
        **{part: _digest(_files(patterns)) for part, patterns in _PARTS.items()},
        **_models(home, slot),
    }


def _models(home: Path, slot: Slot | None) -> dict[str, str]:
    """None where there is no model: then phrases alone decide."""
    try:
        return digests_of(slot, home)
    except ModelsError:
        return {}


def _files(patterns: Iterable[str]) -> list[Path]:
    return sorted(path for pattern in patterns for path in _ROOT.glob(pattern))


def _digest(files: Iterable[Path]) -> str:
    read = hashlib.sha256()
    for path in files:
        read.update(hashlib.sha256(path.read_bytes()).digest())
    return read.hexdigest()
