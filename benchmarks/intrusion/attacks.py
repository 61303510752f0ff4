"""Attacks on a bus, each put into the frames of a car that is otherwise left alone.

The attacker sits on the bus: hears everything, knows the database and the protection, sends what
they like whenever they like. They can silence a control unit only where the attack says so.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from e2e import p02

from benchmarks.intrusion.happened import Happened, Judged, Seen
from benchmarks.intrusion.scene import CODEC, Scene
from vehicle_bus import Frame, Value
from vehicle_bus.catalogue import MESSAGES, SIGNALS
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.codec import StatusFrame
from vehicle_bus.signal import Kind
from vehicle_bus.wiring import Wire

_KNOWN = {message.can_id for message in MESSAGES.values()} | {TEXT_REQUEST_ID, TEXT_RESPONSE_ID}
_TALK = {TEXT_REQUEST_ID, TEXT_RESPONSE_ID, 0x7E0, 0x7E8, 0x7DF}
_NOBODY_ASKS_S = 12.0
_KNOCKED_OUT_S = 0.4
_LIES = frozenset({Kind.BOOL, Kind.ENUM, Kind.INT, Kind.FLOAT})
_COMMANDS = tuple(wire for wire in CODEC.wiring.wires.values() if wire.is_command)


Make = Callable[[Scene, int, float], None]
"""Puts so many frames, so many a second, into a scene."""


def protected(wire: Wire, data: bytes, counter: int) -> Frame:
    """Whoever knows the database can do this."""
    assert wire.data_ids is not None  # noqa: S101 - our own database
    changed = bytearray(data)
    changed[1] = changed[1] & 0xF0 | counter % 16
    p02.e2e_p02_protect(changed, wire.data_ids, increment_counter=False)
    return Frame(wire.dbc.frame_id, bytes(changed), wire.name)


def lie(frame: Frame, rng: random.Random) -> bytes:
    """The same message with one value that is not true."""
    status = CODEC.decode_status(frame)
    names = [name for name, value in status.values.items() if SIGNALS[name].kind in _LIES]
    name = rng.choice(names)
    signal, value = SIGNALS[name], status.values[name]
    others: list[Value]
    if signal.kind is Kind.BOOL:
        others = [not value]
    elif signal.kind is Kind.ENUM:
        others = [choice for choice in signal.choices if choice != value]
    else:
        others = [low for low in (signal.low, signal.high) if low != value]
    untrue = rng.choice(others)
    forged: StatusFrame = replace(status, values={**status.values, name: untrue})
    return CODEC.encode_status(forged).data


def unknown_ids(scene: Scene, count: int, per_s: float) -> None:
    can_id = scene.rng.choice([i for i in range(1, 0x6A0) if i not in _KNOWN])
    for at_s in scene.times(count, per_s):
        scene.add(at_s, Frame(can_id, scene.rng.randbytes(8)))


def fuzzed(scene: Scene, count: int, per_s: float) -> None:
    for at_s in scene.times(count, per_s):
        size = scene.rng.choice((0, 1, 4, 8, 8, 8, 16, 64))
        scene.add(at_s, Frame(scene.rng.randrange(0x800), scene.rng.randbytes(size)))


def wrong_length(scene: Scene, count: int, per_s: float) -> None:
    wire = scene.victim()
    for at_s in scene.times(count, per_s):
        data = scene.last(wire.dbc.frame_id, at_s).frame.data
        scene.add(at_s, Frame(wire.dbc.frame_id, data[: scene.rng.randrange(len(data))]))


def wrong_crc(scene: Scene, count: int, per_s: float) -> None:
    wire = scene.victim()
    for at_s in scene.times(count, per_s):
        data = bytearray(scene.last(wire.dbc.frame_id, at_s).frame.data)
        data[scene.rng.randrange(len(data))] ^= 1 << scene.rng.randrange(8)
        scene.add(at_s, Frame(wire.dbc.frame_id, bytes(data)))


def masquerade(scene: Scene, count: int, per_s: float) -> None:
    """A lie with the right protection and the very counter that comes next."""
    wire = scene.victim()
    for at_s in scene.about(count, per_s):
        genuine = scene.last(wire.dbc.frame_id, at_s).frame
        counter = genuine.data[1] % 16 + 1
        scene.add(at_s, protected(wire, lie(genuine, scene.rng), counter))


def masquerade_any_counter(scene: Scene, count: int, per_s: float) -> None:
    wire = scene.victim()
    for at_s in scene.about(count, per_s):
        genuine = scene.last(wire.dbc.frame_id, at_s).frame
        data = lie(genuine, scene.rng)
        scene.add(at_s, protected(wire, data, scene.rng.randrange(16)))


def replayed(scene: Scene, count: int, per_s: float) -> None:
    """What the car's ECUs said before is said again, ``count`` seconds of it."""
    shift_s = scene.rng.uniform(count + 1, scene.begin_s - scene.tape[0].at_s)
    begin_s = scene.begin_s - shift_s
    for one in tuple(scene.tape):
        if isinstance(one, Seen) and not one.is_ours and begin_s <= one.at_s < begin_s + count:
            scene.add(one.at_s + shift_s, one.frame)


