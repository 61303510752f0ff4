"""Numbers are taken in the unit that was spoken, or the only one that makes sense."""

import pytest

from assistant.messages import Conversation, Scene
from assistant.skills import SKILLS
from assistant.understanding import planner
from assistant.understanding.grammar import PlanGrammar
from models import normalise
from vehicle_bus import Value, VehicleState, Zone

GRAMMAR = PlanGrammar(SKILLS)
STATE: dict[str, Value] = {
    "HVAC.Driver.Temperature": 21.0,
    "HVAC.Front.FanSpeed": 40,
    "Media.Volume": 30,
    "ADAS.CruiseControl.Speed": 100,
    "Display.Units.Temperature": "C",
    "Window.Driver.Position": 20,
}


@pytest.mark.parametrize(
    ("said", "answer", "value"),
    [
        ("set it to 21.5", "temp 21.5", 21.5),
        ("68 fahrenheit", "temp 68", 20.0),
        ("make it 70", "temp 70", 21.0),
        ("heat to 40", "temp 40", 28.0),
        ("2 degrees warmer", "temp up 2", 23.0),
        ("warmest", "temp max", 28.0),
        ("halfway", "temp half", 22.0),
        ("fan 4", "fan 4", 80),
        ("fan as low as it goes", "fan min", 10),
        ("fan off", "fan off", 0),
        ("fan 7", "fan 7", 70),
        ("fan 80 percent", "fan 80", 80),
        ("volume 4", "volume 4", 40),
        ("volume 10", "volume 10", 10),
        ("a bit louder", "volume up little", 35),
        ("cruise 110", "cruise 110", 110),
        ("cruise at 70 miles an hour", "cruise 70", 113),
        ("window open a crack", "window open little", 30),
        ("open another 30 percent", "window open 30", 50),
        ("close it", "window close", 0),
    ],
)
def test_a_number_comes_out_in_the_cars_unit(said: str, answer: str, value: Value) -> None:
    scene = Scene(VehicleState(STATE), Zone.DRIVER, Conversation(), 0.0, normalise(said))
    (step,) = planner.steps(GRAMMAR.read(answer.split()), scene)
    assert [command.value for command in step.commands] == [value]


def test_fahrenheit_steps_are_smaller() -> None:
    scene = Scene(
        VehicleState({**STATE, "Display.Units.Temperature": "F"}),
        Zone.DRIVER,
        Conversation(),
        0.0,
    )
    (step,) = planner.steps(GRAMMAR.read(["temp", "up", "4"]), scene)
    assert step.commands[0].value == 23.0


def test_what_the_car_does_not_report_is_not_guessed() -> None:
    scene = Scene(VehicleState(), Zone.DRIVER, Conversation(), 0.0)
    (step,) = planner.steps(GRAMMAR.read(["fan", "up"]), scene)
    assert step.commands == ()
