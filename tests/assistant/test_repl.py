"""What a developer does to the virtual car from the keyboard."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from assistant.repl import COMMANDS, Repl
from assistant.talk.session import Session
from assistant.talk.view import ConsoleView
from tests.conftest import Car

Typed = Callable[..., str]


@pytest.fixture
def typed(car: Car) -> Typed:
    """Types lines and gives back all that is shown."""

    def type_(*lines: str) -> str:
        out = io.StringIO()
        console = Console(file=out, width=200, highlight=False)
        view = ConsoleView(console, car.cabin.vehicle)
        Repl(car.cabin, console, Session(car.cabin.dialogue), view).run(lines)
        car.cabin.vehicle.catch_up()
        return out.getvalue()

    return type_


def test_a_switch_is_pressed_by_hand(car: Car, typed: Typed) -> None:
    assert "ok" in typed("/press HVAC.Front.FanSpeed 70")
    assert car.reports("HVAC.Front.FanSpeed") == 70
    typed("/press Media.Source RADIO")
    assert car.reports("Media.Source") == "RADIO"


@pytest.mark.parametrize(
    "line", ["/press", "/press Nothing.Such 1", "/key", "/key 99", "/key me", "/tomorrow noon"]
)
def test_nonsense_is_told_and_changes_nothing(car: Car, typed: Typed, line: str) -> None:
    shown = typed(line)
    assert shown.strip()
    assert "Traceback" not in shown
    assert car.reports("Vehicle.Driver.Key") == 0


def test_a_key_opens_the_car(car: Car, typed: Typed) -> None:
    typed("/key 3")
    assert car.reports("Vehicle.Driver.Key") == 3


def test_a_night_passes(car: Car, typed: Typed) -> None:
    trip = car.cabin.memory.situation.trip
    typed("fan to 80", "/tomorrow 08:15")
    assert car.cabin.memory.situation.trip == trip + 1
    assert (car.reports("Vehicle.Time"), car.reports("HVAC.Front.FanSpeed")) == ("08:15", 40)


def test_faults_come_up_are_listed_and_mended(typed: Typed) -> None:
    assert "P0301  engine, check engine" in typed("/fault p0301")
    assert "C0035  brakes, abs fault" in typed("/fault C0035", "/fault")
    assert "no trouble code" in typed("/fault P03")
    assert "No fault." in typed("/fault clear")


def test_help_names_every_command(typed: Typed) -> None:
    shown = typed("/help")
    assert all(f"/{name}" in shown for name in COMMANDS)
