"""A figure now beside the same figure in the last report, value by value.

Rows belong together when all that is text in them is the same. Intervals that do not meet are a
change; intervals that do show none, which is not to say that there is none.
"""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from cloud_sync.governance.figure import Figure, Plain, Row, rounded

_ENDS = ("_low", "_high")
_VERDICTS = frozenset({"found", "severity", "why"})
"""Texts that say something of a row, and do not name it."""


class Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    row: str
    value: str
    before: float | None
    now: float | None
    difference: float | None
    """None: one of the two is not known."""
    found: str


def compare(before: Sequence[Figure], now: Sequence[Figure]) -> tuple[Change, ...]:
    """Of figures that are in both."""
    known = {figure.name: figure for figure in before}
    return tuple(
        change
        for figure in now
        if figure.name in known
        for change in _changes(known[figure.name], figure)
    )


def named(row: Row) -> str:
    """What tells a row from the others."""
    words = [v for name, v in row.items() if isinstance(v, str) and name not in _VERDICTS]
    return " / ".join(words) or "all"


def values(row: Row) -> dict[str, float | None]:
    """What is counted or measured in a row, without the ends of intervals."""
    return {
        name: None if value is None else float(value)
        for name, value in row.items()
        if _is_number(value) and not name.endswith(_ENDS)
    }


def _changes(before: Figure, now: Figure) -> Iterator[Change]:
    rows = {named(row): row for row in before.rows}
    for row in now.rows:
        was = rows.get(named(row))
        if was is None:
            continue
        for name, value in values(row).items():
            earlier = values(was).get(name)
            is_known = value is not None and earlier is not None
            yield Change(
                figure=now.name,
                row=named(row),
                value=name,
                before=earlier,
                now=value,
                difference=rounded(value - earlier) if is_known else None,  # type: ignore[operator]
                found=_found(name, was, row),
            )


def _found(name: str, before: Row, now: Row) -> str:
    ends = [(row.get(f"{name}_low"), row.get(f"{name}_high")) for row in (before, now)]
    (low1, high1), (low2, high2) = ends
    if not all(_is_number(end) and end is not None for pair in ends for end in pair):
        return "no interval"
    apart = float(high1 or 0) < float(low2 or 0) or float(high2 or 0) < float(low1 or 0)
    return "a change" if apart else "no change shown"


def _is_number(value: Plain) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
