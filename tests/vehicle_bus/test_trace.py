"""Recordings: what candump would write, what a frame says, and playing it back."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest

from vehicle_bus import BusCommand, DbcCodec, Frame, PythonCanBus, Query, Vehicle, VirtualVehicle
from vehicle_bus.catalogue import MESSAGES
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID
from vehicle_bus.errors import BadTraceError
from vehicle_bus.trace import (
    candump_line,
    decoded_line,
    may_replay_to,
    record,
    recorded,
    replay,
)

CODEC = DbcCodec()
CHANNEL = uuid4().hex
WISHES = {message.can_id for message in MESSAGES.values() if message.is_command} | {TEXT_REQUEST_ID}


@pytest.fixture
def bus() -> Iterator[PythonCanBus]:
    bus = PythonCanBus("virtual", CHANNEL)
    yield bus
    bus.close()


def test_lines_are_those_of_candump() -> None:
    classic = Frame(0x521, bytes.fromhex("0f2a"))
    assert candump_line(classic, 1700000000.25) == "(1700000000.250000) can0 521#0F2A"
    assert candump_line(classic, channel="vcan1") == "vcan1 521#0F2A"
    assert candump_line(Frame(0x321, bytes(12))) == "can0 321##1" + 24 * "0"
    assert candump_line(Frame(0x18DAF110, b"\x01")) == "can0 18DAF110#01"


def test_a_decoded_line_speaks_the_language_of_the_catalogue() -> None:
    frame = CODEC.encode_command([BusCommand("Window.Driver.Position", 30)], 5)
    assert decoded_line(frame, CODEC) == "WINDOW_CMD [5] Window.Driver.Position:=30"
    broken = Frame(frame.can_id, bytes(len(frame.data)))
    assert decoded_line(broken, CODEC) == "WINDOW_CMD protection is wrong"
    assert decoded_line(Frame(0x123, b""), CODEC) == "foreign"
    assert decoded_line(Frame(frame.can_id, b""), CODEC).startswith("unreadable")


def drive_and_record(path: Path) -> int:
    """A short drive with somebody taking notes; returns how many frames were noted."""
    channel, goes_on, counts = uuid4().hex, [True], []
    buses = [PythonCanBus("virtual", channel) for _ in range(2)]
    noting = Thread(target=lambda: counts.append(record(buses[1], path, lambda: goes_on[0])))
    noting.start()
    with (
        VirtualVehicle(buses[0]) as car,
        Vehicle(lambda: PythonCanBus("virtual", channel)) as vehicle,
    ):
        assert vehicle.await_reports(2)
        car.arrange(speed_kmh=77)
        vehicle.catch_up()
        vehicle.actuate([BusCommand("HVAC.Driver.Temperature", 25.0)])
        vehicle.actuate([BusCommand("Media.Play", Query.of(query="miles davis"))])
        time.sleep(0.3)
    goes_on[0] = False
    noting.join()
    for bus in buses:
        bus.close()
    return counts[0]


@pytest.mark.parametrize("suffix", [".asc", ".blf", ".log"])
def test_a_recording_plays_back_what_the_car_said_and_no_command(
    tmp_path: Path, bus: PythonCanBus, suffix: str
) -> None:
    path = tmp_path / f"drive{suffix}"
    noted = drive_and_record(path)
    frames = [frame for frame, _ in recorded(path)]
    wishes = [frame for frame in frames if frame.can_id in WISHES]
    assert (len(frames), bool(wishes)) == (noted, True)
    listener = PythonCanBus("virtual", CHANNEL)
    sent = replay(bus, path, CODEC, 50.0, lambda: True)
    played = list(iter(lambda: listener.receive(0), None))
    listener.close()
    assert len(played) == sent
    assert played == [frame for frame in frames if frame.can_id not in WISHES]
    climate = [CODEC.decode_status(f) for f in played if f.can_id == 0x321]
    assert climate[-1].values["HVAC.Driver.Temperature"] == 25.0


def test_only_buses_without_a_car_may_be_played_to() -> None:
    assert may_replay_to("virtual", "x")
    assert may_replay_to("udp_multicast", "239.74.163.2")
    assert may_replay_to("socketcan", "vcan0")
    assert not may_replay_to("socketcan", "can0")


def test_a_file_that_is_no_recording_is_a_named_error(tmp_path: Path, bus: PythonCanBus) -> None:
    broken = tmp_path / "broken.log"
    broken.write_text("nothing of the kind")
    for path in (broken, tmp_path / "missing.asc", tmp_path / "what.ever"):
        with pytest.raises(BadTraceError):
            list(recorded(path))
    with pytest.raises(BadTraceError):
        record(bus, tmp_path / "what.ever", lambda: False)
