"""The written cases are well-formed, and what must not be stored never is."""

import pytest

from benchmarks.statements import BLOCKS, cases, grade, preference, written


@pytest.mark.parametrize("block", BLOCKS)
def test_nothing_forbidden_is_stored(block: str) -> None:
    assert [graded.case.said for graded in map(grade, cases(block)) if graded.leaked] == []


@pytest.mark.parametrize("block", BLOCKS)
def test_share_that_is_right(block: str) -> None:
    graded = [grade(case) for case in cases(block)]
    assert sum(one.is_right for one in graded) >= 0.92 * len(graded)


@pytest.mark.parametrize(
    "text",
    ["temperature=20 @ weekday, morning", "-roads=tolls", "relation(sister)=Vera"],
)
def test_case_is_written_as_it_is_read(text: str) -> None:
    assert written(preference(text)) == text
