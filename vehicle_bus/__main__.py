"""``python -m vehicle_bus``: the virtual car as a process, and looks at what is on a bus.

``dbc`` and ``signals`` print what the catalogue says, for other tools and other programs.

Exit status: 0 done, 1 the bus or a file cannot be used, 2 wrong usage. Ctrl-C is a way to be done.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from vehicle_bus import catalogue
from vehicle_bus.bus import LOCAL_CHANNEL, Bus, PythonCanBus, ReopeningBus
from vehicle_bus.codec import DbcCodec
from vehicle_bus.database import generate
from vehicle_bus.errors import BadTraceError, VehicleBusError
from vehicle_bus.frame import Frame
from vehicle_bus.signal import Kind, Signal
from vehicle_bus.trace import candump_line, decoded_line, may_replay_to, record, replay
from vehicle_bus.virtual import VirtualVehicle

DEFAULT_INTERFACE = "udp_multicast"
_LISTEN_S = 0.1

_stopped = threading.Event()


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    _stopped.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    work: Callable[[argparse.Namespace], None] = options.work
    try:
        work(options)
    except VehicleBusError as error:
        print(f"vehicle_bus: {error.code}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    _stopped.set()


def _goes_on() -> bool:
    return not _stopped.is_set()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _run(options: argparse.Namespace) -> None:
    _open(options).close()
    bus = ReopeningBus(lambda: _open(options))
    try:
        car = VirtualVehicle(bus)
        car.drive(options.speed)
        with car:
            _say(f"virtual car on {options.interface} {options.channel}; Ctrl-C ends it")
            while _goes_on() and car.failure is None:
                _stopped.wait(_LISTEN_S)
            if car.failure is not None:
                raise car.failure
    finally:
        bus.close()


def _monitor(options: argparse.Namespace) -> None:
    codec, bus = DbcCodec(), _open(options)
    last: dict[int, str] = {}
    try:
        while _goes_on():
            frame = bus.receive(_LISTEN_S)
            if frame is not None:
                _show(frame, codec, last, options)
    finally:
        bus.close()


def _show(frame: Frame, codec: DbcCodec, last: dict[int, str], options: argparse.Namespace) -> None:
    said = decoded_line(frame, codec)
    content = said.partition("]")[2]
    if options.changes and content and last.get(frame.can_id) == content:
        return
    last[frame.can_id] = content
    _say(f"{candump_line(frame, time.time(), options.interface)}  {said}")


def _record(options: argparse.Namespace) -> None:
    bus = _open(options)
    try:
        count = record(bus, options.file, _until(options.seconds))
    finally:
        bus.close()
    _say(f"{count} frames in {options.file}")


def _replay(options: argparse.Namespace) -> None:
    if not may_replay_to(options.interface, options.channel):
        raise BadTraceError(f"{options.interface} {options.channel} may lead to a real car")
    bus = _open(options)
    try:
        count = replay(bus, options.file, DbcCodec(), options.speed, _goes_on)
    finally:
        bus.close()
    _say(f"{count} frames sent")


def _dbc(options: argparse.Namespace) -> None:
    if options.file is None:
        sys.stdout.write(generate())
        return
    try:
        options.file.write_text(generate(), encoding="utf-8")
    except OSError as error:
        raise BadTraceError(f"cannot write {options.file}: {error}") from error


def _signals(_options: argparse.Namespace) -> None:
    table = {
        "signals": {name: _entry(signal) for name, signal in catalogue.SIGNALS.items()},
        "groups": {name: list(members) for name, members in catalogue.GROUPS.items()},
    }
    _say(json.dumps(table, ensure_ascii=False, indent=1))


def _entry(signal: Signal) -> dict[str, object]:
    """What a catalogue entry tells those outside this program."""
    is_number = signal.kind in {Kind.INT, Kind.FLOAT}
    return {
        "vss": signal.vss,
        "description": signal.description,
        "kind": signal.kind.value,
        "access": signal.access.value,
        "unit": signal.unit,
        "range": [signal.low, signal.high] if is_number else None,
        "choices": list(signal.choices),
        "default": signal.default,
        "is_event": signal.is_event,
    }


def _open(options: argparse.Namespace) -> Bus:
    return PythonCanBus(options.interface, options.channel)


def _until(seconds: float | None) -> Callable[[], bool]:
    end_s = time.monotonic() + seconds if seconds is not None else float("inf")
    return lambda: _goes_on() and time.monotonic() < end_s


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return number


def _speed_kmh(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 400:
        raise argparse.ArgumentTypeError(f"no car drives {text} km/h")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vehicle_bus", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    wire = argparse.ArgumentParser(add_help=False)
    wire.add_argument("--interface", default=DEFAULT_INTERFACE, help="interface of python-can")
    wire.add_argument("--channel", default=LOCAL_CHANNEL, help="its channel")

    run = commands.add_parser("run", parents=[wire], help="be the virtual car")
    run.add_argument("--speed", type=_speed_kmh, default=0.0, help="km/h to begin with")
    run.set_defaults(work=_run)

    monitor = commands.add_parser("monitor", parents=[wire], help="show what passes, decoded")
    monitor.add_argument("--changes", action="store_true", help="only what differs from before")
    monitor.set_defaults(work=_monitor)

    recording = commands.add_parser("record", parents=[wire], help="keep what passes in a file")
    recording.add_argument("file", type=Path, help=".asc, .blf, .log and others")
    recording.add_argument("--seconds", type=_positive, help="stop after so long")
    recording.set_defaults(work=_record)

    playing = commands.add_parser("replay", parents=[wire], help="send what the car said in a file")
    playing.add_argument("file", type=Path)
    playing.add_argument("--speed", type=_positive, default=1.0, help="2 is twice as fast")
    playing.set_defaults(work=_replay)

    dbc = commands.add_parser("dbc", help="print the database that the catalogue implies")
    dbc.add_argument("file", type=Path, nargs="?", help="write it here instead")
    dbc.set_defaults(work=_dbc)

    signals = commands.add_parser("signals", help="print every signal and group as JSON")
    signals.set_defaults(work=_signals)
    return parser


if __name__ == "__main__":
    sys.exit(main())
