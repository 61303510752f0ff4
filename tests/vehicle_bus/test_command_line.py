"""``python -m vehicle_bus``: real processes, real exit codes, never a traceback."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vehicle_bus import BusCommand, BusLostError, Frame, PythonCanBus, Query, Vehicle, catalogue
from vehicle_bus.database import OWN_DBC
from vehicle_bus.trace import recorded

GROUP = "239.74.163.77"
WIRE = ("--channel", GROUP)
PYTHON = (sys.executable, "-m", "vehicle_bus")


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PYTHON, *arguments], capture_output=True, text=True, timeout=30, check=False
    )


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is told to end by Ctrl-C."""
    process = subprocess.Popen(
        [*PYTHON, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


@pytest.fixture(scope="module")
def multicast() -> None:
    """Skips where this machine carries no multicast, even to itself."""
    try:
        here, there = PythonCanBus("udp_multicast", GROUP), PythonCanBus("udp_multicast", GROUP)
    except BusLostError as error:
        pytest.skip(f"no multicast on this machine: {error}")
    here.send(Frame(0x7, b"\x01"))
    heard = there.receive(1.0)
    here.close()
    there.close()
    if heard is None:
        pytest.skip("no multicast on this machine: a frame sent to the group does not arrive")


@contextmanager
def open_vehicle() -> Iterator[Vehicle]:
    with Vehicle(lambda: PythonCanBus("udp_multicast", GROUP)) as vehicle:
        assert vehicle.await_reports(10)
        yield vehicle


@pytest.mark.usefixtures("multicast")
def test_a_car_in_another_process_obeys_and_ends_on_ctrl_c() -> None:
    with running("run", *WIRE, "--speed", "30") as car, open_vehicle() as vehicle:
        assert vehicle.refresh().speed_kmh == 30
        done = vehicle.actuate(
            [
                BusCommand("HVAC.Driver.Temperature", 24.5),
                BusCommand("Media.Play", Query.of(query="miles davis")),
            ]
        )
        assert done.failures == ()
        assert len(vehicle.refresh().contacts) == 12
    assert car.stdout is not None
    assert car.stderr is not None
    assert car.stdout.read().startswith(f"virtual car on udp_multicast {GROUP}")
    assert (car.returncode, car.stderr.read()) == (0, "")
    car.stdout.close()
    car.stderr.close()


@pytest.mark.usefixtures("multicast")
def test_what_passes_is_shown_and_recorded(tmp_path: Path) -> None:
    path = tmp_path / "drive.asc"
    with running("run", *WIRE) as car, running("monitor", *WIRE, "--changes") as monitor:
        noted = ask("record", *WIRE, "--seconds", "1.5", str(path))
        time.sleep(0.1)
    assert (noted.returncode, noted.stderr) == (0, "")
    assert list(recorded(path))
    played = ask("replay", *WIRE, "--speed", "50", str(path))
    assert (played.returncode, played.stderr) == (0, "")
    for process in (car, monitor):
        shown, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
    assert " udp_multicast 310##1" in shown
    assert "CHASSIS_STATUS" in shown
    assert "Vehicle.Gear=P" in shown


def test_the_database_is_the_committed_one(tmp_path: Path) -> None:
    printed = ask("dbc")
    assert (printed.returncode, printed.stdout) == (0, OWN_DBC.read_text())
    written = ask("dbc", str(tmp_path / "ours.dbc"))
    assert written.returncode == 0
    assert (tmp_path / "ours.dbc").read_text() == OWN_DBC.read_text()


def test_the_catalogue_is_printed_whole_and_as_plain_json() -> None:
    printed = ask("signals")
    assert (printed.returncode, printed.stderr) == (0, "")
    table = json.loads(printed.stdout)
    assert table["signals"].keys() == catalogue.SIGNALS.keys()
    assert table["groups"] == {name: list(of) for name, of in catalogue.GROUPS.items()}
    assert table["signals"]["HVAC.Driver.Temperature"] == {
        "vss": "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature",
        "description": "Set-point of the driver's zone",
        "kind": "float",
        "access": "actuator",
        "unit": "Celsius",
        "range": [16, 28],
        "choices": [],
        "default": 21.0,
        "is_event": False,
    }
    assert table["signals"]["Door.Lock"]["range"] is None
    assert table["signals"]["Navigation.Avoid"]["default"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("fly",), 2),
        (("run", "--speed", "fast"), 2),
        (("run", "--interface", "nosuch"), 1),
        (("monitor", "--interface", "socketcan", "--channel", "no0"), 1),
        (("record", "--interface", "virtual", "what.ever"), 1),
        (("replay", "--interface", "virtual", "missing.asc"), 1),
        (("replay", "--interface", "socketcan", "--channel", "can0", "missing.asc"), 1),
        (("dbc", "/no/such/folder/x.dbc"), 1),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    arguments: tuple[str, ...], code: int
) -> None:
    ended = ask(*arguments)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    if code == 1:
        assert len(ended.stderr.splitlines()) == 1
        assert ended.stderr.startswith("vehicle_bus: bus.")
