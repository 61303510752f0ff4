"""The vehicle tells what the car reports, does what the gate permits, and gets over losses."""

import threading
from uuid import uuid4

import pytest

from tests.vehicle_bus.bench import CODEC, Bench, await_bus, car, until
from vehicle_bus import (
    Actuation,
    BusCommand,
    BusLostError,
    Frame,
    PythonCanBus,
    Query,
    UnknownSignalError,
    Value,
    Vehicle,
    VehicleState,
    Zone,
)
from vehicle_bus.result import Result

DOME = BusCommand("Light.Dome", True)
DOOR_STATUS_ID = 805
HONK = BusCommand("Horn", True)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_the_state_is_what_the_car_reports() -> None:
    with car() as (bench, vehicle):
        bench.unfitted.add("Sunroof.Position")
        bench.set(Vehicle__Speed=87.5, Vehicle__Exterior__LightIntensity=5, Sunroof__Position=0)
        bench.set(Vehicle__Rain__Intensity=20, Seat__RearLeft__Occupied=True)
        state = until(vehicle, lambda state: Zone.REAR_LEFT in state.occupants)
    assert state.speed_kmh == 87.5
    assert (state.is_standstill, state.is_night, state.is_raining) == (False, True, True)
    assert state.occupants == {Zone.DRIVER, Zone.PASSENGER, Zone.REAR_LEFT}
    assert state["Vehicle.Time"] == "17:42"
    assert state["Vehicle.Warnings"] == ("TIRE_PRESSURE_LOW",)
    assert not state.available("Sunroof.Position")
    assert state["Sunroof.Position"] is None
    assert state.available("Horn")
    assert state["Horn"] is None


def test_signals_of_one_ecu_share_a_frame() -> None:
    wished: list[tuple[str, Value]] = [
        ("HVAC.Driver.Temperature", 22.4),
        ("HVAC.AirDistribution", "FEET"),
        ("Window.Driver.Position", 40),
        ("Navigation.Avoid", ("TOLLS", "FERRIES")),
    ]
    with car() as (bench, vehicle):
        done = vehicle.actuate([BusCommand(*wish) for wish in wished])
        assert bench.received == list(done.frames)
    names = [frame.name for frame in done.frames]
    assert names == ["HVAC_CMD_FRONT", "WINDOW_CMD", "NAV_CMD"]
    assert dict(done.reported) == {**dict(wished), "HVAC.Driver.Temperature": 22.5}
    assert done.failures == ()


def test_told_twice_is_done_twice() -> None:
    with car() as (bench, vehicle):
        done = vehicle.actuate([HONK, DOME, HONK])
        assert len(bench.received) == 3
    assert [name for name, _ in done.reported] == ["Horn", "Light.Dome", "Horn"]


def test_a_slow_mover_counts_when_its_target_is_accepted() -> None:
    with car() as (bench, vehicle):
        bench.set(Vehicle__Speed=0.0)
        bench.report("SEAT_STATUS")
        done = vehicle.actuate([BusCommand("Seat.Passenger.Position", 80)])
        state = vehicle.refresh()
    assert done.reported == (("Seat.Passenger.Position", 80),)
    assert state.target("Seat.Passenger.Position") == 80
    assert state.target("Light.Dome") is False


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (BusCommand("Door.Driver.Open", True), "bus.blocked.not_while_moving"),
        (BusCommand("HVAC.Driver.Temperature", 50), "bus.blocked.out_of_range"),
        (BusCommand("Sunroof.Tilt", True), "bus.blocked.not_fitted"),
        (BusCommand("Vehicle.Odometer", 5), "bus.unknown_signal"),
        (BusCommand("Profile.Switch", Query.of(name="anna")), "bus.unknown_signal"),
    ],
)
def test_what_is_not_permitted_fails_alone(command: BusCommand, code: str) -> None:
    with car() as (bench, vehicle):
        bench.unfitted.add("Sunroof.Tilt")
        bench.report("WINDOW_STATUS")
        bench.set(Vehicle__Speed=50.0)
        until(vehicle, lambda state: state.speed_kmh == 50)
        done = vehicle.actuate([command, DOME])
        assert [CODEC.name_of(frame) for frame in bench.received] == ["LIGHT_CMD"]
    assert done.failures == ((command.signal, code),)
    assert done.reported == (("Light.Dome", True),)


