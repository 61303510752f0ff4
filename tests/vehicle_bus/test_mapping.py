"""A car of somebody else: their database, a mapping file, and the limits that stay ours."""

from pathlib import Path
from uuid import uuid4

import pytest

from vehicle_bus import (
    BadMappingError,
    BlockedFrameError,
    BusCommand,
    DbcCodec,
    Frame,
    Gate,
    PythonCanBus,
    Vehicle,
    VehicleState,
    load_mapping,
)

THEIR_DBC = Path(__file__).parent / "their.dbc"
GOOD = """
database = "their.dbc"

[[signal]]
name = "HVAC.Driver.Temperature"
command = { message = "CLIMATE_SET", field = "TempLeft", idle = 1023 }
status = { message = "CLIMATE", field = "TempLeft", idle = 1023, unfitted = 1022 }

[[signal]]
name = "HVAC.AirConditioning"
command = { message = "CLIMATE_SET", field = "Compressor", idle = 3, values = { on = 2, off = 1 } }
status = { message = "CLIMATE", field = "Compressor", idle = 3 }

[[signal]]
name = "HVAC.AirDistribution"
command = { message = "CLIMATE_SET", field = "Flap", idle = 15, values = { FACE = 4, FEET = 5 } }

[[signal]]
name = "Vehicle.Speed"
status = { message = "SPEED", field = "Mph", idle = 65535, scale = 1.609344 }

[[message]]
name = "CLIMATE_SET"
constants = { Mode = 9 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "their.dbc").write_text(THEIR_DBC.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str = GOOD) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_commands_leave_in_their_frames(folder: Path) -> None:
    codec = DbcCodec(load_mapping(written(folder)))
    wishes = (
        BusCommand("HVAC.Driver.Temperature", 21.5),
        BusCommand("HVAC.AirDistribution", "FEET"),
    )
    frame = codec.encode_command(wishes, 0)
    assert codec.describe(frame) == {
        "Mode": "9",
        "Compressor": "3",
        "TempLeft": "21.5",
        "Flap": "5",
        "Blower": "0",
    }
    assert codec.decode_command(frame).commands == wishes


def test_the_gate_keeps_our_limits_and_their_constants(folder: Path) -> None:
    codec = DbcCodec(load_mapping(written(folder)))
    bus = PythonCanBus("virtual", uuid4().hex)
    gate = Gate(codec, bus)
    frame = codec.encode_command([BusCommand("HVAC.AirConditioning", True)], 0)
    for _ in range(3):
        gate.check(frame, VehicleState())
    other_mode = Frame(frame.can_id, bytes((frame.data[0] ^ 1,)) + frame.data[1:])
    with pytest.raises(BlockedFrameError, match="not_canonical"):
        gate.check(other_mode, VehicleState())
    too_hot = codec.wiring.wires["CLIMATE_SET"].dbc.encode(
        {"Mode": 9, "Compressor": 3, "TempLeft": 60, "Flap": 15, "Blower": 0}
    )
    with pytest.raises(BlockedFrameError, match="bad_frame"):
        gate.check(Frame(frame.can_id, too_hot), VehicleState())
    bus.close()


def test_a_vehicle_of_theirs_is_read_and_actuated(folder: Path) -> None:
    channel = uuid4().hex
    codec = DbcCodec(load_mapping(written(folder)))
    theirs = PythonCanBus("virtual", channel)
    wires = codec.wiring.wires
    with Vehicle(lambda: PythonCanBus("virtual", channel), codec) as vehicle:
        climate = wires["CLIMATE"].dbc.encode({"Compressor": 1, "TempLeft": 21.5, "Flap": 0})
        while not vehicle.await_reports(0.05):
            theirs.send(Frame(513, wires["SPEED"].dbc.encode({"Mph": 62.14})))
            theirs.send(Frame(512, climate))
        state = vehicle.refresh()
        assert state.speed_kmh == pytest.approx(100, abs=0.1)
        assert state["HVAC.Driver.Temperature"] == 21.5
        done = vehicle.actuate(
            [BusCommand("HVAC.Driver.Temperature", 21.5), BusCommand("Light.Dome", True)]
        )
        assert done.reported == (("HVAC.Driver.Temperature", 21.5),)
        assert done.failures == (("Light.Dome", "bus.unknown_signal"),)
    theirs.close()


CLIMATE = '[[signal]]\nname = "HVAC.Driver.Temperature"\n'
SWITCH = '[[signal]]\nname = "HVAC.AirConditioning"\n'
COMPRESSOR = SWITCH + 'status = { message = "CLIMATE", field = "Compressor", '
FLAP = 'status = { message = "CLIMATE", field = "Flap", idle = 15 }'
HEAD = 'database = "their.dbc"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("database = ", "cannot be read"),
        ('database = "none.dbc"\nsignal = []', "no usable database"),
        ("signal = []", "database: Field required"),
        (HEAD + "signal = []\nspeed = 3", "speed: Extra inputs"),
        (
            HEAD + '[[signal]]\nname = "Warp"\n' + FLAP,
            "Warp",
        ),
        (
            HEAD + CLIMATE + 'status = { message = "NONE", field = "Flap", idle = 15 }',
            "no message NONE",
        ),
        (
            HEAD + CLIMATE + 'status = { message = "CLIMATE", field = "Up", idle = 15 }',
            "no field Up",
        ),
        (
            HEAD + CLIMATE + 'status = { message = "CLIMATE", field = "Flap", idle = 15 }',
            "cannot carry",
        ),
        (
            HEAD + CLIMATE + 'status = { message = "CLIMATE", field = "Flap", idle = "x" }',
            "valid integer",
        ),
        (
            HEAD + CLIMATE + 'command = { message = "CLIMATE_SET", field = "Blower", idle = 1 }',
            "cannot carry",
        ),
        (
            HEAD + SWITCH + 'status = { message = "CLIMATE", field = "Compressor", idle = 4 }',
            "idle 4",
        ),
        (
            HEAD + COMPRESSOR + "idle = 3, values = { up = 1 } }",
            "never up",
        ),
        (
            HEAD + COMPRESSOR + "idle = 1, values = { on = 1 } }",
            "cannot carry",
        ),
        (
            HEAD
            + SWITCH
            + 'command = { message = "CLIMATE", field = "Compressor", idle = 3 }\n'
            + 'status = { message = "CLIMATE", field = "Compressor", idle = 3 }',
            "both commands and status",
        ),
        (GOOD + 'answers = "X"', "no field ACK, RESULT"),
        (GOOD.replace("Mode = 9", "Moon = 9"), "no field Moon"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(folder: Path, text: str, says: str) -> None:
    with pytest.raises(BadMappingError, match=says):
        load_mapping(written(folder, text))


def test_protection_needs_its_fields(folder: Path) -> None:
    dbc = folder / "their.dbc"
    marked = dbc.read_text(encoding="utf-8").replace('BO_ 513 ""', f'BO_ 513 "{"00" * 16}"')
    dbc.write_text(marked, encoding="utf-8")
    with pytest.raises(BadMappingError, match="no field E2E_COUNTER, E2E_CRC"):
        load_mapping(written(folder))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadMappingError, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")


def test_a_text_channel_may_be_named(folder: Path) -> None:
    text = GOOD + "\n[text]\nrequest_id = 1\nresponse_id = 2\n"
    assert load_mapping(written(folder, text)).text_ids == (1, 2)
