"""The fleet's side on this machine.

    python -m cloud_sync.reference [--directory DIR] COMMAND ...

Exit status: 0 done, 1 could not be done (one line says why), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cloud_sync.errors import CloudError
from cloud_sync.reference import command, running
from models import DEFAULT_HOME

_BROKEN = 1

COMMANDS: tuple[Callable[[Any], None], ...] = (running.add_to, command.add_to)
"""Each adds its own commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except CloudError as error:
        print(f"{error} ({error.code})", file=sys.stderr)  # noqa: T201
        return _BROKEN
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("cloud_sync.reference", description="The fleet's side.")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="holds your own models")
    parser.add_argument("--directory", type=Path, default=DEFAULT_HOME / "reference")
    commands = parser.add_subparsers(title="commands", required=True)
    for add in COMMANDS:
        add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