def test_a_refused_companion_takes_along_what_needed_it() -> None:
    """Main beam was only right because the fog lights would go off, and they are not fitted."""
    with car() as (bench, vehicle):
        bench.set(Light__Fog__Front=True)
        bench.unfitted.add("Light.Fog.Rear")
        bench.report("LIGHT_STATUS")
        until(vehicle, lambda state: not state.available("Light.Fog.Rear"))
        done = vehicle.actuate(
            [BusCommand("Light.HighBeam", True), BusCommand("Light.Fog.Front", "OFF")]
        )
        assert bench.received == []
    assert dict(done.failures) == {
        "Light.HighBeam": "bus.blocked.not_with_fog_lights",
        "Light.Fog.Front": "bus.blocked.out_of_range",
    }


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Result.INTERLOCK, "ecu.rejected.interlock"),
        (Result.OUT_OF_RANGE, "ecu.rejected.out_of_range"),
        (Result.BAD_PROTECTION, "ecu.rejected.bad_protection"),
        (Result.NOT_FITTED, "ecu.not_fitted"),
    ],
)
def test_what_the_ecu_refuses_is_told(result: Result, code: str) -> None:
    with car() as (bench, vehicle):
        bench.result = result
        done = vehicle.actuate([DOME, HONK, BusCommand("Light.HighBeam", False)])
    assert dict(done.failures) == {"Light.Dome": code, "Horn": code}
    assert done.reported == (("Light.HighBeam", False),), "already so, whatever the ECU says"


def test_an_ecu_that_agrees_and_does_nothing_is_found_out() -> None:
    with car() as (bench, vehicle):
        bench.obeys = False
        done = vehicle.actuate([DOME])
    assert done.failures == (("Light.Dome", "ecu.not_obeyed"),)


def test_a_silent_ecu_times_out_and_is_heard_again() -> None:
    with car() as (bench, vehicle):
        bench.is_silent = True
        done = vehicle.actuate([DOME])
        assert done.failures == (("Light.Dome", "bus.timeout"),)
        bench.is_silent = False
        assert vehicle.actuate([DOME]).reported == (("Light.Dome", True),)


def test_a_status_that_comes_in_between_is_no_answer() -> None:
    with car() as (bench, vehicle):
        bench.reports_before = True
        done = vehicle.actuate([DOME])
    assert (done.reported, done.failures) == ((("Light.Dome", True),), ())


def test_an_unknown_name_is_our_own_mistake() -> None:
    with car() as (_, vehicle), pytest.raises(UnknownSignalError):
        vehicle.actuate([BusCommand("Warp.Drive", True)])


def door_reports(vehicle: Vehicle) -> int:
    return sum(seen.frame.can_id == DOOR_STATUS_ID for seen in vehicle.frames())


def test_counters_go_on_where_the_ecu_stopped() -> None:
    with car() as (bench, vehicle):
        before = door_reports(vehicle)
        bench.report("LIGHT_STATUS", ack=9, result=Result.OK)
        bench.report("DOOR_STATUS")
        until(vehicle, lambda _: door_reports(vehicle) > before)
        done = vehicle.actuate([DOME])
    assert CODEC.decode_command(done.frames[0]).counter == 10


def test_a_silent_ecu_is_unknown_after_three_cycles() -> None:
    clock = Clock()
    with car(clock) as (bench, vehicle):
        assert vehicle.refresh().speed_kmh == 0
        clock.now_s += 0.3
        assert vehicle.refresh().is_standstill
        clock.now_s += 0.01
        state = vehicle.refresh()
        assert state.speed_kmh is None
        assert not state.is_standstill
        assert state["Light.Dome"] is False
        blocked = vehicle.actuate([BusCommand("Hood.Open", True)])
        assert blocked.failures == (("Hood.Open", "bus.blocked.not_while_moving"),)
        bench.report("CHASSIS_STATUS")
        until(vehicle, lambda state: state.is_standstill)


def test_frames_that_are_not_believed_are_only_counted() -> None:
    with car(Clock()) as (bench, vehicle):
        speed = bench.report("CHASSIS_STATUS")
        forged = bytearray(speed.data)
        forged[4] ^= 1
        bench.bus.send(speed)
        bench.bus.send(Frame(speed.can_id, bytes(forged)))
        bench.bus.send(Frame(speed.can_id, speed.data[:8]))
        for _ in range(3000):
            bench.bus.send(Frame(0x123, b"flood"))
        until(vehicle, lambda _: vehicle.dropped.foreign == 3000)
        dropped = vehicle.dropped
        assert (dropped.repeated, dropped.forged, dropped.broken) == (1, 1, 1)
        assert len(vehicle.frames()) == 512
        assert vehicle.refresh().speed_kmh == 0
        assert vehicle.actuate([DOME]).reported == (("Light.Dome", True),)


