"""Numbers with and without a unit become a value of a topic, in the topic's own unit."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pint

from personalization.topic import Amount, Value

_NUMBER = r"(?P<number>(?:minus )?\d+(?:\.\d+)?)"
_SCALE = r"celsius|centigrade|fahrenheit|kelvin|c|f"
_AMOUNT = re.compile(
    rf"\b(?P<level>level|levels|setting|stage|step|notch|position|strength) (?:number )?{_NUMBER}"
    rf"(?: (?:of|out of) \d+)?\b|"
    rf"\b{_NUMBER.replace('number', 'plain')} ?"
    rf"(?P<unit>degrees? (?:{_SCALE})|degrees?|percent|(?:{_SCALE}))?(?![\w'])"
)
_LIMIT = re.compile(
    r"\b(?:above|below|under|over|more than|less than|at most|at least|up to) (?=\d)"
)
"""A bound is no value."""
_ENDS = re.compile(
    r"\b(?P<high>(?:on |at |to )?(?:the )?(?:full(?: (?:power|blast|speed))?|max|maximum|"
    r"highest|strongest|"
    r"brightest|all the way (?:up|back))(?: level| setting)?)\b|"
    r"\b(?P<low>(?:on |at |to )?(?:the )?(?:minimum|min|lowest|weakest|gentlest)(?: level|"
    r" setting)?)\b|"
    r"\b(?P<middle>(?:on |at )?(?:the )?(?:medium|middle|half(?: power| way)?)(?: level|"
    r" setting| speed)?)\b"
    r"|\b(?P<weak>(?:on |at )?(?:the )?low(?: level| setting)?)\b|\b(?P<strong>(?:on |"
    r"at )?(?:the )?high"
    r"(?: level| setting)?)\b"
)
_SWITCH = re.compile(
    r"\b(?:(?:switched|turned) )?(?:to )?(?P<state>on|off)$|^(?P<first>on|off)\b(?! level| \d)"
)
_FAHRENHEIT_FROM = 50.0
"""From here on a spoken temperature can only be Fahrenheit, and up to here it never is."""
_CORRECTED = re.compile(
    r"\b\d+(?:\.\d+)?(?: degrees| percent)?(?: (?:no|wait|sorry|i mean|make that|or rather|"
    r"rather|"
    r"actually|well|not))+ (?=(?:at |level )?\d)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the words that are left; None: a value was said that the topic does not have."""

    value: Value | None
    rest: str


def corrected(text: str) -> str:
    """ "20, no, 22" is 22."""
    return _CORRECTED.sub("", text)


def has_degrees(text: str) -> bool:
    match = _AMOUNT.search(text)
    return bool(match and match["unit"] and match["unit"] != "percent")


def is_plain_number(text: str) -> bool:
    """One number and no unit."""
    matches = list(_AMOUNT.finditer(text))
    return len(matches) == 1 and not (matches[0]["level"] or matches[0]["unit"])


def has_number(text: str) -> bool:
    return bool(_AMOUNT.search(text))


def read_amount(text: str, kind: Amount) -> Found | None:
    """The amount in these words; None if there is none at all."""
    matches = list(_AMOUNT.finditer(text))
    if len(matches) > 1 or _LIMIT.search(text):
        return Found(None, " ".join(_AMOUNT.sub(" ", text).split()))
    if matches:
        return Found(_in_range(_converted(matches[0], kind), kind), _cut(text, matches[0]))
    return _end(text, kind) or _state(text, kind)


def read_switch(text: str) -> Found | None:
    match = _SWITCH.search(text)
    return Found(_is_on(match), _cut(text, match)) if match else None


def _state(text: str, kind: Amount) -> Found | None:
    return read_switch(text) if kind.is_switch else None


def _is_on(match: re.Match[str]) -> bool:
    return (match["state"] or match["first"]) == "on"


def _end(text: str, kind: Amount) -> Found | None:
    match = None if kind.unit == "celsius" else _ENDS.search(text)
    if not match:
        return None
    least = 1.0 if kind.unit == "level" else kind.low
    middle = (least + kind.high) / 2
    values = {"high": kind.high, "strong": kind.high, "low": least, "weak": least, "middle": middle}
    value = values[str(match.lastgroup)]
    is_vague = kind.unit == "percent" and match.lastgroup in {"weak", "strong"}
    return Found(None if is_vague else value, _cut(text, match))


def _converted(match: re.Match[str], kind: Amount) -> float | None:
    number = float((match["number"] or match["plain"]).replace("minus ", "-"))
    unit = "level" if match["level"] else (match["unit"] or "")
    if kind.unit == "celsius":
        return _celsius(number, unit)
    if kind.unit == "level":
        return number if unit in {"level", ""} and number == int(number) else None
    if unit == "percent":
        return number
    is_level = unit == "level" or (unit == "" and number <= kind.levels)
    if is_level and kind.levels:
        return number * 100 / kind.levels
    return number if unit == "" and not kind.levels else None


def _celsius(number: float, unit: str) -> float | None:
    scale = unit.removeprefix("degrees").removeprefix("degree").strip()
    if unit in {"percent", "level"}:
        return None
    if scale == "kelvin":
        return _to_celsius(number, "kelvin")
    if scale in {"fahrenheit", "f"} or (not scale and number >= _FAHRENHEIT_FROM):
        return _to_celsius(number, "degF")
    return number


def _to_celsius(number: float, unit: str) -> float:
    return round(float(_units().Quantity(number, unit).to("degC").magnitude), 1)


@lru_cache(maxsize=1)
def _units() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry(cache_folder=None)


def _in_range(value: float | None, kind: Amount) -> float | None:
    return value if value is not None and kind.low <= value <= kind.high else None


def _cut(text: str, match: re.Match[str]) -> str:
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
