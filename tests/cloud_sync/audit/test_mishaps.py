"""A disk that cannot be used costs the records, is named, and is not taken for damage."""

import json
from contextlib import closing
from datetime import timedelta

import pytest

from cloud_sync.audit import Chain, guest_key
from cloud_sync.errors import CloudHomeError
from cloud_sync.sealed_file import SealedFile
from tests.cloud_sync.audit.conftest import NOW, Box, turn


def test_a_file_that_cannot_be_opened_is_named(box: Box) -> None:
    box.write(1)
    records = box.home.path("audit", "records.db")
    records.rename(records.with_name("elsewhere"))
    records.mkdir()
    with pytest.raises(CloudHomeError):
        box.opened()
    assert records.is_dir(), "nothing is set aside that is not damaged"


def test_a_file_that_cannot_be_written_is_not_called_damaged(box: Box) -> None:
    with closing(SealedFile(box.home.path("kept.db"), "CREATE TABLE one (a);")) as file:
        file.rows("PRAGMA query_only = ON")
        with pytest.raises(CloudHomeError), file.writing() as cursor:
            cursor.execute("INSERT INTO one VALUES (1)")


def test_what_cannot_be_set_aside_is_named(box: Box) -> None:
    box.write(1)
    box.home.path("audit", "records.db").write_bytes(b"no database" * 1000)
    in_the_way = f"damaged-{NOW:%Y%m%dT%H%M%S}-records.db"
    box.home.path("audit", in_the_way, "taken").mkdir(parents=True)
    with pytest.raises(CloudHomeError):
        box.opened()


def test_where_the_record_of_the_head_is_gone_a_new_chain_begins(box: Box) -> None:
    """A head that is behind, as after a power cut, and its record taken out."""
    box.write(2)
    head = box.home.path("audit", "head").read_bytes()
    box.write(2)
    box.home.path("audit", "head").write_bytes(head)
    with closing(Chain(box.home)) as chain:
        assert chain.head is not None
        gone = chain.head.sequence
    records = SealedFile(box.home.path("audit", "records.db"), "")
    with closing(records), records.writing() as cursor:
        cursor.execute("DELETE FROM record WHERE sequence = ?", (gone,))
    with closing(box.opened()) as recorder:
        assert recorder.damage is not None
        assert recorder.record(turn(1)) == 2


@pytest.mark.parametrize(
    "content",
    [
        {"made": NOW.isoformat(), "key": "AAA"},
        {"made": NOW.isoformat(), "key": "AAAA"},
        {"made": NOW.replace(tzinfo=None).isoformat(), "key": "A" * 43 + "="},
    ],
)
def test_a_damaged_key_of_guests_is_as_good_as_none(box: Box, content: dict[str, str]) -> None:
    box.home.path("audit", "guest.key").write_text(json.dumps(content))
    later = NOW + timedelta(minutes=1)
    _, key = guest_key(box.home, later)
    assert len(key) == 32
    assert guest_key(box.home, later)[1] == key


def test_a_head_that_is_no_number_is_damage(box: Box) -> None:
    box.write(1)
    box.home.path("audit", "head").write_bytes(b'[Infinity, "", ""]')
    with closing(box.opened()) as recorder:
        assert recorder.damage == "audit.damaged.head"
