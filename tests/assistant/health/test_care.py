"""Asked how the car is: words in, control units read over the bus, an honest answer out."""

from collections.abc import Iterator

import pytest

from assistant.care import ASK, CODE, Care, NoCare
from assistant.health import CarCare
from assistant.health.parts import PARTS, worn
from assistant.health.reading import Examined
from assistant.messages import Conversation, Say, Scene, Status
from tests.conftest import Car
from vehicle_bus import (
    Bus,
    BusCommand,
    BusLostError,
    DbcCodec,
    Measured,
    Query,
    Value,
    Vehicle,
    VehicleState,
    VirtualVehicle,
    Zone,
    parameter,
)
from vehicle_bus.wiring import Wiring

NO_LIGHTS = {"Vehicle.Warnings": [], "Vehicle.Tire.Pressure": 2.4}


@pytest.fixture
def virtual(car: Car) -> Iterator[VirtualVehicle]:
    """Nothing wrong with it."""
    found = car.cabin.virtual
    assert found is not None
    car.arrange(state=NO_LIGHTS)
    yield found
    for ecu in ("BRAKES", "POWERTRAIN", "TYRES", "BODY"):
        found.restore_ecu(ecu)
    found.heal()


def said(car: Car, words: str) -> str:
    car.cabin.vehicle.catch_up()
    turn = car.hear(words)
    assert turn.plan.steps, f"{words!r} was not understood"
    assert turn.reply.status is Status.DONE
    assert turn.frames == ()
    assert turn.reported == (), "a question reports no deed"
    return turn.reply.text


def test_nothing_wrong(car: Car, virtual: VirtualVehicle) -> None:
    assert said(car, "what does this light mean") == "No warning light is lit."
    assert said(car, "what's wrong with my car") == "No fault is stored."
    assert said(car, "is it safe to drive on") == (
        "Nothing I can read speaks against it. What you feel or hear counts more."
    )


def test_a_misfire(car: Car, virtual: VirtualVehicle) -> None:
    virtual.drive(90)
    virtual.break_down("P0301")
    virtual.drive(50)
    assert said(car, "what does this light mean").startswith(
        "The engine light: cylinder 1 misfires (P0301). Drive gently to a workshop;"
    )
    told = said(car, "what is wrong with the car")
    assert told.startswith("One fault is stored. Cylinder 1 misfires (P0301).")
    assert "It came up at 90 kilometres per hour, the coolant at 88 degrees." in told
    assert said(car, "is it safe to keep driving").startswith(
        "Only gently, and not further than you must: cylinder 1 misfires (P0301)."
    )


def test_the_most_pressing_fault_decides(car: Car, virtual: VirtualVehicle) -> None:
    for code in ("P0442", "C0035", "P0217"):
        virtual.break_down(code)
    assert said(car, "is it safe to drive").startswith(
        "No, do not drive on: the engine is too hot (P0217). Stop where it is safe"
    )
    assert said(car, "how is the coolant").startswith("The coolant has 121 degrees.")


def test_it_never_promises_safety(car: Car, virtual: VirtualVehicle) -> None:
    for code in (None, "P0442", "P0420", "P0301", "P0217", "P1234"):
        if code:
            virtual.break_down(code)
        told = said(car, "can i drive on").lower()
        assert "it is safe to" not in told
        assert not told.startswith(("yes", "sure"))


def test_an_unknown_code_is_said_to_be_unknown(car: Car, virtual: VirtualVehicle) -> None:
    virtual.break_down("P1234")
    told = said(car, "what is wrong with my car")
    assert "a fault numbered by the car's maker that I have no description of (P1234)" in told
    assert said(car, "can i drive on").startswith("With care, and to a workshop within days:")
    assert "no description" in said(car, "what does P1234 mean")


def test_a_code_is_explained_and_looked_for(car: Car, virtual: VirtualVehicle) -> None:
    told = said(car, "what does P0420 mean")
    assert told.startswith("P0420: the catalyst cleans less than it should.")
    assert told.endswith("This car has not stored it.")
    virtual.break_down("P0420")
    assert said(car, "explain the fault code p0420").endswith("It is stored in this car.")


