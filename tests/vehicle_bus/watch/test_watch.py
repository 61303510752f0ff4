"""A car left alone raises no alarm; whatever is put on its bus by somebody else does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vehicle_bus.test_mapping import GOOD, THEIR_DBC
from vehicle_bus import (
    Alarm,
    BusCommand,
    DbcCodec,
    Frame,
    Rule,
    StatusFrame,
    load_mapping,
)
from vehicle_bus.catalogue import MESSAGES
from vehicle_bus.watch import Watch
from vehicle_bus.watch.alarm import MANY, MOST_GATHERED

CODEC = DbcCodec()
DOOR = CODEC.wiring.wires["DOOR_STATUS"]
CYCLE_S = MESSAGES["DOOR_STATUS"].cycle_ms / 1000
DOOR_ID = DOOR.dbc.frame_id


def door(counter: int, is_open: bool = False) -> Frame:
    return CODEC.encode_status(
        StatusFrame("DOOR_STATUS", counter % 16, values={"Door.Driver.Open": is_open})
    )


def chassis(counter: int) -> Frame:
    return CODEC.encode_status(StatusFrame("CHASSIS_STATUS", counter % 16))


def watch(is_moving: bool = False) -> Watch:
    return Watch(CODEC.wiring, lambda: is_moving)


def rules(found: tuple[Alarm, ...]) -> set[Rule]:
    return {alarm.rule for alarm in found}


def driven(one: Watch, count: int, start_s: float = 0.0, first: int = 0) -> float:
    """An undisturbed sender for so many cycles; when the next frame is due."""
    for n in range(count):
        one.received(door(first + n), start_s + n * CYCLE_S)
    return start_s + count * CYCLE_S


@settings(max_examples=60, deadline=None)
@given(
    jitters=st.lists(st.floats(0, 0.05), min_size=60, max_size=120),
    lost=st.sets(st.integers(0, 119), max_size=3),
    changes=st.sets(st.integers(0, 119), max_size=40),
    restart=st.tuples(st.integers(5, 110), st.floats(0.2, 8.0), st.integers(0, 1)),
)
def test_no_honest_sender_raises_an_alarm(
    jitters: list[float],
    lost: set[int],
    changes: set[int],
    restart: tuple[int, float, int],
) -> None:
    """Late, lost, changed at once, and restarted: none of it is an attack.

    A restart just after a change may look like one; that is the price of noticing a single lie.
    """
    restart_at, away_s, first = restart
    changes -= set(range(restart_at - 3, restart_at + 1))
    one, at_s, counter, is_open = watch(), 0.0, 5, False
    for n, jitter_s in enumerate(jitters):
        counter += 1
        if n == restart_at:
            at_s, counter = at_s + away_s, first
        if n in changes:
            at_s, is_open = at_s + 0.1, not is_open
        else:
            at_s += CYCLE_S
        if n not in lost:
            one.received(door(counter, is_open), at_s + jitter_s)
    assert one.alarms() == ()


@settings(max_examples=100, deadline=None)
@given(bit=st.integers(0, len(door(0).data) * 8 - 1), count=st.integers(1, 30))
def test_every_frame_with_a_wrong_crc_is_counted(bit: int, count: int) -> None:
    one = watch()
    at_s = driven(one, 4)
    data = bytearray(door(3).data)
    data[bit // 8] ^= 1 << bit % 8
    for n in range(count):
        one.received(Frame(DOOR_ID, bytes(data)), at_s + n * CYCLE_S)
    (alarm,) = one.alarms()
    assert (alarm.rule, alarm.subject, alarm.count) == (Rule.WRONG_CRC, "DOOR_STATUS", count)


@settings(max_examples=200, deadline=None)
@given(
    can_id=st.integers(0, (1 << 32) - 1),
    data=st.binary(max_size=64),
    times=st.lists(st.floats(0, 1e6), min_size=1, max_size=5),
)
def test_nothing_on_the_bus_stops_the_watch(can_id: int, data: bytes, times: list[float]) -> None:
    one = watch()
    for at_s in times:
        one.received(Frame(can_id, data), at_s)
        one.received(Frame(DOOR_ID, data), at_s)
        one.received(Frame(0x6A8, data), at_s)
        one.received(Frame(0x7E0, data), at_s)
        one.sent(Frame(can_id, data), at_s)
    one.alarms()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("last", range(16))
def test_one_lie_between_two_true_frames_is_noticed(last: int, share: float) -> None:
    """Whatever counter it bears, whatever the true ones bear, and whenever it comes."""
    for ahead in range(1, 17):
        one = watch()
        due_s = driven(one, 6, first=last + 11)
        one.received(door(last + ahead, is_open=True), due_s - CYCLE_S * (1 - share))
        driven(one, 4, due_s, last + 1)
        assert Rule.COUNTER in rules(one.alarms()), ahead


def test_a_lie_just_before_true_news_is_noticed() -> None:
    """The true frame begins at 0 like one that restarted, but nothing restarts so fast."""
    one = watch()
    due_s = driven(one, 16)
    one.received(door(19, is_open=True), due_s - 0.3)
    one.received(door(16, is_open=True), due_s - 0.25)
    assert Rule.COUNTER in rules(one.alarms())


def test_after_a_bus_that_was_gone_any_counter_is_believed() -> None:
    """Many changes of a door can be missed while nothing at all is heard."""
    one = watch()
    for n in range(101):
        one.received(chassis(n), n * 0.1)
        if n % 5 == 0:
            one.received(door(n // 5), n * 0.1)
    one.received(chassis(106), 10.6)
    one.received(door(20 + 9, is_open=True), 10.61)
    assert one.alarms() == ()


def test_a_frame_that_can_itself_brought_twice_is_no_attack_but_a_stream_of_them_is() -> None:
    one = watch()
    at_s = driven(one, 4)
    one.received(door(3), at_s - CYCLE_S + 0.001)
    assert one.alarms() == ()
    for n in range(20):
        one.received(door(3), at_s - CYCLE_S + 0.001 * (n + 2))
    assert Rule.COUNTER in rules(one.alarms())


def test_a_sender_that_repeats_itself_twice_as_often_as_agreed_is_noticed() -> None:
    one = watch()
    for n in range(200):
        one.received(door(n), n * CYCLE_S / 2)
    assert rules(one.alarms()) == {Rule.RATE}


def test_a_knob_turned_for_long_is_no_attack_although_each_step_is_told_twice() -> None:
    one = watch()
    for n in range(0, 400, 2):
        one.received(door(n, is_open=n % 4 == 0), n * 0.2)
        one.received(door(n + 1, is_open=n % 4 == 0), n * 0.2 + 0.001)
    assert one.alarms() == ()


def test_a_reader_that_was_held_up_finds_no_flood() -> None:
    one = watch()
    for n in range(60):
        one.received(chassis(n), n * 0.1)
    for n in range(60, 140):
        one.received(chassis(n), 14.0 + n * 1e-5)
    for n in range(140, 200):
        one.received(chassis(n), n * 0.1 + 0.1)
    assert one.alarms() == ()


def test_a_silenced_sender_is_noticed_while_others_speak_and_sleep_is_not() -> None:
    speaking = [name for name, m in MESSAGES.items() if not m.is_command]

    def speak(one: Watch, seconds: range, without: str = "") -> None:
        for second in seconds:
            for name in speaking:
                if name != without:
                    status = StatusFrame(name, second % 16)
                    one.received(CODEC.encode_status(status), second + 0.001)

    one = watch()
    speak(one, range(10))
    speak(one, range(3600, 3608), without=DOOR.name)
    speak(one, range(3608, 3620))
    assert Rule.SILENT_SENDER not in rules(one.alarms())
    speak(one, range(3620, 3650), without=DOOR.name)
    silent = [(a.subject, a.count) for a in one.alarms() if a.rule is Rule.SILENT_SENDER]
    assert silent == [(DOOR.name, 1)]


@pytest.mark.parametrize(
    ("can_id", "data", "moving", "expected"),
    [
        (0x7E0, "0210030000000000", True, Rule.DIAGNOSIS_MOVING),
        (0x7E0, "0210030000000000", False, Rule.DIAGNOSIS_SERVICE),
        (0x7DF, "0211010000000000", False, Rule.DIAGNOSIS_SERVICE),
        (0x18DA10F1, "0227010000000000", True, Rule.DIAGNOSIS_MOVING),
        (0x7E0, "101434440000", False, Rule.DIAGNOSIS_SERVICE),
        (0x7E0, "0322F19000000000", True, Rule.DIAGNOSIS_MOVING),
        (0x7E0, "0322F19000000000", False, None),
        (0x7DF, "02010C0000000000", True, None),
        (0x7E0, "3000000000000000", True, None),
    ],
)
def test_reading_is_for_everybody_and_changing_for_nobody(
    can_id: int, data: str, moving: bool, expected: Rule | None
) -> None:
    one = watch(moving)
    one.received(Frame(can_id, bytes.fromhex(data)), 1.0)
    assert rules(one.alarms()) == ({expected} if expected else set())


def test_our_own_reading_is_no_alarm_even_while_moving() -> None:
    one = watch(is_moving=True)
    one.sent(Frame(0x7E0, bytes.fromhex("0322F19000000000")), 1.0)
    assert one.alarms() == ()
    one.sent(Frame(0x7E0, bytes.fromhex("0210030000000000")), 2.0)
    assert rules(one.alarms()) == {Rule.DIAGNOSIS_MOVING}


@pytest.mark.parametrize(
    "frame",
    [
        Frame(0x6A0, bytes.fromhex("0301020304")),
        Frame(0x7E0, bytes.fromhex("0322F19000000000")),
        CODEC.encode_command([BusCommand("Window.Driver.Position", 50)], 3),
    ],
)
def test_what_a_bus_brings_back_of_ours_is_ours_once(frame: Frame) -> None:
    """udp_multicast does so; a copy of it later is somebody else's."""
    one = watch(is_moving=True)
    one.sent(frame, 1.0)
    one.received(frame, 1.01)
    assert one.alarms() == ()
    one.received(frame, 1.02)
    assert len(one.alarms()) == 1


