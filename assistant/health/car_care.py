"""The ``Care`` of the dialogue: reads the car, looks up what that means, and says it.

Every answer is made of values read in this moment and of ``knowledge.toml``. A unit that is silent
is named; nothing is said to be safe, only that nothing read speaks against it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.care import ASK, LIGHT
from assistant.errors import CareError
from assistant.health import sentences
from assistant.health.findings import Finding, explained
from assistant.health.knowledge import Knowledge, knowledge
from assistant.health.reading import LIGHTS, WEARING, Examined, Wanted, examine, lit
from assistant.memory import Told
from assistant.messages import Say, Scene, Status
from assistant.skills import question
from vehicle_bus import (
    BusCommand,
    DiagnosticError,
    FreezeFrame,
    Query,
    Vehicle,
    VehicleBusError,
    is_code,
    parameter,
)

if TYPE_CHECKING:
    from vehicle_bus import Diagnosis

_NOT_KNOWN = Say("I do not know the control units of this car.", Status.UNSUPPORTED)
_NOT_READ = Say("I cannot read the control units at the moment.", Status.UNSUPPORTED)
_NO_LIGHTS = Say("The car does not report its warning lights at the moment.", Status.UNSUPPORTED)
_MOST_LIGHTS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing a driver asks about: what is read of it, and what concerns it."""

    wanted: Wanted
    good: Callable[[Examined, Scene], str]
    """What was read, without judging it; empty if nothing was."""
    lights: frozenset[str]
    codes: tuple[str, ...]
    """What its codes begin with."""


class CarCare:
    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        try:
            return Told(self._answer(command, scene, knowledge()))
        except CareError as error:
            return Told(Say(str(error), Status.UNSUPPORTED))
        except VehicleBusError:
            return Told(_NOT_READ)

    def _answer(self, command: BusCommand, scene: Scene, known: Knowledge) -> Say:
        if command.signal == LIGHT:
            return _light(str(command.value), scene, known)
        diagnosis, topic = self._vehicle.diagnosis, str(command.value)
        if command.signal != ASK:
            return _code(command.value, diagnosis, known)
        if topic == "LIGHTS":
            return _lights(diagnosis, scene, known)
        if diagnosis is None:
            return _NOT_KNOWN
        if part := _PARTS.get(topic):
            return _of_part(part, diagnosis, scene, known)
        return _WHOLE[topic](diagnosis, scene, known)


def _of_part(part: _Part, diagnosis: "Diagnosis", scene: Scene, known: Knowledge) -> Say:
    seen = examine(diagnosis, scene.vehicle, part.wanted)
    findings = Examined(
        lights=tuple(light for light in seen.lights if light in part.lights),
        codes=tuple(code for code in seen.codes if code.code.startswith(part.codes)),
        readings=seen.readings,
        silent=(),
    ).findings(known)
    silent = [unit for unit in seen.silent if unit in {*part.wanted, LIGHTS}]
    return Say(sentences.of_part(part.good(seen, scene), findings, silent))


def _lights(diagnosis: "Diagnosis | None", scene: Scene, known: Knowledge) -> Say:
    lights = lit(scene.vehicle)
    if lights is None:
        return _NO_LIGHTS
    seen = Examined(lights, (), (), ())
    if diagnosis is not None:
        seen = examine(diagnosis, scene.vehicle)
    if not lights:
        findings = seen.findings(known)
        but = f" But {findings[0].named}. {findings[0].todo}" if findings else ""
        return Say(f"No warning light is lit.{but}")
    named = [name for name in lights if name in known.lights]
    named.sort(key=lambda name: known.lights[name].urgency.rank)
    said = [_lit(name, seen, known) for name in named[:_MOST_LIGHTS]]
    if len(named) > _MOST_LIGHTS:
        said.append(f"And {len(named) - _MOST_LIGHTS} more.")
    return Say(" ".join(said))


def _lit(name: str, seen: Examined, known: Knowledge) -> str:
    """The codes behind a light, or what the light itself means."""
    codes = seen.explains(name, known)
    light = known.lights[name]
    if not codes:
        return sentences.light(light)
    return f"The {light.called}: {codes[0].named}. {codes[0].todo}"


def _light(name: str, scene: Scene, known: Knowledge) -> Say:
    light, lights = known.lights.get(name), lit(scene.vehicle)
    if light is None:
        return Say("I know nothing of that light.", Status.UNSUPPORTED)
    is_lit = "" if lights is None else " It is lit." if name in lights else " It is not lit now."
    return Say(f"{sentences.light(light)}{is_lit}")


def _code(value: object, diagnosis: "Diagnosis | None", known: Knowledge) -> Say:
    code = (value.get("code") or "" if isinstance(value, Query) else "").upper()
    if not is_code(code):
        return Say("That is no trouble code: one is like P0301.", Status.CLARIFY)
    entry = explained(code, known)
    meaning = f"{code}: {entry.what}. {entry.todo}"
    if diagnosis is None:
        return Say(meaning)
    try:
        troubles = diagnosis.troubles()
    except VehicleBusError:
        return Say(meaning)
    is_here = any(one.code.startswith(code) for one in troubles.codes)
    stored = "It is stored in this car." if is_here else "This car has not stored it."
    return Say(f"{meaning} {stored}" if is_here or not troubles.silent else meaning)