def test_a_light_is_explained_whether_lit_or_not(car: Car, virtual: VirtualVehicle) -> None:
    assert said(car, "what does the oil light mean").endswith("It is not lit now.")
    virtual.break_down("P0524")
    assert said(car, "why is the oil light on").endswith("It is lit.")


def test_a_light_without_a_stored_code(car: Car, virtual: VirtualVehicle) -> None:
    car.adjust(state={"Vehicle.Warnings": ["CHECK_ENGINE"]})
    assert said(car, "what does that warning light mean").startswith(
        "The engine light: the engine has noticed a fault. Drive gently"
    )


def test_a_silent_unit_is_named_and_the_rest_is_told(car: Car, virtual: VirtualVehicle) -> None:
    virtual.break_down("P0301")
    virtual.lose_ecu("BRAKES")
    silent = "The brakes do not answer, so I cannot speak for them."
    assert said(car, "how are my brakes") == silent
    told = said(car, "can i drive on")
    assert "cylinder 1 misfires" in told
    assert told.endswith(silent)
    virtual.heal()
    assert said(car, "can i drive on") == (
        f"As far as I can read, nothing speaks against it. {silent}"
    )


def test_parts_are_told_from_what_was_read(car: Car, virtual: VirtualVehicle) -> None:
    assert said(car, "how are my tyres") == "All tyres are fine at 2.4 bar."
    assert said(car, "how is my battery") == (
        "The 12-volt battery has 12.6 volts and 86 percent of its health. "
        "The drive battery is at 64 percent."
    )
    assert said(car, "how worn are my brake pads") == (
        "The brake pads have 7.4 millimetres in front and 8.1 at the rear."
    )
    assert said(car, "how is the oil") == (
        "The oil level is normal. It has 61 percent of its life left and 94 degrees."
    )
    assert said(car, "when is the next service") == (
        "The next service is due in 3400 kilometres or 74 days."
    )
    assert said(car, "what is my vin") == "The vehicle identification number is ZZZCDR1VER2600117."
    assert "brakes 2026.4.3" in said(car, "which software do the control units run")


def test_worn_parts_are_named(car: Car, virtual: VirtualVehicle) -> None:
    virtual.break_down("C1201")
    assert "worn down to 1.4 millimetres" in said(car, "how are the brakes")
    virtual.break_down("B1325")
    assert "12-volt battery has 38 percent of its health left" in said(car, "how is the battery")
    car.adjust(state={"Vehicle.Service.DistanceTo": -200, "Vehicle.Service.TimeTo": 12})
    assert said(car, "when is my service due").startswith(
        "The service is overdue by 200 kilometres."
    )


def test_blades_and_filter_are_told_by_what_is_left_of_them(
    car: Car, virtual: VirtualVehicle
) -> None:
    assert said(car, "how are the wipers").startswith("The wiper blades have about ")
    told = said(car, "how is the cabin filter")
    assert told.startswith("The cabin filter has about ")
    assert told.endswith("The air filter of the engine is not measured.")


def test_of_all_parts_what_has_come_to_its_limit_is_named(
    car: Car, virtual: VirtualVehicle
) -> None:
    assert said(car, "which parts need replacing") == (
        "No part whose wear I can read has come to its limit."
    )
    virtual.break_down("C1201")
    assert "worn down to 1.4 millimetres" in said(car, "what needs replacing soon")


def test_a_light_of_which_no_fault_is_stored_is_a_fault_too(
    car: Car, virtual: VirtualVehicle
) -> None:
    car.adjust(state={"Vehicle.Warnings": ["TIRE_PRESSURE_LOW"]})
    assert said(car, "what is wrong with the car").startswith(
        "No fault is stored, but a tyre has lost pressure. Drive gently"
    )
    virtual.break_down("P0301")
    told = said(car, "what is wrong with the car")
    assert told.startswith("One fault is stored. Cylinder 1 misfires (P0301).")
    assert "A light says besides: a tyre has lost pressure." in told