def replayed_frames(scene: Scene, count: int, per_s: float) -> None:
    """Single frames of one message, heard some seconds before."""
    wire = scene.victim()
    for at_s in scene.times(count, per_s):
        old = scene.last(wire.dbc.frame_id, at_s - scene.rng.uniform(3, 25))
        scene.add(at_s + scene.rng.uniform(0, 0.5), old.frame)


def foreign_command(scene: Scene, count: int, per_s: float) -> None:
    wire = scene.rng.choice(_COMMANDS)
    blank = bytes(wire.dbc.encode(wire.blank(), scaling=False, strict=False))
    for n, at_s in enumerate(scene.times(count, per_s)):
        scene.add(at_s, protected(wire, blank, n))


def foreign_text(scene: Scene, count: int, per_s: float) -> None:
    for at_s in scene.times(count, per_s):
        scene.add(at_s, Frame(TEXT_REQUEST_ID, bytes.fromhex("0301020304")))


def flooded(scene: Scene, count: int, per_s: float) -> None:
    """One genuine frame again and again."""
    wire = scene.victim()
    frame = scene.last(wire.dbc.frame_id, scene.begin_s).frame
    for at_s in scene.times(count, per_s):
        scene.add(at_s, frame)


def hastened(scene: Scene, count: int, per_s: float) -> None:
    """An ECU with changed software sends ``per_s`` times as often, for ``count`` seconds.

    Protection and counters are right all the time, afterwards as well.
    """
    wire = scene.victim()
    can_id, end_s = wire.dbc.frame_id, scene.begin_s + count
    every_s = MESSAGES[wire.name].cycle_ms / 1000 / per_s
    added = [scene.begin_s + n * every_s for n in range(1, int(count / every_s))]
    before = scene.last(can_id, scene.begin_s).frame.data[1]
    _silence(scene, {can_id}, count)
    for n, at_s in enumerate(added, start=1):
        data = scene.last(can_id, at_s).frame.data
        scene.add(at_s, protected(wire, data, before + n))
    dropped = (scene.last(can_id, end_s).frame.data[1] - before) % 16
    scene.tape = [
        replace(
            one, frame=protected(wire, one.frame.data, one.frame.data[1] + len(added) - dropped)
        )
        if _is_of(one, {can_id}) and one.at_s > end_s
        else one
        for one in scene.tape
    ]


def suspended(scene: Scene, count: int, per_s: float) -> None:
    """One sender is silenced for ``count`` seconds."""
    _silence(scene, {scene.victim().dbc.frame_id}, count)


def head_unit_suspended(scene: Scene, count: int, per_s: float) -> None:
    ids = {m.can_id for m in MESSAGES.values() if m.ecu == "HEADUNIT" and not m.is_command}
    _silence(scene, ids, count)