def _faults(diagnosis: "Diagnosis", scene: Scene, known: Knowledge) -> Say:
    seen = examine(diagnosis, scene.vehicle)
    findings = Examined((), seen.codes, (), ()).findings(known)
    silent = [unit for unit in seen.silent if unit != LIGHTS]
    return Say(sentences.faults(findings, _frozen(diagnosis, seen, findings), silent))


def _frozen(
    diagnosis: "Diagnosis", seen: Examined, findings: tuple[Finding, ...]
) -> FreezeFrame | None:
    """How it was when the most pressing fault came up; None where that was not kept."""
    first = next((c for c in seen.codes if findings and c.code == findings[0].code), None)
    try:
        return diagnosis.frozen(first) if first is not None else None
    except DiagnosticError:
        return None


def _safe(diagnosis: "Diagnosis", scene: Scene, known: Knowledge) -> Say:
    seen = examine(diagnosis, scene.vehicle, WEARING)
    return Say(sentences.safe(seen.findings(known), seen.silent))


def _identity(diagnosis: "Diagnosis", _scene: Scene, _known: Knowledge) -> Say:
    return Say(f"The vehicle identification number is {diagnosis.vin()}.")


def _software(diagnosis: "Diagnosis", _scene: Scene, _known: Knowledge) -> Say:
    told, silent = [], []
    for unit in diagnosis.units:
        try:
            told.append(f"{unit} {diagnosis.identity(unit).software or 'unknown'}")
        except DiagnosticError:
            silent.append(unit)
    if not told:
        return _NOT_READ
    return Say(f"Software: {', '.join(told)}. {sentences.unheard(silent)}".strip())


def _tyres(seen: Examined, scene: Scene) -> str:
    """From the tyre sensors; from the bus where they are silent."""
    bars = {one.name.removesuffix(" tyre pressure"): one.value for one in seen.readings}
    return question.tyres(bars) if bars else question.ANSWERS["tyres"](scene) or ""


def _battery(seen: Examined, scene: Scene) -> str:
    volts, health = seen.value(parameter.BATTERY_VOLTS), seen.value(parameter.BATTERY_HEALTH)
    small = (
        f"The 12-volt battery has {volts:g} volts and {health:g} percent of its health."
        if (volts is not None and health is not None)
        else ""
    )
    charge = scene.vehicle["Vehicle.Battery.SoC"]
    drive = "" if charge is None else f"The drive battery is at {charge} percent."
    return f"{small} {drive}".strip()


def _brakes(seen: Examined, _scene: Scene) -> str:
    front, rear = seen.value(parameter.PADS_FRONT), seen.value(parameter.PADS_REAR)
    if front is None or rear is None:
        return ""
    return f"The brake pads have {front:g} millimetres in front and {rear:g} at the rear."


def _oil(seen: Examined, scene: Scene) -> str:
    life, warm = seen.value(parameter.OIL_LIFE), seen.value(parameter.OIL_TEMPERATURE)
    level = question.ANSWERS["oil"](scene) or ""
    if life is None or warm is None:
        return level
    return f"{level} It has {life:g} percent of its life left and {warm:g} degrees.".strip()


def _coolant(seen: Examined, _scene: Scene) -> str:
    warm = seen.value(parameter.COOLANT)
    return "" if warm is None else f"The coolant has {warm:g} degrees."


def _service(_seen: Examined, scene: Scene) -> str:
    return question.ANSWERS["service"](scene) or "The car does not report when service is due."


_PARTS: Mapping[str, _Part] = {
    "TYRES": _Part(
        {"tyres": parameter.TYRE_PRESSURES},
        _tyres,
        frozenset({"TIRE_PRESSURE_LOW"}),
        ("C075", "C076", "C077"),
    ),
    "BATTERY": _Part(
        {"body": WEARING["body"]},
        _battery,
        frozenset({"CHARGING_FAULT", "BATTERY_LOW"}),
        ("P056", "P062", "B13"),
    ),
    "BRAKES": _Part(
        {"brakes": WEARING["brakes"]},
        _brakes,
        frozenset({"BRAKE_FAULT", "BRAKE_FLUID_LOW", "ABS_FAULT"}),
        ("C0", "C1", "C2", "C3", "U0121"),
    ),
    "OIL": _Part(
        {"engine": (parameter.OIL_LIFE, parameter.OIL_TEMPERATURE)},
        _oil,
        frozenset({"OIL_PRESSURE_LOW", "OIL_LEVEL_LOW"}),
        ("P052",),
    ),
    "COOLANT": _Part(
        {"engine": (parameter.COOLANT,)},
        _coolant,
        frozenset({"COOLANT_HOT"}),
        ("P0117", "P0118", "P0128", "P0217"),
    ),
    "SERVICE": _Part(WEARING, _service, frozenset({"SERVICE_DUE"}), ()),
}
_WHOLE: Mapping[str, Callable[["Diagnosis", Scene, Knowledge], Say]] = {
    "FAULTS": _faults,
    "SAFE": _safe,
    "IDENTITY": _identity,
    "SOFTWARE": _software,
}
