"""One figure of a report: what it means, what it was counted from, and its rows.

Whoever brings figures brings them in this form: the fleet's analyses, the audit, the examinations.
A row is a flat table row; a value ``x`` may have its 95 % interval beside it as ``x_low`` and
``x_high``. What nobody knows is None, never 0.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.evaluation.figures import Share

Plain = str | int | float | bool | None
Row = dict[str, Plain]


class Figure(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,80}$")]
    title: str
    definition: Annotated[str, Field(min_length=1)]
    unit: str = ""
    denominator: Annotated[str, Field(min_length=1)]
    """Of what it is a share or a count."""
    first: date | None = None
    last: date | None = None
    """The days it was counted over; None: those of the report."""
    source: str = ""
    """The command that it comes from."""
    hidden: int = 0
    """Rows left out because they would tell of few."""
    remarks: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """Empty: nothing is known yet."""


def rated(share: Share | None, name: str = "share") -> Row:
    """A share with its counts and its interval; of nothing, nothing is known."""
    if share is None or share.of == 0:
        return {"count": 0, "of": 0, name: None, f"{name}_low": None, f"{name}_high": None}
    low, high = share.interval
    return {
        "count": share.count,
        "of": share.of,
        name: rounded(share.value),
        f"{name}_low": rounded(low),
        f"{name}_high": rounded(high),
    }


def rounded(value: float) -> float:
    return round(value, 6)
