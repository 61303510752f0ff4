"""Numbers in words: times, dates, telephone numbers, money, amounts with units, codes like A4.

One rule: no digit is left, whatever the text; what fits no form is read as a plain number, and
digit by digit if it is long or begins with a zero. English only. Signs that stand alone are left
for ``saying``.
"""

import re
from collections.abc import Callable

from num2words import num2words

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join(_MONTHS)
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_LONGEST_NUMBER = 7
"""More digits than this are a number to dial or a code, not an amount."""

_UNITS = {
    "%": ("percent", "percent"),
    "°C": ("degree", "degrees"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "l/100km": ("litre per hundred kilometres", "litres per hundred kilometres"),
    "l/100 km": ("litre per hundred kilometres", "litres per hundred kilometres"),
    "km/h": ("kilometre per hour", "kilometres per hour"),
    "kph": ("kilometre per hour", "kilometres per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "Hz": ("hertz", "hertz"),
    "dB": ("decibel", "decibels"),
    "km": ("kilometre", "kilometres"),
    "cm": ("centimetre", "centimetres"),
    "mm": ("millimetre", "millimetres"),
    "mi": ("mile", "miles"),
    "ft": ("foot", "feet"),
    "kg": ("kilogram", "kilograms"),
    "psi": ("P S I", "P S I"),
    "GB": ("gigabyte", "gigabytes"),
    "MB": ("megabyte", "megabytes"),
    "ms": ("millisecond", "milliseconds"),
    "min": ("minute", "minutes"),
    "hrs": ("hours", "hours"),
    "m": ("metre", "metres"),
    "h": ("hour", "hours"),
    "l": ("litre", "litres"),
    "s": ("second", "seconds"),
    "V": ("volt", "volts"),
}
_UNIT = "|".join(re.escape(unit) for unit in _UNITS)
_HALVED = "degrees?|hours?|minutes?|times|kilometres?|miles?|metres?|litres?|stars?"
_MONEY = {"€": ("euro", "euros"), "£": ("pound", "pounds"), "$": ("dollar", "dollars")}
_SINGULAR = {
    "degrees": "degree",
    "kilometres": "kilometre",
    "litres": "litre",
    "seconds": "second",
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "miles": "mile",
    "metres": "metre",
}

_Wording = Callable[[re.Match[str]], str]


def figures_said(text: str) -> str:
    """The same text without a digit, but perhaps with signs."""
    for pattern, wording in _FORMS:
        text = pattern.sub(wording, text)
    return text


def _whole(digits: str) -> str:
    if len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0"):
        return _each(digits)
    return str(num2words(int(digits))).replace(",", "")


def _each(digits: str) -> str:
    return " ".join(_DIGITS[int(d)] for d in digits)


def _amount(number: str) -> str:
    """ "21.5" as "twenty-one point five", "1.4.2" likewise; thousands may be set apart."""
    whole, *parts = number.replace(",", "").split(".")
    return " point ".join((_whole(whole or "0"), *(_each(part) for part in parts if part)))


def _halves(number: str) -> str:
    """ "21.5" as "twenty-one and a half"."""
    whole, _, part = number.replace(",", "").partition(".")
    if part != "5":
        return _amount(number)
    return f"{_whole(whole)} and a half" if whole.strip("0") else "half a"


def _with_unit(match: re.Match[str]) -> str:
    one, many = _UNITS[match["unit"]]
    number, word = _halves(match["number"]), many
    if number in {"one", "half a"}:
        word = one
    if match["unit"] == "%":
        number = _amount(match["number"])
    return f" {number} {word} "


def _before_noun(match: re.Match[str]) -> str:
    number, noun = _halves(match["number"]), match["noun"]
    if number in {"one", "half a"}:
        noun = _SINGULAR.get(noun, noun)
    return f" {number} {noun}"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    seconds = f" and {_whole(str(int(match['second'])))} seconds" if match["second"] else ""
    half = f" {match['half'][0].upper()} M" if match["half"] else ""
    if minute == 0 and not seconds:
        return f" {_full_hour(hour, half)} "
    past = f"oh {_whole(str(minute))}" if minute < 10 else _whole(str(minute))
    return f" {_whole(str(hour))} {past}{seconds}{half} "


def _full_hour(hour: int, half: str) -> str:
    if half:
        return f"{_whole(str(hour))}{half}"
    if hour == 0:
        return "midnight"
    return f"{_whole(str(hour))} o'clock" if hour <= 12 else f"{_whole(str(hour))} hundred"


def _date(match: re.Match[str]) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    year = f" {_year(match['year'])}" if match["year"] else ""
    return f" the {_ordinal(day)} of {_MONTHS[month - 1]}{year} "


def _day_of_month(match: re.Match[str]) -> str:
    year = f" {_year(match['year'])}" if match["year"] else ""
    article = "" if match["the"] else "the "
    return f" {match['the'] or ''}{article}{_ordinal(int(match['day']))} of {match['month']}{year}"


def _month_and_day(match: re.Match[str]) -> str:
    year = f" {_year(match['year'])}" if match["year"] else ""
    return f"{match['month']} the {_ordinal(int(match['day']))}{year}"


def _ordinal(number: int) -> str:
    return str(num2words(number, to="ordinal")).replace(",", "")


def _year(digits: str) -> str:
    return str(num2words(int(digits), to="year")).replace(",", "")


def _dialled(match: re.Match[str]) -> str:
    plus = "plus " if match[0].startswith("+") else ""
    groups = re.findall(r"\d+", match[0])
    return f" {plus}{', '.join(_each(group) for group in groups)}"


def _money(match: re.Match[str]) -> str:
    one, many = _MONEY[match["sign"]]
    whole = _whole(match["whole"].replace(",", ""))
    cents = f" {_whole(str(int(match['part'])))}" if match["part"] and int(match["part"]) else ""
    return f" {whole} {one if whole == 'one' else many}{cents} "


def _fraction(match: re.Match[str]) -> str:
    return {"1/2": " one half ", "1/4": " one quarter ", "3/4": " three quarters "}[match[0]]


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d*)(?:\.\d+)*"
_NUMBER = rf"(?P<number>(?=\.?\d){_NUMBER}(?<=\d))"
_YEAR_AFTER = r"(?:,? (?P<year>1[1-9]\d\d|20\d\d)\b)?"

_FORMS: tuple[tuple[re.Pattern[str], _Wording], ...] = (
    (
        re.compile(r"\b(?P<year>1[1-9]\d\d|20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
        _date,
    ),
    (
        re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>1[1-9]\d\d|20\d\d)\b"),
        _date,
    ),
    (
        re.compile(
            r"(?<!\d)(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d)"
            r"(?:\s*(?P<half>[ap]\.?m\b\.?))?",
            re.IGNORECASE,
        ),
        _time,
    ),
    (
        re.compile(r"(?<!\d)(?P<hour>1[0-2]|[1-9])(?P<minute>)(?P<second>)\s?(?P<half>[ap]m)\b"),
        lambda m: f" {_whole(m['hour'])} {m['half'][0].upper()} M ",
    ),
    (
        re.compile(
            r"(?P<the>\bthe )?\b(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)? (?:of )?"
            rf"(?P<month>{_MONTH})\b{_YEAR_AFTER}"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\b"
            rf"(?![.:]\d){_YEAR_AFTER}"
        ),
        _month_and_day,
    ),
    (
        re.compile(
            rf"(?P<before>\b(?:{_MONTH}|in|since|until|from|of)) "
            r"(?P<year>1[5-9]\d\d|20\d\d)\b(?! \w+s\b)"
        ),
        lambda m: f"{m['before']} {_year(m['year'])}",
    ),
    (re.compile(r"(?<![\w.])\+\d[\d ()/-]{5,}\d"), _dialled),
    (re.compile(r"(?<![\w.])0\d{1,5}[ /-]\d[\d ()/-]{2,}\d"), _dialled),
    (
        re.compile(
            r"(?P<sign>[€£$])\s?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d\d))?(?!\d)"
        ),
        _money,
    ),
    (
        re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:[.,](?P<part>\d\d))?\s?(?P<sign>[€£])"),
        _money,
    ),
    (re.compile(r"(?<![\w/])(?:1/2|1/4|3/4)(?![\w/])"), _fraction),
    (re.compile(r"\b(\d{1,6})(?:st|nd|rd|th)\b"), lambda m: f" {_ordinal(int(m[1]))} "),
    (re.compile(r"(?<=\d)\s?(?:-|\u2014)\s?(?=\d)"), lambda _: " to "),
    (re.compile(r"(?<![\w.])-(?=\.?\d)"), lambda _: "minus "),
    (re.compile(r"~\s?(?=\d)"), lambda _: "about "),
    (re.compile(r"#\s?(?=\d)"), lambda _: "number "),
    (re.compile(r"(?<=\d)\s?[x\u00d7]\s?(?=\d)"), lambda _: " by "),
    (re.compile(rf"{_NUMBER}\s?(?P<unit>{_UNIT})(?![\w°%])"), _with_unit),
    (re.compile(rf"{_NUMBER} (?P<noun>{_HALVED}|\w+s)\b"), _before_noun),
    (re.compile(_NUMBER), lambda m: f" {_amount(m['number'])} "),
)
