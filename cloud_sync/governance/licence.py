"""May this be in use? The licence gate: what is not known to be allowed is not.

``licences.toml`` is the whole list. An SPDX expression is allowed if one way to read it needs only
licences of the list: "GPL-2.0-only OR MIT" is, "MIT AND CC-BY-NC-4.0" is not.
"""

import tomllib
from functools import cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("licences.toml")
UNKNOWN = ""
_LONGEST = 100
"""What is longer is the text of a licence, not its name."""
_CLASSIFIER = "License :: "


class _Exception(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    licence: str
    why: str


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    allowed: frozenset[str]
    aliases: dict[str, str]
    exceptions: dict[str, _Exception]
    known: dict[str, str]


@cache
def table() -> Table:
    return Table.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def spdx(name: str) -> str:
    """The expression that a name stands for; the name itself if it is none we know."""
    return table().aliases.get(name.strip(), name.strip())


def of_package(name: str) -> str:
    """As its own metadata tell, the most exact statement first; UNKNOWN: they do not."""
    if name in table().known:
        return table().known[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return UNKNOWN
    return next((spdx(said) for said in _statements(told) if _is_expression(spdx(said))), UNKNOWN)


def _statements(told: PackageMetadata) -> list[str]:
    fields: Any = told
    classes = fields.get_all("Classifier") or []
    named = [c.rpartition(" :: ")[2] for c in classes if c.startswith(_CLASSIFIER)]
    said = [fields.get("License-Expression"), fields.get("License"), " AND ".join(map(spdx, named))]
    return [text for text in said if text and len(text) <= _LONGEST and "\n" not in text]


def is_allowed(name: str, expression: str) -> bool:
    """``name``: of the part, for the exceptions."""
    known = table()
    exception = known.exceptions.get(name)
    if exception is not None and exception.licence == expression:
        return True
    return _holds(_parsed(expression), known.allowed)


def _holds(parsed: Any, allowed: frozenset[str]) -> bool:
    """``parsed``: a tree of license-expression; None: it is no expression."""
    if parsed is None:
        return False
    kind = type(parsed).__name__
    if kind in {"AND", "OR"}:
        quantifier = all if kind == "AND" else any
        return quantifier(_holds(part, allowed) for part in parsed.args)
    return str(parsed) in allowed


def _is_expression(text: str) -> bool:
    return _parsed(text) is not None


@cache
def _parsed(text: str) -> Any:
    from license_expression import ExpressionError, get_spdx_licensing  # noqa: PLC0415 - slow

    if text.startswith("LicenseRef-"):
        return text
    try:
        return get_spdx_licensing().parse(text, validate=True) if text else None
    except ExpressionError:
        return None
