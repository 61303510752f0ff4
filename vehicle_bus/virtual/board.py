"""What the ECUs of one car hold: the value of every signal, where slow ones are heading, what
changed.

Values are those of the catalogue and nothing else; a float that drifts is kept exactly and shown on
the grid of its signal. The board obeys nobody and refuses nothing: what an ECU may do stands in the
ECU.
"""

from collections.abc import Iterable, Mapping

from vehicle_bus.catalogue import REPORTS, SIGNALS
from vehicle_bus.value import Value

PERCENT_PER_S: Mapping[str, float] = {
    "Window": 25.0,
    "Sunroof": 15.0,
    "RearShade": 15.0,
    "Seat": 10.0,
}
"""How fast what the name begins with travels."""


class Board:
    def __init__(self) -> None:
        self._actual: dict[str, Value] = {}
        self._goals: dict[str, float] = {}
        self._exact: dict[str, float] = {}
        self._changed: set[str] = set()
        self.unfitted: frozenset[str] = frozenset()
        self.reset()

    def reset(self) -> None:
        """All at its default, nothing moving, everything fitted; every signal counts as changed."""
        revisions = {name: self._actual.get(name) for name in _REVISIONS}
        self._actual = {
            signal.name: signal.default
            for signal in SIGNALS.values()
            if signal.message and signal.default is not None
        }
        self._actual.update({name: value for name, value in revisions.items() if value is not None})
        self._goals.clear()
        self._exact.clear()
        self._changed = {signal.name for signal in SIGNALS.values() if signal.message}
        self.unfitted = frozenset()

    def get(self, name: str) -> Value | None:
        return self._actual.get(name)

    def is_on(self, name: str) -> bool:
        return self._actual.get(name) is True

    def number(self, name: str) -> float:
        """The value of a numeric signal that has one; a drifting one to the last digit."""
        value = self._exact.get(name, self._actual.get(name))
        if not isinstance(value, int | float):
            raise TypeError(f"{name} holds no number")
        return float(value)

    def text(self, name: str) -> str:
        return str(self._actual.get(name, ""))

    def goal(self, name: str) -> Value | None:
        """Where a slow signal is heading; its value once it is there."""
        if name in self._goals:
            return round(self._goals[name])
        return self._actual.get(name)

    def put(self, name: str, value: Value) -> None:
        """It is so, now, and stays so."""
        self._goals.pop(name, None)
        self._exact.pop(name, None)
        self._write(name, value)

    def clear(self, name: str) -> None:
        """The signal has no value for the time being."""
        self._goals.pop(name, None)
        self._exact.pop(name, None)
        if self._actual.pop(name, None) is not None:
            self._changed.add(name)

    def aim(self, name: str, value: Value) -> None:
        """It is wanted: at once, or in its own time if the signal is slow."""
        if not SIGNALS[name].is_slow or not isinstance(value, int | float):
            self.put(name, value)
            return
        self._exact.setdefault(name, self.number(name))
        self._goals[name] = float(value)
        self._changed.add(name)

    def drift(self, name: str, value: float) -> None:
        """A little more or less of a measured value."""
        signal = SIGNALS[name]
        self._exact[name] = min(max(value, signal.low), signal.high)
        self._write(name, signal.snapped(value))

    def travel(self, name: str, dt_s: float, low: float = 0.0, high: float = 100.0) -> None:
        """One slow signal moves on towards its goal, not past ``low`` and ``high``."""
        goal = self._goals.get(name)
        if goal is None:
            return
        reach = PERCENT_PER_S[name.partition(".")[0]] * dt_s
        here = self._exact[name]
        there = min(max(goal, here - reach, low), here + reach, high)
        self.drift(name, there)
        if there == goal:
            self.put(name, round(goal))

    def revise(self, report: str) -> None:
        """A text of the head unit is not what it was: move its revision on."""
        name = _REVISION_OF[report]
        span = int(SIGNALS[name].high) + 1
        self._write(name, (round(self.number(name)) + 1) % span)

    def mark(self, names: Iterable[str]) -> None:
        """Let these be sent again although nothing changed."""
        self._changed.update(names)

    def take_changes(self) -> frozenset[str]:
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def _write(self, name: str, value: Value) -> None:
        if self._actual.get(name) != value or isinstance(value, bool) != isinstance(
            self._actual.get(name), bool
        ):
            self._actual[name] = value
            self._changed.add(name)


_REVISION_OF: Mapping[str, str] = {report.name: report.revision for report in REPORTS}
_REVISIONS = tuple(_REVISION_OF.values())
SLOW = tuple(signal.name for signal in SIGNALS.values() if signal.is_slow)