@pytest.mark.parametrize(("wear", "percent", "is_over"), [(30.0, 70, False), (100.0, 0, True)])
def test_blades_at_their_limit_are_over(wear: float, percent: int, is_over: bool) -> None:
    seen = Examined((), (), (Measured(parameter.WIPER_WEAR.name, wear, "%"),), ())
    scene = Scene(VehicleState(), Zone.DRIVER, Conversation(), 0.0)
    assert PARTS["WIPERS"].good(seen, scene) == (
        f"The wiper blades have about {percent} percent of their life left."
    )
    assert [one.what for one in worn(seen)] == (
        ["the life of the wiper blades is over"] if is_over else []
    )


def test_low_tyres_are_told_by_the_bus_where_the_sensors_are_silent(
    car: Car, virtual: VirtualVehicle
) -> None:
    car.adjust(state={"Vehicle.Tire.Pressure": {"RL": 1.7}})
    virtual.lose_ecu("TYRES")
    told = said(car, "how are my tires doing")
    assert told.startswith("The rear left is low at 1.7 bar.")
    assert told.endswith("The tyre sensors do not answer, so I cannot speak for them.")


def answered(care: Care, signal: str, value: Value) -> Say:
    """By a car of which nothing is known but its control units."""
    scene = Scene(VehicleState(), Zone.DRIVER, Conversation(), 0.0)
    told = care.carry_out(BusCommand(signal, value), scene)
    assert told.reported == ()
    return told.answer


def test_lights_that_nobody_reports_are_not_dark(car: Car, virtual: VirtualVehicle) -> None:
    care = car.cabin.dialogue.care
    assert answered(care, ASK, "LIGHTS").status is Status.UNSUPPORTED
    assert answered(care, ASK, "SAFE").text == (
        "As far as I can read, nothing speaks against it. "
        "The warning lights do not answer, so I cannot speak for them."
    )
    assert "warning lights do not answer" in answered(care, ASK, "BRAKES").text


def test_what_is_no_code_is_asked_again(car: Car, virtual: VirtualVehicle) -> None:
    for nonsense in ("P03", "the weather", "P0301 and more"):
        told = answered(car.cabin.dialogue.care, CODE, Query.of(code=nonsense))
        assert told.status is Status.CLARIFY


def test_without_a_car_to_ask_it_says_so() -> None:
    assert answered(NoCare(), ASK, "SAFE").status is Status.UNSUPPORTED
    with Vehicle(_no_bus) as vehicle:
        for topic in ("SAFE", "FAULTS", "TYRES", "IDENTITY", "SOFTWARE"):
            told = answered(CarCare(vehicle), ASK, topic)
            assert told.status is Status.UNSUPPORTED
            assert "safe" not in told.text


def test_a_car_whose_control_units_nobody_knows_still_has_lights() -> None:
    wiring = Wiring(DbcCodec().wiring.wires.values(), None)
    with Vehicle(_no_bus, DbcCodec(wiring)) as vehicle:
        care = CarCare(vehicle)
        lit = VehicleState({"Vehicle.Warnings": ("CHECK_ENGINE",)})
        told = care.carry_out(
            BusCommand(ASK, "LIGHTS"), Scene(lit, Zone.DRIVER, Conversation(), 0.0)
        )
        assert told.answer.text.startswith("The engine light: the engine has noticed a fault.")
        assert answered(care, CODE, Query.of(code="p0420")).text.startswith("P0420: the catalyst")
        assert answered(care, ASK, "SAFE").text == "I do not know the control units of this car."


def _no_bus() -> Bus:
    raise BusLostError("no bus")


def test_a_question_can_be_asked_from_every_seat_and_is_nothing_to_undo(
    car: Car, virtual: VirtualVehicle
) -> None:
    car.speaker = Zone.REAR_LEFT
    assert said(car, "how are the tyres")
    car.speaker = Zone.DRIVER
    car.hear("fan to 70")
    said(car, "how are the tyres")
    assert "fan" in said(car, "why did you do that"), "asking how the car is is no deed"
    assert car.hear("undo that").reply.status is Status.DONE
    assert car.reports("HVAC.Front.FanSpeed") == 40


def test_no_question_of_care_moves_anything(car: Car, virtual: VirtualVehicle) -> None:
    before = dict(car.cabin.vehicle.refresh().targets)
    for words in ("what does this light mean", "is it safe to drive", "how are my brakes"):
        said(car, words)
    assert car.cabin.vehicle.refresh().targets == before
