"""Every frame that passes is shown to the watch; what is wrong with it becomes an alarm.

What belongs on the bus is taken from the wiring: its messages, lengths, protection and cycles. The
watch writes nothing, asks nothing and raises nothing. It is shown frames by one thread at a time or
by several: its state is small, and a race costs at most one alarm more or less.
"""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from vehicle_bus.catalogue.message import ASSISTANT
from vehicle_bus.frame import Frame
from vehicle_bus.watch.alarm import Alarm, Alarms, Rule
from vehicle_bus.watch.allowance import Allowance
from vehicle_bus.watch.diagnosis import Diagnosis
from vehicle_bus.watch.text import TextWatch
from vehicle_bus.watch.track import Track
from vehicle_bus.wiring import Wire, Wiring

_LOOK_EVERY_S = 1.0
_SILENT_S = 15.0
_SILENT_CYCLES = 10
"""A sender that restarts is back sooner."""
_SLEPT_S = 8.0
"""A bus silent for so long was asleep; its senders may take their time to wake up."""
_LEAST_STALL_S = 0.25
_STALL_CYCLES = 2.5
_LOAD_TIMES = 8
"""How many times the load of the cycles alone a bus may carry, for long."""
_LOAD_SECONDS = 6.0
_TEXT_PER_S = 100.0
_MISUSE = frozenset(
    {
        "bad_counter",
        "bad_frame",
        "bad_protection",
        "empty",
        "not_approved",
        "not_canonical",
        "unknown_frame",
        "unknown_service",
    }
)
"""Why the gate blocks what no part of this program would make."""
_BLOCKS_PER_S, _BLOCKS = 1 / 20, 4
_REFUSALS_PER_S, _REFUSALS = 1 / 12, 9
_PARTS: Mapping[Rule, tuple[float, int]] = MappingProxyType(
    {
        Rule.GATE_PROBED: (_BLOCKS_PER_S, _BLOCKS),
        Rule.POLICY_PROBED: (_REFUSALS_PER_S, _REFUSALS),
    }
)
_MOST_KINDS = 64
_OWN_REMEMBERED, _ECHO_WITHIN_S = 128, 1.0


