"""The content of records, opened by the assistant of this car: a process of its own.

No key of a driver ever comes here. The assistant reads the records with the keys it has, takes
turns again where that is wanted, and answers in JSON lines.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cloud_sync.errors import ReplayError
from models import DEFAULT_HOME

_CONFIG = "[driver]\nhome = {home}\n"
_AT_ONCE = 500
"""Sequences for one process: a command line has an end."""


def recounted(
    home: Path, sequences: Sequence[int], *, is_again: bool = False
) -> Iterator[dict[str, Any]]:
    """A line for each, in order; ReplayError if the assistant does not run."""
    with tempfile.TemporaryDirectory() as directory:
        chosen = _chosen(home, Path(directory))
        for first in range(0, len(sequences), _AT_ONCE):
            asked = [str(one) for one in sequences[first : first + _AT_ONCE]]
            again = ["--again"] if is_again else []
            yield from _lines([*chosen, "recount", *again, *asked])


def _chosen(home: Path, directory: Path) -> list[str]:
    """The usual place has the usual configuration."""
    if home == DEFAULT_HOME:
        return []
    config = directory / "recount.toml"
    config.write_text(_CONFIG.format(home=json.dumps(str(home.resolve()))))
    return ["--config", str(config)]


def _lines(arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "assistant", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    try:
        yield from map(json.loads, ran.stdout.splitlines())
    except ValueError as error:
        raise ReplayError("The assistant answers something else than records.") from error
    if ran.returncode != 0:
        problem = ran.stderr.strip().splitlines()
        raise ReplayError(problem[-1] if problem else "The assistant does not run.")
