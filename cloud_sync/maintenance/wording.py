"""What is said of a part, in plain sentences made of figures alone."""

from datetime import date

from cloud_sync.maintenance.component import Component
from cloud_sync.maintenance.logbook import LEAST_READINGS
from cloud_sync.maintenance.prognosis import (
    Assessment,
    Condition,
    Missing,
    Prognosis,
    TooFew,
)
from cloud_sync.maintenance.remaining import FARTHEST_DAYS, Remaining

_PLURAL = ("pads", "blades")


def sentence(assessment: Assessment) -> str:
    """How it stands with one part, and why that is thought."""
    if isinstance(assessment, TooFew):
        return f"{expected(assessment)} {_usual(assessment)}"
    return f"{expected(assessment)} {evidence(assessment)}"


def expected(assessment: Assessment) -> str:
    """How long it lasts, without the reasons."""
    if isinstance(assessment, TooFew):
        return _unknown(assessment)
    part = assessment.component
    said = {
        Condition.GOOD: _good(assessment),
        Condition.SOON: _soon(assessment),
        Condition.DUE: f"The {part.name} {_be(part)} due now.",
    }
    return said[assessment.condition]


def evidence(of: Prognosis) -> str:
    """What was seen, over which time."""
    change, part = of.change, of.component
    digits = 2 if part.unit in {"bar", "V"} else 1 if part.unit == "mm" else 0
    before, now = (f"{value:.{digits}f}" for value in (change.before, change.now))
    way = f"went from {before} to {now}" if before != now else f"stayed at {now}"
    told = (
        f"In {_span(change.days)} and {change.km:,.0f} km {_it(part)} {way} {part.unit}"
        f"{' at like temperature' if part.is_gas else ''}; {part.due:g} {part.unit} is the limit."
    )
    if change.is_faster_since is not None:
        told += f" It goes faster since {_date(change.is_faster_since)}."
    if change.renewed_on is not None:
        told += f" The last renewal or refill was around {_date(change.renewed_on)}."
    return told


def interval(left: Remaining) -> str:
    """ "4 to 9 weeks"."""
    if left.low >= FARTHEST_DAYS:
        return "more than five years"
    unit, days = _unit(left.low if left.high >= FARTHEST_DAYS else left.likely)
    low, high = int(left.low / days), max(1, round(left.high / days))
    if left.high >= FARTHEST_DAYS:
        return f"at least {_count(max(low, 1), unit)}"
    if low == 0:
        return f"at most {_count(high, unit)}"
    return f"{low} to {_count(high, unit)}" if low < high else f"about {_count(high, unit)}"


def _good(of: Prognosis) -> str:
    return f"The {of.component.name} should last {interval(of.remaining)} more."


def _soon(of: Prognosis) -> str:
    likely = of.day(of.remaining.likely)
    when = f", probably around {_date(likely)}" if likely else ""
    return f"The {of.component.name} will need doing in {interval(of.remaining)}{when}."


def _unknown(of: TooFew) -> str:
    name = of.component.name
    reasons = {
        Missing.NOT_REPORTED: "this car does not report it",
        Missing.TOO_FEW: f"there are {of.readings} readings, and {LEAST_READINGS} are needed",
        Missing.NOT_RECENT: "there are too few readings of the last weeks",
        Missing.CONTRADICTS: "its readings contradict each other",
    }
    return f"How long the {name} will last I cannot tell: {reasons[of.missing]}."


def _usual(of: TooFew) -> str:
    low, high = (round(days / 30.4) for days in of.usual_days)
    return f"Nine of ten last {low} to {high} months from new."


def _be(part: Component) -> str:
    return "are" if part.name.endswith(_PLURAL) else "is"


def _it(part: Component) -> str:
    return "they" if part.name.endswith(_PLURAL) else "it"


def _unit(days: float) -> tuple[str, float]:
    if days < 14:
        return "day", 1.0
    if days < 90:
        return "week", 7.0
    return ("month", 30.4) if days < FARTHEST_DAYS / 2 else ("year", 365.0)


def _span(days: int) -> str:
    unit, of = _unit(days)
    return _count(max(1, round(days / of)), unit)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _date(day: date) -> str:
    return f"{day.day} {day:%B}"