class Watch:
    def __init__(self, wiring: Wiring, is_moving: Callable[[], bool]) -> None:
        """``is_moving`` is asked only when somebody else makes diagnosis, or changes something."""
        self._alarms = Alarms()
        self._is_moving = is_moving
        wires = wiring.wires.values()
        self._tracks = {wire.dbc.frame_id: Track(wire) for wire in wires if not wire.is_command}
        commands = {wire.dbc.frame_id: wire for wire in wires if wire.is_command}
        self._commands = {i: wire.name for i, wire in commands.items() if _is_ours_alone(wire)}
        self._others = wiring.other_ids | commands.keys()
        ids: tuple[int | None, int | None] = wiring.text_ids or (None, None)
        self._request_id, self._response_id = ids
        self._own: deque[tuple[int, bytes, float]] = deque(maxlen=_OWN_REMEMBERED)
        self._text = TextWatch()
        self._diagnosis = Diagnosis()
        nominal_per_s = sum(1 / track.cycle_s for track in self._tracks.values())
        load_per_s = _LOAD_TIMES * nominal_per_s + _TEXT_PER_S
        self._load = Allowance(load_per_s, load_per_s * _LOAD_SECONDS)
        self._allowances: dict[tuple[Rule, str], Allowance] = {}
        self._heard_s = self._awake_since_s = float("-inf")
        self._stalls_s = 0.0
        self._stall_s = _LEAST_STALL_S
        self._look_at_s = float("-inf")

    def received(self, frame: Frame, now_s: float) -> None:
        if now_s - self._heard_s > self._stall_s:
            self._note_silence(now_s)
        self._heard_s = now_s
        if not self._load.spend(now_s):
            self._alarms.add(Rule.LOAD, "bus", now_s)
        track = self._tracks.get(frame.can_id)
        if track is None:
            self._take_other(frame, now_s)
        elif (wrong := track.take(frame.data, now_s, self._stalls_s)) is not None:
            self._alarms.add(wrong, track.name, now_s)
        if now_s >= self._look_at_s:
            self._look_at_s = now_s + _LOOK_EVERY_S
            self._look_for_silence(now_s)

    def sent(self, frame: Frame, now_s: float) -> None:
        """A frame of our own left through the gate."""
        self._own.append((frame.can_id, frame.data, now_s))
        if frame.can_id == self._request_id:
            self._text.asked(now_s)
        elif self._diagnosis.is_request(frame.can_id):
            self._diagnose(frame, now_s, is_ours=True)

    def blocked(self, reason: str, now_s: float) -> None:
        """The gate let something not pass."""
        if reason in _MISUSE:
            self._alarms.add(Rule.GATE_MISUSED, reason, now_s)
        else:
            self._repeated(Rule.GATE_PROBED, reason, now_s)

    def refused(self, rule: str, now_s: float) -> None:
        """Policy did not permit a wish."""
        self._repeated(Rule.POLICY_PROBED, rule, now_s)

    def alarms(self) -> tuple[Alarm, ...]:
        """What came since the last call. Any thread."""
        return self._alarms.fetch()

    def _is_own(self, frame: Frame, now_s: float) -> bool:
        """Some buses bring back what one sends: once, and soon."""
        for own in tuple(self._own):
            if own[:2] == (frame.can_id, frame.data) and now_s - own[2] <= _ECHO_WITHIN_S:
                with suppress(ValueError):  # pushed out by newer ones meanwhile
                    self._own.remove(own)
                return True
        return False

    def _take_other(self, frame: Frame, now_s: float) -> None:
        can_id = frame.can_id
        if self._is_own(frame, now_s):
            return
        wrong: Rule | None = None
        if can_id == self._response_id:
            wrong = self._text.answered(frame.data, now_s)
        elif can_id in self._commands or can_id == self._request_id:
            wrong = Rule.FOREIGN_COMMAND
        elif self._diagnosis.is_request(can_id):
            self._diagnose(frame, now_s, is_ours=False)
        elif self._diagnosis.is_response(can_id):
            wrong = self._diagnosis.answered(now_s)
        elif can_id not in self._others:
            wrong = Rule.UNKNOWN_ID
        if wrong is not None:
            self._alarms.add(wrong, self._commands.get(can_id, f"{can_id:#x}"), now_s)

    def _diagnose(self, frame: Frame, now_s: float, *, is_ours: bool) -> None:
        wrong = self._diagnosis.asked(frame.data, now_s, is_ours, self._is_moving)
        if wrong is not None:
            self._alarms.add(wrong, f"{frame.can_id:#x}", now_s)

    def _repeated(self, rule: Rule, kind: str, now_s: float) -> None:
        key = (rule, kind if len(self._allowances) < _MOST_KINDS else "")
        allowance = self._allowances.setdefault(key, Allowance(*_PARTS[rule]))
        if not allowance.spend(now_s):
            self._alarms.add(rule, kind, now_s)

    def _note_silence(self, now_s: float) -> None:
        """Nothing was heard of anybody: a bus that sleeps or is gone, or a reader held up."""
        silent_s = now_s - self._heard_s
        if silent_s > _SLEPT_S:
            self._awake_since_s = now_s
        if self._heard_s > float("-inf"):
            self._stalls_s += silent_s
            self._load.grant(min(silent_s, _SLEPT_S) * _TEXT_PER_S)

    def _look_for_silence(self, now_s: float) -> None:
        heard = [t for t in self._tracks.values() if t.is_cyclic and t.last_s > float("-inf")]
        alive = [t for t in heard if now_s - t.last_s < 3 * t.cycle_s + _LOOK_EVERY_S]
        fastest_s = min((track.cycle_s for track in alive), default=0.0)
        self._stall_s = max(_LEAST_STALL_S, _STALL_CYCLES * fastest_s)
        if 2 * len(alive) < len(heard):
            return
        for track in heard:
            silent_s = now_s - max(track.last_s, self._awake_since_s)
            is_silent = silent_s > max(_SILENT_S, _SILENT_CYCLES * track.cycle_s)
            if is_silent and not track.is_reported_silent:
                track.is_reported_silent = True
                self._alarms.add(Rule.SILENT_SENDER, track.name, now_s)


def _is_ours_alone(command: Wire) -> bool:
    """In a car of somebody else a switch may send the same command: its database says so."""
    return set(command.dbc.senders) <= {ASSISTANT}
