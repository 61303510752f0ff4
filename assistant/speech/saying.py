"""Text as people say it: what a voice is given in place of what is shown.

One rule: nothing but letters and simple punctuation is left, whatever came in, and saying the
result again changes nothing. Numbers, dates and units are worded in ``figures``; names are left
as they are spelled. What is said and what is not is decided in ``verbosity``.
"""

import re
import unicodedata
from collections.abc import Callable

from assistant.speech.figures import figures_said

_FIRST_CHARACTERS = 60
"""A first sentence longer than this is cut at a clause, so that speech starts early."""
_LONGEST_CHARACTERS = 200
_SHORTEST_CLAUSE = 12

_SPELLED_OTHERWISE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "-",
        "\u2013": "\u2014",
        "\u00bd": ".5",
        "\u00bc": ".25",
        "\u00be": ".75",
    }
)

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_MARKUP: tuple[_Rule, ...] = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "a link"),
    (re.compile(r"(?m)^\s*(?:[-*+\u2022]|#{1,6}|\d{1,2}[.)])\s+"), ""),
    (re.compile(r"[ \t]*(?<![.,:;!?\s])[ \t]*[\r\n]+\s*"), ". "),
    (re.compile(r"\((?:[a-z]+[._])+[a-z_]+\)"), ""),
    (re.compile(r",? by rule (?:[a-z]+[._][a-z._]+(?:, )?)+"), ""),
    (re.compile(r"\bRule [a-z]+[._][a-z._]+ "), "A rule "),
    (re.compile(r"\s*\(([^()]*)\)(?=\s*[.,:;!?])"), r", \1"),
    (re.compile(r"\s*\(([^()]*)\)"), r", \1,"),
)

_WORDS: tuple[_Rule, ...] = (
    (re.compile(r"\b(?!The\b)([A-Z][\w']*) Dr\b\.?"), r"\1 Drive"),
    (re.compile(r"\bDr\b\.?"), "Doctor"),
    (re.compile(r"\bMr\b\.?"), "Mister"),
    (re.compile(r"\bMrs\b\.?"), "Missis"),
    (re.compile(r"\bProf\b\.?"), "Professor"),
    (re.compile(r"\b(?!The\b)([A-Z][\w']*) St\b\.?"), r"\1 Street"),
    (re.compile(r"\bSt\b\.?(?=\s+[A-Z])"), "Saint"),
    (re.compile(r"\bSt\b\.?"), "Street"),
    (re.compile(r"(?<=\w )Rd\b\.?"), "Road"),
    (re.compile(r"(?<=\w )Ave\b\.?"), "Avenue"),
    (re.compile(r"(?<=\w )Sq\b\.?"), "Square"),
    (re.compile(r"\be\. ?g\.", re.IGNORECASE), "for example"),
    (re.compile(r"\bi\. ?e\.", re.IGNORECASE), "that is"),
    (re.compile(r"\betc\b\.?", re.IGNORECASE), "and so on"),
    (re.compile(r"\bapprox\b\.?", re.IGNORECASE), "about"),
    (re.compile(r"\bvs\b\.?", re.IGNORECASE), "versus"),
    (re.compile(r"\b(?:ETA)\b"), "arrival"),
    (re.compile(r"(?i)(?<=source: )(fm|am|dab|usb)\b"), lambda m: _spelled(m[1])),
    (re.compile(r"\b(FM|AM|DAB|USB|SOS|GPS|HUD|EV)\b"), lambda m: _spelled(m[1])),
)

_SIGNS = {
    "&": " and ",
    "+": " plus ",
    "=": " equals ",
    "@": " at ",
    "%": " percent ",
    "\u00b0": " degrees ",
    "\u20ac": " euros ",
    "\u00a3": " pounds ",
    "$": " dollars ",
    "/": " ",
    "\u2014": ", ",
    "\u2026": ". ",
    "|": ", ",
}
_KEPT = frozenset(" .,?!;:'-")

_LOOSE = re.compile(r"(?<![^\W\d_])['-]+|['-]+(?![^\W\d_])(?<!s')")
_DOTS_INSIDE = re.compile(r"(?<=[^\W\d_])([.:,;!?]+)(?=[^\W\d_])")
_STOPS = re.compile(r"\s*([.,?!;:])(?:\s*[.,?!;:])*")
_STRONGEST = "?!.:;,"

_ENDS = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.) +")
_CLAUSE_ENDS = re.compile(r"(?<=[,;:]) +| +(?=(?:and|because|but|or|which) )")


def spoken(text: str) -> str:
    """Only letters, spaces and ``.,?!;:'-`` come out; empty if there is nothing to say."""
    said = figures_said(_applied(_MARKUP, _plain(text)))
    said = "".join(_SIGNS.get(c, c if c in _KEPT or _is_letter(c) else " ") for c in said)
    return _worded(_tidy(said))


def _worded(text: str) -> str:
    """Without abbreviations; one that stands behind another only shows when that is worded."""
    while (worded := _tidy(_applied(_WORDS, text))) != text:
        text = worded
    return text


def sentences(text: str) -> tuple[str, ...]:
    """What ``spoken`` gave, in pieces to be said one after the other, the first one short."""
    whole = [s for s in _ENDS.split(text.strip()) if s]
    if not whole:
        return ()
    first = _halved(whole[0], _FIRST_CHARACTERS)
    rest = [piece for s in (*first[1:], *whole[1:]) for piece in _short_enough(s)]
    return (*_short_enough(first[0]), *rest)


def _plain(text: str) -> str:
    """One way to write each character; what is not to be seen is left out."""
    same = unicodedata.normalize("NFKC", text.translate(_SPELLED_OTHERWISE))
    same = same.translate(_SPELLED_OTHERWISE)
    return "".join(
        _digit(c) for c in same if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)


def _applied(rules: tuple[_Rule, ...], text: str) -> str:
    for pattern, said in rules:
        text = pattern.sub(said, text)
    return text


def _spelled(initials: str) -> str:
    return " ".join(initials.upper())


def _is_letter(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character) in {"Mn", "Mc"}


def _tidy(text: str) -> str:
    """Each stop once and after a word, and a space after it."""
    text = _DOTS_INSIDE.sub(r"\1 ", _LOOSE.sub(" ", text))
    text = _STOPS.sub(lambda m: min(m[0].replace(" ", ""), key=_rank) + " ", text)
    return " ".join(text.split()).lstrip("".join(_KEPT)).strip(" ,;:")


def _rank(stop: str) -> int:
    return _STRONGEST.find(stop) if stop in _STRONGEST else len(_STRONGEST)


def _halved(sentence: str, most: int) -> list[str]:
    """Cut at the last clause that still begins within ``most`` characters, if there is one."""
    if len(sentence) <= most:
        return [sentence]
    cuts = [m for m in _CLAUSE_ENDS.finditer(sentence) if _SHORTEST_CLAUSE <= m.start() <= most]
    if not cuts:
        return [sentence]
    return [sentence[: cuts[-1].start()], sentence[cuts[-1].end() :]]


def _short_enough(sentence: str) -> list[str]:
    """No piece is longer than an engine says well, even of a text without stops."""
    pieces = []
    while len(sentence) > _LONGEST_CHARACTERS:
        parts = _halved(sentence, _LONGEST_CHARACTERS)
        if len(parts) == 1:
            cut = sentence.rfind(" ", 0, _LONGEST_CHARACTERS)
            cut = cut if cut > 0 else _LONGEST_CHARACTERS
            parts = [sentence[:cut], sentence[cut:].lstrip()]
        pieces.append(parts[0])
        sentence = parts[1]
    return [*pieces, sentence] if sentence else pieces
