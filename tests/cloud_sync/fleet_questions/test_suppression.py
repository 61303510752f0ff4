"""Whoever sees an answer, and knows every total, learns of no fewer than k vehicles."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cloud_sync.fleet.suppression import Group, shown

K = 4
NAMES = ("release", "phase")
Cell = tuple[str, str]

cells = st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"))
fleets = st.dictionaries(
    cells,
    st.tuples(st.sets(st.integers(0, 25), min_size=1, max_size=14), st.sets(st.integers(0, 25))),
    max_size=12,
)
"""By group: its vehicles, and which of them (if they are in it) a count is about."""


def groups_of(fleet: dict[Cell, tuple[set[int], set[int]]]) -> list[Group]:
    return [
        Group(
            {"release": cell[0], "phase": cell[1], "vehicles": len(all_of)},
            (len(all_of), len(all_of & some)),
        )
        for cell, (all_of, some) in sorted(fleet.items())
    ]


@given(fleets)
def test_no_number_that_is_told_is_about_few(
    fleet: dict[Cell, tuple[set[int], set[int]]],
) -> None:
    for row in shown(groups_of(fleet), NAMES, K):
        all_of, some = fleet[row["release"], row["phase"]]
        assert len(all_of) >= K
        assert len(all_of & some) == 0 or len(all_of & some) >= K


@given(fleets)
def test_no_total_gives_a_small_number_away(
    fleet: dict[Cell, tuple[set[int], set[int]]],
) -> None:
    told = {(row["release"], row["phase"]) for row in shown(groups_of(fleet), NAMES, K)}
    for size in range(len(NAMES)):
        for fixed in combinations((0, 1), size):
            for key in {tuple(cell[place] for place in fixed) for cell in fleet}:
                margin = [c for c in fleet if tuple(c[place] for place in fixed) == key]
                left = [cell for cell in margin if cell not in told]
                for number in (0, 1):
                    _check(fleet, [c for c in margin if c in told], left, number)


def _check(
    fleet: dict[Cell, tuple[set[int], set[int]]],
    told: list[Cell],
    hidden: list[Cell],
    number: int,
) -> None:
    """What is left of a total after the rows that are told were taken off."""

    def about(cell: Cell) -> set[int]:
        all_of, some = fleet[cell]
        return all_of if number == 0 else all_of & some

    if not any(about(cell) for cell in told):
        return  # then the total itself is about the hidden ones
    hidden = [cell for cell in hidden if about(cell)]
    together = set().union(*(about(cell) for cell in hidden))
    assert not hidden or (len(hidden) > 1 and len(together) >= K)


def test_all_but_a_few_are_not_told_of_either() -> None:
    most = Group({"sign": "tyre", "vehicles": 997}, (997,), rest=3)
    half = Group({"sign": "battery", "vehicles": 500}, (500,), rest=500)
    third = Group({"sign": "brake", "vehicles": 400}, (400,), rest=600)
    assert [row["sign"] for row in shown([most, half, third], ("sign",))] == ["battery"]
    """And one more, so that the first is not the only one that is missing."""


def test_large_groups_are_all_told() -> None:
    groups = [Group({"release": name, "vehicles": 20}, (20,)) for name in "abc"]
    assert len(shown(groups, ("release",))) == 3
    assert len(shown([*groups, Group({"release": "d", "vehicles": 19}, (19,))], ("release",))) == 2