def test_the_same_refusal_again_and_again_is_noticed_and_others_are_not_counted_with_it() -> None:
    one = watch()
    for n in range(4):
        one.blocked("not_while_moving", n)
        one.blocked("rate_limit", n)
    assert one.alarms() == ()
    one.blocked("not_while_moving", 5.0)
    (alarm,) = one.alarms()
    assert (alarm.rule, alarm.subject) == (Rule.GATE_PROBED, "not_while_moving")
    one.blocked("not_canonical", 6.0)
    assert rules(one.alarms()) == {Rule.GATE_MISUSED}


def test_a_command_that_a_switch_of_their_car_may_send_is_no_attack(tmp_path: Path) -> None:
    """Their database names another sender; a message of theirs that we do not use is known, too."""
    dbc = THEIR_DBC.read_text(encoding="utf-8")
    (tmp_path / "their.dbc").write_text(dbc.replace("BO_ 513 SPEED", "BO_ 514 SPEED2"))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(GOOD[: GOOD.index('[[signal]]\nname = "Vehicle.Speed"')])
    one = Watch(load_mapping(mapping), lambda: False)
    for can_id in (256, 514):
        one.received(Frame(can_id, bytes(8)), 1.0)
    assert one.alarms() == ()
    one.received(Frame(513, bytes(8)), 1.0)
    assert rules(one.alarms()) == {Rule.UNKNOWN_ID}


def test_alarms_are_bounded_and_none_is_lost() -> None:
    one = watch()
    unknown = [can_id for can_id in range(0x100) if can_id not in CODEC.wiring.other_ids]
    for can_id in unknown:
        one.received(Frame(can_id, b""), can_id / 10)
    found = one.alarms()
    assert len(found) == MOST_GATHERED + 1
    assert found[-1].subject == MANY
    assert sum(alarm.count for alarm in found) == len(unknown)
