"""The parts a driver asks about: what is read of each, how that is said, and what concerns it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.health.findings import Finding
from assistant.health.knowledge import Urgency
from assistant.health.reading import WEARING, Examined, Wanted
from assistant.messages import Scene
from assistant.skills import question
from cloud_sync import WEARING_PARTS, WearingPart
from vehicle_bus import parameter

_AT_SERVICE = Urgency.SERVICE
_NO_AIR_FILTER = "The air filter of the engine is not measured."


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a driver asks about: what is read of it, and what concerns it."""

    wanted: Wanted
    good: Callable[[Examined, Scene], str]
    """What was read, without judging it; empty if nothing was."""
    lights: frozenset[str]
    codes: tuple[str, ...]
    """What its codes begin with."""


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


def _wipers(seen: Examined, _scene: Scene) -> str:
    return _life(WEARING_PARTS["wiper"], seen.value(parameter.WIPER_WEAR), "have", "their")


def _filters(seen: Examined, _scene: Scene) -> str:
    life = _life(WEARING_PARTS["cabin_filter"], seen.value(parameter.FILTER_DROP), "has", "its")
    return f"{life} {_NO_AIR_FILTER}".strip()


def _life(part: WearingPart, value: float | None, has: str, its: str) -> str:
    if value is None:
        return ""
    percent = max(0, round(100 * part.health(value)))
    return f"The {part.name} {has} about {percent} percent of {its} life left."


def worn(seen: Examined) -> tuple[Finding, ...]:
    """Blades and filter that have come to their limit, of which no light and no code tells."""
    values = {
        "wiper": seen.value(parameter.WIPER_WEAR),
        "cabin_filter": seen.value(parameter.FILTER_DROP),
    }
    parts = ((WEARING_PARTS[name], value) for name, value in values.items() if value is not None)
    return tuple(
        Finding(f"the life of the {part.name} is over", f"{part.task.capitalize()}.", _AT_SERVICE)
        for part, value in parts
        if part.health(value) <= 0.0
    )


PARTS: Mapping[str, Part] = {
    "TYRES": Part(
        {"tyres": parameter.TYRE_PRESSURES},
        _tyres,
        frozenset({"TIRE_PRESSURE_LOW"}),
        ("C075", "C076", "C077"),
    ),
    "BATTERY": Part(
        {"body": WEARING["body"]},
        _battery,
        frozenset({"CHARGING_FAULT", "BATTERY_LOW"}),
        ("P056", "P062", "B13"),
    ),
    "BRAKES": Part(
        {"brakes": WEARING["brakes"]},
        _brakes,
        frozenset({"BRAKE_FAULT", "BRAKE_FLUID_LOW", "ABS_FAULT"}),
        ("C0", "C1", "C2", "C3", "U0121"),
    ),
    "OIL": Part(
        {"engine": (parameter.OIL_LIFE, parameter.OIL_TEMPERATURE)},
        _oil,
        frozenset({"OIL_PRESSURE_LOW", "OIL_LEVEL_LOW"}),
        ("P052",),
    ),
    "COOLANT": Part(
        {"engine": (parameter.COOLANT,)},
        _coolant,
        frozenset({"COOLANT_HOT"}),
        ("P0117", "P0118", "P0128", "P0217"),
    ),
    "WIPERS": Part({"body": (parameter.WIPER_WEAR,)}, _wipers, frozenset(), ()),
    "FILTERS": Part({"body": (parameter.FILTER_DROP,)}, _filters, frozenset(), ()),
    "SERVICE": Part(WEARING, _service, frozenset({"SERVICE_DUE"}), ()),
}
