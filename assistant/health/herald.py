"""New warning lights announce themselves: once, the most pressing first, at a calm moment.

What wants the car to stop now is due at once. Nothing is asked and nothing moves. A light is news
until it was announced, and news again when it went out and came back.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.errors import CareError
from assistant.health import sentences
from assistant.health.findings import Finding, of_light, ranked
from assistant.health.knowledge import Knowledge, Urgency, knowledge
from assistant.health.reading import Examined, examine, lit
from assistant.health.told import ToldLights
from vehicle_bus import Vehicle, VehicleBusError, VehicleState, parameter

_STEADY_KMH = 8.0
_STEADY_LOOKS = 4
"""Speed within so much over so many looks, a second apart, is steady driving."""
_STOP = frozenset({Urgency.STOP_NOW})
_AGAIN = frozenset({Urgency.STOP_NOW, Urgency.STOP_SOON})
"""What a driver is told of in every drive as long as it is lit."""


@dataclass(frozen=True, slots=True)
class Announcement:
    text: str
    lights: frozenset[str]
    is_pressing: bool
    """It does not wait for a calm moment."""


class Herald:
    """To be used from one thread."""

    def __init__(self, vehicle: Vehicle, told: ToldLights, notice: Callable[[str], None]) -> None:
        """``notice`` is told, once each, of files that cannot be used; lights are told anyway."""
        self._vehicle = vehicle
        self._kept = told
        self._notice = notice
        self._problem: str | None = None
        self._speeds_kmh: deque[float] = deque(maxlen=_STEADY_LOOKS)
        self._told: frozenset[str] | None = None
        """None before the first look: what was told is still on the disk."""
        self._drive: int | None = None

    def due(self, state: VehicleState, *, is_calm: bool) -> Announcement | None:
        """One look; None: no news, or none that may be told now."""
        try:
            return self._due(state, is_calm=is_calm)
        except CareError as error:
            self._tell(error)
            return None

    def was_told(self, announcement: Announcement) -> None:
        """It is on its way to the driver."""
        try:
            self._keep((self._told or frozenset()) | announcement.lights)
        except CareError as error:
            self._tell(error)

    def _due(self, state: VehicleState, *, is_calm: bool) -> Announcement | None:
        is_steady = self._is_steady(state)
        lights = lit(state)
        if lights is None:
            return None
        known = knowledge()
        if self._told is None:
            self._recall(known)
        self._forget_dark(lights)
        fresh = [name for name in lights if self._is_news(name, state, known)]
        pressing = [name for name in fresh if known.lights[name].urgency in _STOP]
        now = fresh if is_calm and is_steady else pressing
        if not now:
            return None
        findings = ranked(self._findings(now, state, known))
        return Announcement(sentences.announced(findings), frozenset(now), bool(pressing))

    def _tell(self, error: CareError) -> None:
        text = f"{error} ({error.code})"
        if text != self._problem:
            self._problem = text
            self._notice(text)

    def _is_news(self, name: str, state: VehicleState, known: Knowledge) -> bool:
        light = known.lights.get(name)
        if light is None or name in (self._told or ()):
            return False
        return not (light.only_moving and state.is_standstill)

    def _findings(
        self, lights: Sequence[str], state: VehicleState, known: Knowledge
    ) -> Iterable[Finding]:
        """The codes behind each light, if they can be read; else the light itself.

        A light that needs no explaining waits for no control unit.
        """
        is_read = any(known.lights[name].explained_by for name in lights)
        seen = self._examined(state) if is_read else None
        for name in lights:
            codes = seen.explains(name, known) if seen is not None else ()
            yield from codes or (f for f in [of_light(name, known)] if f is not None)

    def _examined(self, state: VehicleState) -> Examined | None:
        diagnosis = self._vehicle.diagnosis
        try:
            return examine(diagnosis, state) if diagnosis is not None else None
        except VehicleBusError:
            return None

    def _is_steady(self, state: VehicleState) -> bool:
        """Standing, or at the same speed for a while; an unknown speed is not steady."""
        if state.speed_kmh is None:
            self._speeds_kmh.clear()
            return False
        self._speeds_kmh.append(state.speed_kmh)
        is_full = len(self._speeds_kmh) == _STEADY_LOOKS
        is_even = max(self._speeds_kmh) - min(self._speeds_kmh) <= _STEADY_KMH
        return state.is_standstill or (is_full and is_even)

    def _recall(self, known: Knowledge) -> None:
        self._told = frozenset()
        self._drive = self._ignition_cycle()
        drive, told = self._kept.read()
        if self._drive is not None and drive != self._drive:
            told = frozenset(n for n in told if not _tells_again(n, known))
        self._told = told

    def _forget_dark(self, lights: Iterable[str]) -> None:
        told = self._told or frozenset()
        if gone := told - set(lights):
            self._keep(told - gone)

    def _keep(self, lights: frozenset[str]) -> None:
        self._told = lights
        self._kept.keep(self._drive, lights)

    def _ignition_cycle(self) -> int | None:
        """Which drive this is; None if the engine does not say."""
        diagnosis = self._vehicle.diagnosis
        try:
            counted = (
                diagnosis.measured("engine", (parameter.IGNITION_CYCLES,)) if diagnosis else ()
            )
        except VehicleBusError:
            return None
        return round(counted[0].value) if counted else None


def _tells_again(name: str, known: Knowledge) -> bool:
    light = known.lights.get(name)
    return light is not None and light.urgency in _AGAIN
