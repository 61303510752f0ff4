"""The line to the cloud by hand: who the car is, what it may tell, what it is updated with.

    python -m cloud_sync [--home DIR] COMMAND ...

Exit status: 0 done, 1 could not be done (one line says why), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cloud_sync.audit import command as audit
from cloud_sync.errors import CloudError
from cloud_sync.fleet import command as fleet
from cloud_sync.governance import command as governance
from cloud_sync.identity import command as identity
from cloud_sync.maintenance import command as maintenance
from cloud_sync.ota import command as ota
from cloud_sync.outbox import command as consent
from cloud_sync.security import command as security
from models import DEFAULT_HOME

_BROKEN = 1

COMMANDS: tuple[Callable[..., None], ...] = (
    identity.add_to,
    consent.add_to,
    ota.add_to,
    audit.add_to,
    fleet.add_to,
    security.add_to,
    governance.add_to,
    maintenance.add_to,
)
"""Each adds its own commands; what they run takes the options and prints."""


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
    parser = argparse.ArgumentParser("cloud_sync", description="The car's line to the cloud.")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME)
    commands = parser.add_subparsers(title="commands", required=True)
    for add in COMMANDS:
        add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