def test_texts_are_read_when_their_revision_moves() -> None:
    with car() as (bench, vehicle):
        assert vehicle.refresh().contacts == ()
        bench.reports |= {
            "contacts": (("contact", "Anna Schmidt"), ("contact", "Bert")),
            "route": (("destination", "Ulm"), ("waypoint", "Augsburg"), ("waypoint", "Bern")),
            "saved_places": (("place", "home"), ("place", "work")),
            "calls": (("incoming", "Anna"),),
            "messages": (("sender", "Bert"), ("text", "late"), ("sender", "Anna"), ("text", "hi")),
            "now_playing": (("text", "Teardrop by Massive Attack"),),
            "library": (("artist", "Massive Attack"), ("station", "KEXP")),
        }
        assert vehicle.refresh().contacts == (), "nobody said that they changed"
        for name in (
            "Contacts",
            "Route",
            "SavedPlaces",
            "Calls",
            "Messages",
            "NowPlaying",
            "Library",
        ):
            bench.set(**{f"Report__{name}__Revision": 1})
        state = until(vehicle, lambda state: bool(state.messages and state.library))
    assert state.contacts == ("Anna Schmidt", "Bert")
    assert (state.destination, state.waypoints) == ("Ulm", ("Augsburg", "Bern"))
    assert state.saved_places == ("home", "work")
    assert (state.incoming_call, state.in_call) == ("Anna", None)
    assert state.messages == (("Bert", "late"), ("Anna", "hi"))
    assert state.library == (("artist", "Massive Attack"), ("station", "KEXP"))
    assert state["Media.NowPlaying"] == "Teardrop by Massive Attack"


def test_texts_of_a_silent_head_unit_are_unknown_and_come_back() -> None:
    clock = Clock()
    with car(clock) as (bench, vehicle):
        bench.reports["contacts"] = (("contact", "Anna"),)
        bench.set(Report__Contacts__Revision=1)
        until(vehicle, lambda state: state.contacts == ("Anna",))
        clock.now_s += 5
        assert vehicle.refresh().contacts == ()
        bench.is_silent = True
        bench.report("PHONE_STATUS")
        until(vehicle, lambda state: state["Phone.Connected"] is True)
        assert vehicle.refresh().contacts == ()
        bench.is_silent = False
        bench.report("PHONE_STATUS")
        until(vehicle, lambda state: state.contacts == ("Anna",))


class Cord:
    """A bus that can be pulled out and plugged in again."""

    def __init__(self) -> None:
        self.channel = uuid4().hex
        self.is_plugged = True
        self.ours: PythonCanBus | None = None

    def open(self) -> PythonCanBus:
        if not self.is_plugged:
            raise BusLostError("no bus")
        self.ours = PythonCanBus("virtual", self.channel)
        return self.ours

    def pull(self) -> None:
        self.is_plugged = False
        assert self.ours is not None
        self.ours.close()


def test_a_lost_bus_makes_everything_unknown_and_mends_itself() -> None:
    cord = Cord()
    bench = Bench(PythonCanBus("virtual", cord.channel))
    served = threading.Thread(target=bench.serve)
    served.start()
    with Vehicle(cord.open, CODEC) as vehicle:
        await_bus(vehicle, bench)
        cord.pull()
        assert until(vehicle, lambda state: not state.values).speed_kmh is None
        assert vehicle.fault == "bus.lost"
        lost = vehicle.actuate([DOME, BusCommand("Phone.Call", Query.of(query="anna"))])
        assert lost.failures == (("Light.Dome", "bus.lost"), ("Phone.Call", "bus.lost"))
        cord.is_plugged = True
        until(vehicle, lambda _: vehicle.fault is None)
        await_bus(vehicle, bench)
        assert vehicle.actuate([DOME]).reported == (("Light.Dome", True),)
    bench.stop()
    served.join()
    bench.bus.close()


def test_a_bus_lost_in_the_middle_of_a_wish_is_told() -> None:
    cord = Cord()
    bench = Bench(PythonCanBus("virtual", cord.channel))
    done: list[Actuation] = []
    with Vehicle(cord.open, CODEC) as vehicle:
        await_bus(vehicle, bench)
        wish = threading.Thread(target=lambda: done.append(vehicle.actuate([DOME])))
        wish.start()
        assert bench.bus.receive(1) is not None
        cord.pull()
        wish.join()
    bench.bus.close()
    assert done[0].failures == (("Light.Dome", "bus.lost"),)


def test_a_vehicle_without_a_bus_says_so_and_waits() -> None:
    cord = Cord()
    cord.is_plugged = False
    with Vehicle(cord.open, CODEC) as vehicle:
        until(vehicle, lambda _: vehicle.fault == "bus.lost")
        assert not vehicle.await_reports(0.01)
        assert vehicle.refresh() == VehicleState()


def test_closing_twice_and_using_it_afterwards_does_no_harm() -> None:
    with car() as (_, vehicle):
        vehicle.close()
        vehicle.close()
        assert vehicle.actuate([DOME]).failures == (("Light.Dome", "bus.lost"),)


def test_catching_up_takes_in_all_that_came_before() -> None:
    with car() as (bench, vehicle):
        for speed_kmh in range(1, 40):
            bench.set(Vehicle__Speed=float(speed_kmh))
        vehicle.catch_up()
        assert vehicle.refresh().speed_kmh == 39
