"""What this machine lacks to set up and run the project: a line each, with what mends it.

    python3 -I models/doctor.py          everything
    python3 -I models/doctor.py tools    only what set-up itself needs

A script of the standard library alone, because it runs before anything is installed, and one that
an older Python can read far enough to say so. Exit status 0 if nothing is missing. It changes
nothing; ``make setup`` does.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HOME = PROJECT / ".codriver"
OLDEST_PYTHON = (3, 11)
FREE_GB = 3.0
APT = "sudo apt-get install"
PROGRAMS = ("gcc", "g++", "cmake", "make")


def tools() -> Iterator[str]:
    """Complaints about Python, compilers and disk."""
    if sys.version_info < OLDEST_PYTHON:
        yield f"Python 3.11 or newer is missing: {APT} python3.11-venv, then add PYTHON=python3.11"
    if importlib.util.find_spec("ensurepip") is None:
        yield f"the venv module is missing: {APT} python3-venv"
    for program in PROGRAMS:
        if shutil.which(program) is None:
            yield f"{program} is missing: {APT} {program}"
    free_gb = shutil.disk_usage(PROJECT).free / 1e9
    if free_gb < FREE_GB and not (HOME / "models").exists():
        yield f"disk space is missing ({free_gb:.1f} of {FREE_GB:.0f} GB): free some at {PROJECT}"


def installed() -> Iterator[str]:
    """Complaints about the environment and the models in use."""
    if not (PROJECT / ".venv" / "bin" / "python").exists():
        yield "the environment .venv is missing: make setup"
    for card in cards_in_use():
        name, path = card["name"], HOME / "models" / card["sha256"]
        if not path.is_file():
            yield f"the model {name} is missing: make models"
        elif digest(path) != card["sha256"]:
            yield f"the model {name} is damaged: .venv/bin/python -m models add {name}"


def cards_in_use() -> list[dict[str, str]]:
    import tomllib  # noqa: PLC0415 - not before the version of Python is known to have it

    cards: dict[str, dict[str, str]] = {}
    chosen: dict[str, str] = {}
    for file in (PROJECT / "models" / "catalogue.toml", HOME / "models.toml"):
        if file.exists():
            content = tomllib.loads(file.read_text(encoding="utf-8"))
            cards.update((card["name"], card) for card in content.get("model", ()))
            chosen.update(content.get("defaults", {}))
    active = HOME / "models" / "active.json"
    if active.exists():
        names = json.loads(active.read_text(encoding="utf-8"))
        chosen.update((task, name[0]) for task, name in names.items() if name)
    return [cards[name] for name in chosen.values() if name in cards]


def digest(path: Path) -> str:
    seen = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            seen.update(chunk)
    return seen.hexdigest()


def main() -> int:
    complaints = list(tools())
    everything = "tools" not in sys.argv[1:]
    if everything and not complaints:
        complaints = list(installed())
    for complaint in complaints:
        sys.stderr.write(complaint + "\n")
    if everything and not complaints:
        sys.stdout.write("nothing is missing\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
