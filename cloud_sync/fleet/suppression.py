"""No number in an answer is about fewer than 20 vehicles, not even for those who subtract.

This is not differential privacy: somebody who knows much, or compares answers of different periods,
may still learn of one vehicle. It is for people who run the fleet; what is given away goes through
``sharing``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cloud_sync.fleet.engine import Row

K = 20


@dataclass(frozen=True, slots=True)
class Group:
    """A row, and how many vehicles each of its numbers is about."""

    row: Row
    sizes: tuple[int, ...]
    """The first: all of its vehicles. Nobody is in a number that is nought."""
    rest: int = 0
    """Vehicles that might be in it and are not: a few of them are told of as well."""

    def is_small(self, k: int) -> bool:
        return self.sizes[0] < k or any(0 < n < k for n in (*self.sizes, self.rest))


def shown(groups: Sequence[Group], names: Sequence[str], k: int = K) -> list[Row]:
    """The rows that may be told. ``names``: of the columns that tell groups apart.

    For every total one might know (of all rows, or of those that share some columns), what is
    hidden of a number is nothing, or lies in two rows and more of which one is large.
    """
    hidden = {place for place, group in enumerate(groups) if group.is_small(k)}
    margins = list(_margins(groups, names))
    while more := {p for margin in margins for p in _partners(margin, hidden, groups, k)}:
        hidden |= more
    return [group.row for place, group in enumerate(groups) if place not in hidden]


def _margins(groups: Sequence[Group], names: Sequence[str]) -> Iterator[list[int]]:
    """The places of rows that make up a total."""
    for size in range(len(names)):
        for fixed in combinations(names, size):
            found: dict[tuple[object, ...], list[int]] = defaultdict(list)
            for place, group in enumerate(groups):
                found[tuple(group.row[name] for name in fixed)].append(place)
            yield from found.values()


def _partners(
    margin: list[int], hidden: set[int], groups: Sequence[Group], k: int
) -> Iterator[int]:
    """For each number that could be had by subtraction, the smallest row to hide with it."""
    if hidden.isdisjoint(margin):
        return
    for number in range(len(groups[0].sizes)):
        size = {place: groups[place].sizes[number] for place in margin}
        inside = [n for place, n in size.items() if place in hidden and n]
        left = [place for place, n in size.items() if place not in hidden and n]
        is_safe = not inside or (len(inside) > 1 and max(inside) >= k)
        if not is_safe and left:
            yield min(left, key=lambda place: (size[place], place))
