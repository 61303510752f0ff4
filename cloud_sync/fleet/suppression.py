"""No answer tells of fewer than 20 vehicles, not even to those who subtract.

This is not differential privacy: somebody who knows much, or compares two answers, may still learn
of one vehicle. It is for people who run the fleet; what is given away goes through ``sharing``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from cloud_sync.fleet.engine import Row

K = 20


def shown(rows: Sequence[Row], groups: Sequence[str], k: int = K) -> list[Row]:
    """The rows that may be told. Each has ``vehicles`` and maybe ``of_vehicles``, all of its kind.

    Of every total one might know (all rows, or those that share some of their groups), what was
    hidden is nothing, or two rows and more of which one is large: a difference tells of no row.
    """
    hidden = {place for place, row in enumerate(rows) if _is_small(row, k)}
    margins = list(_margins(rows, groups))
    while more := {_partner(margin, hidden, rows, k) for margin in margins} - {None}:
        hidden |= {place for place in more if place is not None}
    return [row for place, row in enumerate(rows) if place not in hidden]


def _is_small(row: Row, k: int) -> bool:
    """A few are in it, or all but a few are."""
    rest = row.get("of_vehicles", row["vehicles"]) - row["vehicles"]
    of_few = rest < 0 and row["of_vehicles"] < k
    return bool(row["vehicles"] < k or 0 < rest < k or of_few)


def _margins(rows: Sequence[Row], groups: Sequence[str]) -> Iterator[list[int]]:
    """The places of rows that make up a total."""
    for size in range(len(groups)):
        for fixed in combinations(groups, size):
            found: dict[tuple[object, ...], list[int]] = defaultdict(list)
            for place, row in enumerate(rows):
                found[tuple(row[name] for name in fixed)].append(place)
            yield from found.values()


def _partner(margin: list[int], hidden: set[int], rows: Sequence[Row], k: int) -> int | None:
    """The smallest row that has to be hidden too; None: none has, or all are."""
    inside = [place for place in margin if place in hidden]
    is_safe = len(inside) > 1 and max(rows[place]["vehicles"] for place in inside) >= k
    left = [place for place in margin if place not in hidden]
    if not inside or is_safe or not left:
        return None
    return min(left, key=lambda place: (rows[place]["vehicles"], place))
