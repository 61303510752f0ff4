"""What the car knows of its drivers: shown, exported, forgotten, erased.

    python -m personalization [--home DIR] show | export | forget --id ID | erase [--driver NAME]

Exit status: 0 done, 1 could not be done (one line says why), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from models import DEFAULT_HOME
from personalization.driver import Driver
from personalization.drivers import Drivers
from personalization.errors import PersonalizationError, UnknownMemoryError
from personalization.export import Export
from personalization.habits import Habits, learn
from personalization.home import drivers_at
from personalization.preferences import Preferences
from personalization.taught import TaughtRoutines
from personalization.vault import Vault

_BROKEN = 1


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        drivers = drivers_at(options.home)
        chosen = (drivers.named(options.driver),) if options.driver else drivers.all()
        for driver in chosen:
            options.run(drivers, driver, options)
    except PersonalizationError as error:
        print(f"{error} ({error.code})", file=sys.stderr)  # noqa: T201
        return _BROKEN
    return 0


def _show(drivers: Drivers, driver: Driver, options: argparse.Namespace) -> None:
    agreed = [purpose for purpose, given in driver.consents if given]
    print(f"{driver.name}: agreed to {', '.join(agreed) or 'nothing'}")  # noqa: T201
    with closing(drivers.open(driver.id)) as vault:
        for memory in _memories(vault):
            print(f"  {memory.day:%Y-%m-%d}  {memory.id[:8]}  {memory.sentence}")  # noqa: T201


def _export(drivers: Drivers, driver: Driver, options: argparse.Namespace) -> None:
    with closing(drivers.open(driver.id)) as vault:
        habits = _learned(vault)
        known = Export(
            driver=driver,
            preferences=Preferences(vault).all(),
            routines=TaughtRoutines(vault).all(),
            habits=habits.all(),
            phases=habits.past,
        )
    print(known.model_dump_json(indent=1))  # noqa: T201


def _forget(drivers: Drivers, driver: Driver, options: argparse.Namespace) -> None:
    with closing(drivers.open(driver.id)) as vault:
        gone = [memory for memory in _memories(vault) if memory.id.startswith(options.id)]
        if not gone:
            raise UnknownMemoryError("Nothing is remembered under that id.")
        for memory in gone:
            memory.forget()
    print(*(f"forgotten: {memory.sentence}" for memory in gone), sep="\n")  # noqa: T201


@dataclass(frozen=True, slots=True)
class _Memory:
    """Anything that is kept of a driver, told, taught or noticed."""

    id: str
    day: date
    sentence: str
    forget: Callable[[], None]


def _memories(vault: Vault) -> Iterator[_Memory]:
    told, taught, habits = Preferences(vault), TaughtRoutines(vault), _learned(vault)
    for one in told.all():
        yield _Memory(one.id, one.told_at, one.sentence(), partial(told.remove, [one]))
    for routine in taught.all():
        forget = partial(taught.forget, routine.name)
        yield _Memory(routine.id, routine.told_at, routine.sentence(), forget)
    for habit in habits.all():
        since = habit.evidence.since
        yield _Memory(habit.id, since, habit.sentence(), partial(habits.forget, habit))


def _learned(vault: Vault) -> Habits:
    habits = Habits(vault)
    habits.know(learn(habits.past))
    return habits


def _erase(drivers: Drivers, driver: Driver, options: argparse.Namespace) -> None:
    question = f"Erase {driver.name} and all that is known of them? Type yes: "
    if not options.yes and input(question).strip().casefold() != "yes":
        print("nothing erased")  # noqa: T201
        return
    drivers.erase(driver.id)
    print(f"erased: {driver.name}")  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("personalization", description="What the car knows of you.")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME)
    commands = parser.add_subparsers(title="commands", required=True)
    show = commands.add_parser("show", help="in sentences, with their ids")
    show.set_defaults(run=_show)
    export = commands.add_parser("export", help="as JSON, one object a driver")
    export.set_defaults(run=_export)
    forget = commands.add_parser("forget", help="one thing, by the id that show gives")
    forget.add_argument("--id", required=True)
    forget.set_defaults(run=_forget)
    erase = commands.add_parser("erase", help="a driver, key and memory, for good")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    erase.set_defaults(run=_erase)
    for command in (show, export, forget, erase):
        command.add_argument("--driver", required=command in (forget, erase), metavar="NAME")
    return parser


if __name__ == "__main__":
    sys.exit(main())
