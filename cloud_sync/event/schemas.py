"""Everything this car can tell. What is not here cannot leave it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar

from cloud_sync.event.schema import DataClass, Event, Purpose, Told

_USAGE = Told(DataClass.VEHICLE, Purpose.IMPROVEMENT)
_UPDATE = Told(DataClass.VEHICLE, Purpose.UPDATES)
_PLACE = Told(DataClass.PERSONAL, Purpose.LOCATION, unit="deg")
_WHERE = Told(DataClass.PERSONAL, Purpose.LOCATION)
_OWN = Told(DataClass.PERSONAL, Purpose.TRIAL)
_SAID = Told(DataClass.PERSONAL, Purpose.SPEECH)
_ATTACK = Told(DataClass.SAFETY, Purpose.SECURITY)
_PROGRAM = Told(DataClass.PUBLIC, Purpose.PUBLIC)


def _health(unit: str) -> Told:
    return Told(DataClass.VEHICLE, Purpose.MAINTENANCE, unit)


class Health(Event):
    """The car's own condition."""

    name: ClassVar[str] = "health"
    stream: ClassVar[str] = "health"

    battery_v: Annotated[float | None, _health("V")] = None
    odometer_km: Annotated[float | None, _health("km")] = None
    tyre_front_left_kpa: Annotated[float | None, _health("kPa")] = None
    tyre_front_right_kpa: Annotated[float | None, _health("kPa")] = None
    tyre_rear_left_kpa: Annotated[float | None, _health("kPa")] = None
    tyre_rear_right_kpa: Annotated[float | None, _health("kPa")] = None
    charge_percent: Annotated[float | None, _health("%")] = None
    fuel_percent: Annotated[float | None, _health("%")] = None


class ServiceRequest(Event):
    """What a workshop is asked to do."""

    name: ClassVar[str] = "service_request"
    stream: ClassVar[str] = "service_request"

    what: Annotated[str | None, _health("")] = None
    why: Annotated[str | None, _health("")] = None
    """The evidence, in words made of figures."""
    by: Annotated[str | None, _health("")] = None
    """A date, ISO 8601."""
    parts: Annotated[str | None, _health("")] = None
    condition: Annotated[str | None, _health("")] = None
    """``soon`` or ``due``."""


class ComponentHealth(Event):
    """One part, so that it can be renewed in time and used again: which, how old, how well."""

    name: ClassVar[str] = "component"
    stream: ClassVar[str] = "component"

    component: Annotated[str | None, _health("")] = None
    part_number: Annotated[str | None, _health("")] = None
    serial: Annotated[str | None, _health("")] = None
    fitted_on: Annotated[str | None, _health("")] = None
    """A date, ISO 8601; of what the owner never wrote down, the day it was seen to be new."""
    age_days: Annotated[float | None, _health("d")] = None
    age_km: Annotated[float | None, _health("km")] = None
    health_percent: Annotated[float | None, _health("%")] = None
    remaining_low_days: Annotated[float | None, _health("d")] = None
    remaining_likely_days: Annotated[float | None, _health("d")] = None
    remaining_high_days: Annotated[float | None, _health("d")] = None
    reuse: Annotated[str | None, _health("")] = None
    """What a second life could be; None: it is renewed and recycled."""


class Repair(Event):
    """What was done to a part of the car, and how the part was before."""

    name: ClassVar[str] = "repair"
    stream: ClassVar[str] = "repair"

    action: Annotated[str | None, _health("")] = None
    """``replaced``, ``repaired`` or ``inspected``."""
    cause: Annotated[str | None, _health("")] = None
    """``fault``, ``wear`` or ``schedule``."""
    component: Annotated[str | None, _health("")] = None
    part_number: Annotated[str | None, _health("")] = None
    serial: Annotated[str | None, _health("")] = None
    health_percent: Annotated[float | None, _health("%")] = None
    age_km: Annotated[float | None, _health("km")] = None
    age_days: Annotated[float | None, _health("d")] = None


class Usage(Event):
    """How well wishes were carried out: numbers of turns, no word of any."""

    name: ClassVar[str] = "usage"
    stream: ClassVar[str] = "usage"

    turns: Annotated[int | None, _USAGE] = None
    done: Annotated[int | None, _USAGE] = None
    asked: Annotated[int | None, _USAGE] = None
    refused: Annotated[int | None, _USAGE] = None
    failed: Annotated[int | None, _USAGE] = None
    corrected: Annotated[int | None, _USAGE] = None
    undone: Annotated[int | None, _USAGE] = None
    median_ms: Annotated[float | None, Told(DataClass.VEHICLE, Purpose.IMPROVEMENT, "ms")] = None
    release: Annotated[str | None, _USAGE] = None


class Place(Event):
    name: ClassVar[str] = "place"
    stream: ClassVar[str] = "place"

    where: Annotated[str | None, _WHERE] = None
    """In words, as the car has it."""
    latitude: Annotated[float | None, _PLACE] = None
    longitude: Annotated[float | None, _PLACE] = None
    heading: Annotated[float | None, _PLACE] = None


class Speech(Event):
    """One turn in its words."""

    name: ClassVar[str] = "speech"
    stream: ClassVar[str] = "speech"

    said: Annotated[str | None, _SAID] = None
    answered: Annotated[str | None, _SAID] = None
    status: Annotated[str | None, _SAID] = None


class OwnTurn(Event):
    """A wish that was carried out, as a row of an examination; it is for this car's own use."""

    name: ClassVar[str] = "own"
    stream: ClassVar[str] = "own"

    row: Annotated[str | None, _OWN] = None
    """JSON."""


class UpdateState(Event):
    name: ClassVar[str] = "update"
    stream: ClassVar[str] = "update"

    release: Annotated[str | None, _UPDATE] = None
    phase: Annotated[str | None, _UPDATE] = None
    problem: Annotated[str | None, _UPDATE] = None


class Security(Event):
    """Something tried to get at the car: findings of one rule about one subject, counted."""

    name: ClassVar[str] = "security"
    stream: ClassVar[str] = "security"

    kind: Annotated[str | None, _ATTACK] = None
    """The rule."""
    detail: Annotated[str | None, _ATTACK] = None
    """What it is about: a message of the bus, an identifier, a code; never what was in it."""
    count: Annotated[int | None, _ATTACK] = None
    severity: Annotated[str | None, _ATTACK] = None
    first_at: Annotated[str | None, _ATTACK] = None
    last_at: Annotated[str | None, _ATTACK] = None
    statement: Annotated[str | None, _ATTACK] = None
    """All of it, as the car signed it."""


class Program(Event):
    name: ClassVar[str] = "program"
    stream: ClassVar[str] = "program"

    version_number: Annotated[str | None, _PROGRAM] = None


_ALL: tuple[type[Event], ...] = (
    Health,
    ServiceRequest,
    Repair,
    ComponentHealth,
    Usage,
    Place,
    Speech,
    OwnTurn,
    UpdateState,
    Security,
    Program,
)
SCHEMAS: Mapping[str, type[Event]] = MappingProxyType({schema.name: schema for schema in _ALL})


def fields_of(purpose: Purpose) -> tuple[str, ...]:
    """Every field that may be told for a purpose."""
    return tuple(f for s in SCHEMAS.values() if s.purpose is purpose for f in s.fields())
