"""Whatever is changed, removed, moved, added or cut off is found."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_sync.audit import Head, Row, head_of, verify
from cloud_sync.audit.key import kept_key
from cloud_sync.audit.record import BEFORE_ALL, header
from cloud_sync.audit.recorder import CHECKPOINT_EVERY
from cloud_sync.audit.tree import Leaves, is_checkpoint
from cloud_sync.home import CloudHome
from tests.cloud_sync.audit.conftest import NOW, Box, turn

MANY = CHECKPOINT_EVERY + 40
FIELDS = ("header", "signature", "content")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Box:
    box = Box(CloudHome(tmp_path_factory.mktemp("box")))
    box.write(MANY)
    return box


@pytest.fixture(scope="module")
def rows(written: Box) -> list[Row]:
    return written.read()[0]


@pytest.fixture(scope="module")
def head(written: Box) -> Head:
    found = written.read()[1]
    assert found is not None
    return found


def test_what_was_written_is_whole(written: Box, rows: list[Row], head: Head) -> None:
    found = written.checked(rows, head)
    assert (found.problems, found.records) == ((), len(rows))
    assert sum(map(is_checkpoint, rows)) == 2
    assert rows[0].facts["previous"] == BEFORE_ALL


def test_every_single_byte_counts(tmp_path: Path) -> None:
    box = Box(CloudHome(tmp_path))
    box.write(3)
    rows, head = box.read()
    for at, row in enumerate(rows):
        for field in FIELDS:
            content = getattr(row, field) or b""
            for place in range(len(content)):
                changed = bytearray(content)
                changed[place] ^= 1
                forged = [*rows]
                forged[at] = with_bytes(row, field, bytes(changed))
                assert not box.checked(forged, head).is_whole, (at, field, place)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_byte_of_many_records_counts(
    written: Box, rows: list[Row], head: Head, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from([f for f in FIELDS if getattr(rows[at], f)]))
    content = bytearray(getattr(rows[at], field))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    forged = [*rows]
    forged[at] = with_bytes(rows[at], field, bytes(content))
    found = written.checked(forged, head)
    assert found.problems
    assert found.problems[0].sequence in {at + 1, at + 2}


@pytest.mark.parametrize("seed", range(60))
def test_what_is_taken_away_or_moved_is_found(
    written: Box, rows: list[Row], head: Head, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311
    one, other = sorted(dice.sample(range(len(rows)), 2))
    removed = rows[:one] + rows[one + 1 :]
    swapped = [*rows]
    swapped[one], swapped[other] = swapped[other], swapped[one]
    twice = [*rows[:one], rows[one], *rows[one:]]
    renumbered = [replace(row, sequence=number) for number, row in enumerate(removed, 1)]
    for forged in (removed, swapped, twice, renumbered, rows[:one]):
        assert not written.checked(forged, head).is_whole


@pytest.mark.parametrize("kept", [0, 1, CHECKPOINT_EVERY, MANY])
def test_what_is_cut_off_is_found(written: Box, rows: list[Row], head: Head, kept: int) -> None:
    assert "cut_off" in {p.code for p in written.checked(rows[:kept], head).problems}


def test_a_record_without_its_head_file_is_found(written: Box, rows: list[Row]) -> None:
    assert [p.code for p in written.checked(rows, None).problems] == ["head"]


def test_a_record_after_the_head_is_what_a_power_cut_leaves(
    written: Box, rows: list[Row], head: Head
) -> None:
    before = head_of(rows[-3], kept_key(written.home).sign)
    assert written.checked(rows, before).is_whole


def test_no_head_can_be_made_of_what_is_left(written: Box, rows: list[Row], head: Head) -> None:
    last = rows[9]
    forged = Head(last.sequence, last.digest, last.signature)
    assert [p.code for p in written.checked(rows[:10], forged).problems] == ["head"]


def test_what_another_key_has_signed_is_found(written: Box, rows: list[Row], head: Head) -> None:
    sign = Ed25519PrivateKey.generate().sign
    forged = rewritten(rows, sign)
    found = written.checked(forged, head_of(forged[-1], sign))
    assert {p.code for p in found.problems} == {"signature", "head"}


def test_another_history_by_the_recorders_own_key_is_found_by_whoever_holds_a_checkpoint(
    written: Box, rows: list[Row]
) -> None:
    key = kept_key(written.home)
    public = key.public_key()
    held = next(row.facts for row in rows if is_checkpoint(row))
    size_and_root = (held["size"], held["root"])
    assert verify(rows, head_of(rows[-1], key.sign), public, held=size_and_root).is_whole
    forged = rewritten(rows, key.sign)
    end = head_of(forged[-1], key.sign)
    assert verify(forged, end, public).is_whole
    found = verify(forged, end, public, held=size_and_root)
    assert [p.code for p in found.problems] == ["held"]
    short = verify(rows[:10], head_of(rows[9], key.sign), public, held=size_and_root)
    assert [p.code for p in short.problems] == ["cut_off"]


def rewritten(rows: list[Row], sign: Callable[[bytes], bytes]) -> list[Row]:
    """The same number of records, other turns in them, chained and signed anew."""
    forged: list[Row] = []
    previous, leaves = BEFORE_ALL, Leaves()
    for row in rows:
        if is_checkpoint(row):
            facts: Any = {
                **row.facts,
                "size": leaves.size,
                "root": leaves.root(),
                "previous": previous,
            }
            text = rfc8785.dumps(facts)
        else:
            text = header(turn(1000 + row.sequence), row.sequence, NOW, previous, None)
        made = Row(row.sequence, text, sign(text), None)
        forged.append(made)
        leaves.add(bytes.fromhex(made.digest))
        previous = made.digest
    return forged


def with_bytes(row: Row, field: str, content: bytes) -> Row:
    parts = {name: getattr(row, name) for name in FIELDS} | {field: content}
    return Row(row.sequence, parts["header"], parts["signature"], parts["content"])
