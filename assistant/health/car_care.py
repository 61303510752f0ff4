"""The ``Care`` of the dialogue: reads the car, looks up what that means, and says it.

Every answer is made of values read in this moment and of ``knowledge.toml``. A unit that is silent
is named; nothing is said to be safe, only that nothing read speaks against it.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from assistant.care import ASK, LIGHT
from assistant.errors import CareError
from assistant.health import sentences
from assistant.health.findings import Finding, explained, of_readings, ranked
from assistant.health.knowledge import Knowledge, knowledge
from assistant.health.parts import PARTS, Part, worn
from assistant.health.reading import LIGHTS, WEARING, WORN, Examined, examine, lit
from assistant.memory import Told
from assistant.messages import Say, Scene, Status
from vehicle_bus import (
    BusCommand,
    DiagnosticError,
    FreezeFrame,
    Query,
    Vehicle,
    VehicleBusError,
    is_code,
)

if TYPE_CHECKING:
    from vehicle_bus import Diagnosis

_NOT_KNOWN = Say("I do not know the control units of this car.", Status.UNSUPPORTED)
_NOT_READ = Say("I cannot read the control units at the moment.", Status.UNSUPPORTED)
_NO_LIGHTS = Say("The car does not report its warning lights at the moment.", Status.UNSUPPORTED)
_MOST_LIGHTS = 3


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
        if part := PARTS.get(topic):
            return _of_part(part, diagnosis, scene, known)
        return _WHOLE[topic](diagnosis, scene, known)


def _of_part(part: Part, diagnosis: "Diagnosis", scene: Scene, known: Knowledge) -> Say:
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
    """What is stored, and what a light says of which nothing is."""
    seen = examine(diagnosis, scene.vehicle)
    findings = seen.findings(known)
    stored = tuple(one for one in findings if one.code)
    lit_only = tuple(one for one in findings if not one.code)
    frozen = _frozen(diagnosis, seen, stored)
    return Say(sentences.faults(stored, lit_only, frozen, seen.silent))


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


def _parts(diagnosis: "Diagnosis", scene: Scene, known: Knowledge) -> Say:
    seen = examine(diagnosis, scene.vehicle, WORN)
    findings = ranked((*of_readings(seen.readings, known), *worn(seen)))
    silent = [unit for unit in seen.silent if unit in WORN]
    return Say(sentences.parts(findings, silent))


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


_WHOLE: Mapping[str, Callable[["Diagnosis", Scene, Knowledge], Say]] = {
    "FAULTS": _faults,
    "SAFE": _safe,
    "PARTS": _parts,
    "IDENTITY": _identity,
    "SOFTWARE": _software,
}