def _silence(scene: Scene, ids: set[int], seconds: float) -> None:
    begin_s, end_s = scene.begin_s, scene.begin_s + seconds
    scene.tape = [
        one for one in scene.tape if not (_is_of(one, ids) and begin_s < one.at_s <= end_s)
    ]


def _is_of(one: Happened, ids: set[int]) -> TypeGuard[Seen]:
    return isinstance(one, Seen) and one.frame.can_id in ids


def knocked_out(scene: Scene, count: int, per_s: float) -> None:
    """Thrown off the bus again and again, a sender counts from the beginning each time."""
    wire = scene.victim()
    times = scene.times(count, per_s)
    changed: list[Happened] = []
    for one in scene.tape:
        past = [at_s for at_s in times if at_s < one.at_s]
        if _is_of(one, {wire.dbc.frame_id}) and past:
            if one.at_s < past[-1] + _KNOCKED_OUT_S:
                continue
            counter = round((one.at_s - past[-1]) / MESSAGES[wire.name].cycle_ms * 1000)
            one = replace(one, frame=protected(wire, one.frame.data, counter))  # noqa: PLW2901
        changed.append(one)
    scene.tape = changed


def taken_over(scene: Scene, count: int, per_s: float) -> None:
    """The sender is silenced and the attacker goes on in its place, in time and in order."""
    wire = scene.victim()
    end_s = scene.begin_s + count
    untrue = lie(scene.last(wire.dbc.frame_id, scene.begin_s).frame, scene.rng)
    scene.tape = [
        replace(one, frame=protected(wire, untrue, one.frame.data[1]))
        if _is_of(one, {wire.dbc.frame_id}) and scene.begin_s < one.at_s <= end_s
        else one
        for one in scene.tape
    ]


def diagnosed(payload: str, can_id: int = 0x7E0) -> Make:
    def make(scene: Scene, count: int, per_s: float) -> None:
        for at_s in scene.times(count, per_s):
            scene.add(at_s, Frame(can_id, bytes.fromhex(payload)))

    return make


def scanned(scene: Scene, count: int, per_s: float) -> None:
    for n, at_s in enumerate(scene.times(count, per_s)):
        scene.add(at_s, Frame(0x7E0, bytes((3, 0x22, n >> 8 & 0xFF, n & 0xFF, 0, 0, 0, 0))))


def unasked(can_id: int, payload: str) -> Make:
    """Nobody asks around then; an answer of somebody else's to a question of ours is not told
    apart."""

    def make(scene: Scene, count: int, per_s: float) -> None:
        since_s = scene.begin_s - _NOBODY_ASKS_S
        scene.tape = [one for one in scene.tape if not _is_of(one, _TALK) or one.at_s < since_s]
        for at_s in scene.times(count, per_s):
            scene.add(at_s, Frame(can_id, bytes.fromhex(payload)))

    return make


def false_answer(scene: Scene, count: int, per_s: float) -> None:
    """While the head unit is asked, the attacker answers first."""
    _ask(scene)
    for at_s in scene.times(count, per_s):
        scene.add(at_s, Frame(TEXT_RESPONSE_ID, bytes.fromhex("0701020304050607")))


def _ask(scene: Scene) -> None:
    asked = Frame(TEXT_REQUEST_ID, bytes.fromhex("0301020304"))
    scene.tape.append(Seen(scene.begin_s - 0.01, asked, True, False))


def broken_text(data: Callable[[random.Random], bytes]) -> Make:
    def make(scene: Scene, count: int, per_s: float) -> None:
        _ask(scene)
        for at_s in scene.times(count, per_s):
            scene.add(at_s, Frame(TEXT_RESPONSE_ID, data(scene.rng)))

    return make


def probed(kind: str, *, by_gate: bool) -> Make:
    def make(scene: Scene, count: int, per_s: float) -> None:
        scene.tape += (Judged(at_s, kind, by_gate) for at_s in scene.times(count, per_s))

    return make
