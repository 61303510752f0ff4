"""What went over a bus, kept and shown: candump lines, decoded lines, recordings, replays.

Recordings are files of python-can (.asc, .blf, .log as candump writes it, .csv and others); its
reader and writer do the work. A replay plays the car's part only, and never to a bus that may have
a real car on it: commands go through the gate or not at all.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vehicle_bus.bus import Bus
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.codec import DbcCodec
from vehicle_bus.control_unit import FUNCTIONAL_ID, LAST_REQUEST_ID
from vehicle_bus.errors import (
    BadTraceError,
    DecodingError,
    ProtectionError,
    UnknownFrameError,
)
from vehicle_bus.frame import Frame
from vehicle_bus.value import Query, Value

if TYPE_CHECKING:
    import can

_LISTEN_S = 0.1
_WITHOUT_A_CAR = frozenset({"virtual", "udp_multicast"})
_LAST_STANDARD_ID = 0x7FF
_FIRST_DIAGNOSTIC_ID, _LAST_DIAGNOSTIC_ID = FUNCTIONAL_ID, 0x7EF
_CAN_FD = 1
_SHORTEST_SLEEP_S = 0.0005


def candump_line(frame: Frame, at_s: float | None = None, channel: str = "can0") -> str:
    """One frame as ``candump -L`` writes it, without the time where there is none."""
    when = "" if at_s is None else f"({at_s:.6f}) "
    digits = 3 if frame.can_id <= _LAST_STANDARD_ID else 8
    mark = f"##{_CAN_FD}" if frame.is_fd else "#"
    return f"{when}{channel} {frame.can_id:0{digits}X}{mark}{frame.data.hex().upper()}"


def decoded_line(frame: Frame, codec: DbcCodec) -> str:
    """What a frame says, in names and values of the catalogue."""
    if frame.can_id in (TEXT_REQUEST_ID, TEXT_RESPONSE_ID):
        return "TEXT_REQUEST" if frame.can_id == TEXT_REQUEST_ID else "TEXT_RESPONSE"
    if _FIRST_DIAGNOSTIC_ID <= frame.can_id <= _LAST_DIAGNOSTIC_ID:
        return "DIAGNOSTIC_REQUEST" if _is_inquiry(frame) else "DIAGNOSTIC_RESPONSE"
    try:
        wire = codec.wiring.of_id(frame.can_id)
        says = _command if wire.is_command else _status
        return f"{wire.name} {says(frame, codec)}"
    except UnknownFrameError:
        return "foreign"
    except ProtectionError as error:
        return f"{error} protection is wrong"
    except DecodingError as error:
        return f"unreadable: {error}"


def record(bus: Bus, path: Path, goes_on: Callable[[], bool]) -> int:
    """Write every frame that passes to a file, as long as it goes on; returns how many."""
    import can  # noqa: PLC0415 - importing the package must stay cheap

    count = 0
    try:
        with can.Logger(path) as log:
            while goes_on():
                frame = bus.receive(_LISTEN_S)
                if frame is not None:
                    log.on_message_received(_message(frame, time.time()))
                    count += 1
    except (OSError, ValueError, can.CanError) as error:
        raise BadTraceError(f"cannot write {path}: {error}") from error
    return count


def replay(bus: Bus, path: Path, codec: DbcCodec, speed: float, goes_on: Callable[[], bool]) -> int:
    """Send what the ECUs of a recording said, at its pace times ``speed``; returns how many."""
    count, begin_s, first_s = 0, time.monotonic(), None
    for frame, at_s in recorded(path):
        first_s = at_s if first_s is None else first_s
        if not _is_of_the_car(frame, codec):
            continue
        _sleep_until(begin_s + (at_s - first_s) / speed, goes_on)
        if not goes_on():
            break
        bus.send(frame)
        count += 1
    return count


def recorded(path: Path) -> Iterator[tuple[Frame, float]]:
    """The frames of a recording, each with its time in seconds."""
    import can  # noqa: PLC0415 - importing the package must stay cheap

    try:
        with can.LogReader(path) as reader:
            for message in reader:
                if not (message.is_error_frame or message.is_remote_frame):
                    frame = Frame(message.arbitration_id, bytes(message.data))
                    yield frame, message.timestamp
    except BadTraceError:
        raise
    except Exception as error:  # readers raise what their format makes them stumble over
        raise BadTraceError(f"cannot read {path}: {error}") from error


def may_replay_to(interface: str, channel: str) -> bool:
    """Is it certain that no real car hangs on this bus?"""
    return interface in _WITHOUT_A_CAR or channel.startswith("vcan")


def _is_of_the_car(frame: Frame, codec: DbcCodec) -> bool:
    """Not a command and not a request: those only the gate lets out."""
    if frame.can_id == TEXT_REQUEST_ID or _is_inquiry(frame):
        return False
    try:
        return not codec.wiring.of_id(frame.can_id).is_command
    except UnknownFrameError:
        return True


def _is_inquiry(frame: Frame) -> bool:
    return _FIRST_DIAGNOSTIC_ID <= frame.can_id <= LAST_REQUEST_ID


def _sleep_until(due_s: float, goes_on: Callable[[], bool]) -> None:
    while goes_on() and (left_s := due_s - time.monotonic()) > _SHORTEST_SLEEP_S:
        time.sleep(min(left_s, _LISTEN_S))


def _command(frame: Frame, codec: DbcCodec) -> str:
    command = codec.decode_command(frame)
    wanted = (f"{one.signal}:={_text(one.value)}" for one in command.commands)
    return " ".join((f"[{command.counter}]", *wanted))


def _status(frame: Frame, codec: DbcCodec) -> str:
    status = codec.decode_status(frame)
    values = (
        f"{name}={_text(value)}" + _heading(value, status.targets.get(name))
        for name, value in status.values.items()
    )
    return " ".join((f"[{status.counter}]", f"ack {status.ack} {status.result}", *values))


def _heading(value: Value, target: Value | None) -> str:
    return f"->{_text(target)}" if target is not None and target != value else ""


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    if isinstance(value, Query):
        return " ".join(f"{name} {text!r}" for name, text in value.fields)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _message(frame: Frame, at_s: float) -> "can.Message":
    import can  # noqa: PLC0415 - importing the package must stay cheap

    return can.Message(
        timestamp=at_s,
        arbitration_id=frame.can_id,
        data=frame.data,
        is_extended_id=frame.can_id > _LAST_STANDARD_ID,
        is_fd=frame.is_fd,
        channel="can0",
    )
