"""How findings are said: short, the most pressing first, and never as a promise of safety."""

from collections.abc import Iterable, Sequence

from assistant.health.findings import Finding, worst
from assistant.health.knowledge import Light, Urgency
from vehicle_bus import FreezeFrame

_MOST = 3
"""More than three faults are not worth listening to while driving."""
_UNITS = {
    "engine": ("the engine", "does"),
    "gearbox": ("the gearbox", "does"),
    "brakes": ("the brakes", "do"),
    "body": ("the body electronics", "do"),
    "tyres": ("the tyre sensors", "do"),
    "airbag": ("the airbags", "do"),
    "lights": ("the warning lights", "do"),
}
_SAFE = {
    Urgency.STOP_NOW: "No, do not drive on: {}.",
    Urgency.STOP_SOON: "Only gently, and not further than you must: {}.",
    Urgency.WORKSHOP: "With care, and to a workshop within days: {}.",
    Urgency.SERVICE: "I read nothing that keeps you from driving on, but {}.",
    Urgency.INFORMATION: "I read nothing that keeps you from driving on, but {}.",
}
_NOTHING_AGAINST = "Nothing I can read speaks against it. What you feel or hear counts more."
_NOTHING_WORN = "No part whose wear I can read has come to its limit."
_PRESSING = {
    Urgency.STOP_NOW: "Stop now: ",
    Urgency.STOP_SOON: "Warning: ",
    Urgency.WORKSHOP: "Warning: ",
    Urgency.SERVICE: "",
    Urgency.INFORMATION: "",
}
_FROZEN = {"speed": "{} kilometres per hour", "coolant temperature": "the coolant at {} degrees"}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(findings: Sequence[Finding]) -> str:
    """The first with what to do, the others by name."""
    if not findings:
        return ""
    more = f"And {len(findings) - _MOST} more." if len(findings) > _MOST else ""
    return _joined(f"{capital(findings[0].named)}.", findings[0].todo, _also(findings), more)


def faults(
    stored: Sequence[Finding],
    lit: Sequence[Finding],
    frozen: FreezeFrame | None,
    silent: Sequence[str],
) -> str:
    """``lit``: what a warning light says, and no fault that is stored."""
    if not stored:
        none = "No fault is stored" if not silent else "No fault is stored, as far as I can read"
        but = f"{none}, but {lit[0].named}." if lit else f"{none}."
        return _joined(but, *(one.todo for one in lit[:1]), _also(lit), unheard(silent))
    count = "One fault is stored." if len(stored) == 1 else f"{len(stored)} faults are stored."
    besides = f"A light says besides: {lit[0].named}." if lit else ""
    return _joined(count, listed(stored), noticed(frozen), besides, unheard(silent))


def parts(findings: Sequence[Finding], silent: Sequence[str]) -> str:
    """What has come to its limit by what is read now."""
    return _joined(listed(findings) or _NOTHING_WORN, unheard(silent))


def safe(findings: Sequence[Finding], silent: Sequence[str]) -> str:
    urgency = worst(findings)
    if urgency is None:
        if silent:
            return f"As far as I can read, nothing speaks against it. {unheard(silent)}"
        return _NOTHING_AGAINST
    judged = _SAFE[urgency].format(findings[0].named)
    return _joined(judged, findings[0].todo, _also(findings), unheard(silent))


def of_part(good: str, findings: Sequence[Finding], silent: Sequence[str]) -> str:
    """What was read, then what speaks against it."""
    return _joined(good, listed(findings), unheard(silent))


def light(light: Light) -> str:
    return f"The {light.called}: {light.what}. {light.todo}"


def announced(findings: Sequence[Finding]) -> str:
    """Unasked, so in one breath."""
    first = findings[0]
    start = _PRESSING[first.urgency]
    what = f"{start}{first.named}." if start else f"{capital(first.named)}."
    return _joined(what, first.todo, _also(findings))


def noticed(frozen: FreezeFrame | None) -> str:
    """How it was when the fault came up."""
    values = {one.name: one.value for one in frozen.values} if frozen else {}
    told = [form.format(f"{values[name]:g}") for name, form in _FROZEN.items() if name in values]
    return f"It came up at {', '.join(told)}." if told else ""


def unheard(silent: Iterable[str]) -> str:
    """Which units do not answer: of those nothing is said."""
    return " ".join(_unheard(*_UNITS.get(unit, (f"the {unit}", "does"))) for unit in silent)


def _unheard(name: str, do: str) -> str:
    it = "it" if do == "does" else "them"
    return f"{capital(name)} {do} not answer, so I cannot speak for {it}."


def _also(findings: Sequence[Finding]) -> str:
    """What comes after the first, by name."""
    others = [one.named for one in findings[1:_MOST]]
    return f"Also: {', and '.join(others)}." if others else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
