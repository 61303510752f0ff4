"""From finished turns to what may be told of them: the one exit of the assistant.

Numbers of turns are told by the score, so that no single turn can be made out of them. Words are
told only for a grant that names them, and what is kept for trials stays in the car. Whether any of
it may be told is not decided here.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from types import MappingProxyType
from typing import Any

from assistant.dialogue import record
from assistant.messages import Status, Turn
from assistant.response import response
from cloud_sync import (
    WEARING_PARTS,
    CarEvent,
    Health,
    OwnTurn,
    Place,
    Reading,
    Speech,
    TurnSeen,
    Usage,
)
from vehicle_bus import Query, Vehicle, VehicleBusError, VehicleState, catalogue, parameter

TOGETHER = 20
"""Turns that are told as one number."""
_KPA_PER_BAR = 100.0
_TALK = ("talk.", "question.", "driver.")
_MEASURED: Mapping[str, Mapping[parameter.Parameter, str]] = {
    "engine": {
        parameter.COOLANT_LEVEL: "Vehicle.Coolant.Level",
        parameter.DRIVE_BATTERY_HEALTH: "Vehicle.Battery.Health",
    },
    "brakes": {
        parameter.PADS_FRONT: "Vehicle.Brake.PadThickness.Row1",
        parameter.PADS_REAR: "Vehicle.Brake.PadThickness.Row2",
    },
    "body": {
        parameter.START_VOLTS: "Vehicle.LowVoltageBattery.StartVoltage",
        parameter.FILTER_DROP: "HVAC.Filter.PressureDrop",
        parameter.WIPER_WEAR: "Wiper.Front.Wear",
    },
}
"""What control units say only when asked, and the signals it stands for."""
NOTHING_MEASURED: Mapping[str, float] = MappingProxyType({})


def seen(turn: Turn) -> TurnSeen:
    """All that a release on probation is judged by."""
    return TurnSeen(
        troubled=is_undo(turn) or is_correction(turn),
        failed=not turn.plan.steps or turn.reply.status is Status.UNSUPPORTED,
        ms=turn.ms.total,
    )


def condition(state: VehicleState) -> Health:
    """The car's own, as it reports it."""
    tyres = {c: state.number(f"Vehicle.Tire.Pressure.{c}") for c in ("FL", "FR", "RL", "RR")}
    kpa = {c: None if bar is None else bar * _KPA_PER_BAR for c, bar in tyres.items()}
    return Health(
        odometer_km=state.number("Vehicle.Odometer"),
        tyre_front_left_kpa=kpa["FL"],
        tyre_front_right_kpa=kpa["FR"],
        tyre_rear_left_kpa=kpa["RL"],
        tyre_rear_right_kpa=kpa["RR"],
        charge_percent=state.number("Vehicle.Battery.SoC"),
        fuel_percent=state.number("Vehicle.Fuel.Level"),
    )


def place(state: VehicleState) -> Place | None:
    """Where the car is; None: it does not know, or its own switch says not to tell."""
    where = state["Vehicle.Location"]
    is_off = state["Privacy.LocationSharing"] is False
    return None if is_off or not isinstance(where, str) else Place(where=where)


def measured(vehicle: Vehicle) -> Mapping[str, float]:
    """What control units measure and do not report by themselves, by the signal it stands for."""
    diagnosis = vehicle.diagnosis
    found: dict[str, float] = {}
    if diagnosis is None:
        return found
    for unit, signals in _MEASURED.items():
        by_name = {one.name: signal for one, signal in signals.items()}
        with suppress(VehicleBusError):  # a silent unit costs what it knows
            values = diagnosis.measured(unit, tuple(signals))
            found |= {by_name[one.name]: one.value for one in values}
    return found


def readings(
    state: VehicleState, day: date, measured: Mapping[str, float] = NOTHING_MEASURED
) -> list[Reading]:
    """Of every wearing part the car reports or its units measured.

    None if it does not say how cold it is or how far it went.
    """
    outside_c = state.number("Vehicle.Exterior.AirTemperature")
    odometer_km = state.number("Vehicle.Odometer")
    if outside_c is None or odometer_km is None:
        return []
    found = (
        (part.id, measured.get(part.signal, state.number(part.signal)))
        for part in WEARING_PARTS.values()
    )
    return [
        Reading(part, day, value, outside_c, odometer_km)
        for part, value in found
        if value is not None
    ]


@dataclass
class Telling:
    """To be used from one thread."""

    release: str | None = None
    _turns: list[Turn] = field(default_factory=list)
    _before: Turn | None = None

    def of(self, turn: Turn) -> Iterator[CarEvent]:
        """What there is to tell now that this turn is over."""
        self._turns.append(turn)
        if len(self._turns) >= TOGETHER:
            yield self._usage()
            self._turns.clear()
        yield Speech(said=turn.heard.text, answered=turn.reply.text, status=turn.reply.status.value)
        before, self._before = self._before, turn
        if before is not None and not is_undo(turn) and not is_correction(turn):
            yield from _own(before)

    def _usage(self) -> Usage:
        statuses = Counter(turn.reply.status for turn in self._turns)
        return Usage(
            turns=len(self._turns),
            done=statuses[Status.DONE],
            asked=statuses[Status.CLARIFY] + statuses[Status.NEEDS_CONFIRMATION],
            refused=statuses[Status.REFUSED],
            failed=sum(seen(turn).failed for turn in self._turns),
            corrected=sum(is_correction(turn) for turn in self._turns),
            undone=sum(is_undo(turn) for turn in self._turns),
            median_ms=round(median(turn.ms.total for turn in self._turns), 1),
            release=self.release,
        )


def _own(turn: Turn) -> Iterator[OwnTurn]:
    """A wish that was carried out and let stand, and that needs no turn before it."""
    if not _stands_alone(turn):
        return
    wanted = [
        {"signal": action["signal"], "op": "set", "value": action["value"]}
        for action in response(turn)["actions"]
    ]
    row = {
        "category": "own",
        "context": _context(turn),
        "utterance": turn.heard.text,
        "expect": {"status": "done", "actions": wanted},
    }
    yield OwnTurn(row=json.dumps(row))


def _stands_alone(turn: Turn) -> bool:
    skills = [step.skill for step in turn.plan.steps]
    is_plain = turn.scene.pending is None and not turn.plan.because
    is_wish = bool(turn.reported) and not any(skill.startswith(_TALK) for skill in skills)
    return turn.reply.status is Status.DONE and is_plain and is_wish


def _context(turn: Turn) -> dict[str, Any]:
    """The world it was said in, as far as it was not as usual."""
    state = turn.scene.vehicle
    told = {
        name: state.target(name)
        for name, signal in catalogue.SIGNALS.items()
        if _can_be_arranged(state.target(name)) and state.target(name) != signal.default
    }
    speed_kmh = told.pop("Vehicle.Speed", 0.0)
    return {"speed_kmh": speed_kmh, "speaker": turn.scene.speaker.value, "state": told}


def _can_be_arranged(value: object) -> bool:
    return value is not None and not isinstance(value, Query | tuple)


def is_undo(turn: Turn) -> bool:
    return any(step.skill == record.UNDO for step in turn.plan.steps)


def is_correction(turn: Turn) -> bool:
    return any(step.corrects for step in turn.plan.steps)
