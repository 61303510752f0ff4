"""Records survive what happens to a disk, a program and a clock."""

from contextlib import closing
from datetime import timedelta

import pytest

from cloud_sync.audit import Chain, Kind, guest_key, kept_guest_key
from cloud_sync.audit.record import Entry
from cloud_sync.errors import AuditContentError, CloudError, UnknownRecordError
from tests.cloud_sync.audit.conftest import KEY, NOW, Box, turn


def test_what_was_said_is_read_with_its_key_only(box: Box) -> None:
    box.write(2)
    rows, _ = box.read()
    assert rows[1].opened(KEY) == b"warm my seat, 0"
    with pytest.raises(AuditContentError):
        rows[1].opened(bytes(32))
    with pytest.raises(AuditContentError):
        rows[0].opened(KEY)


def test_no_word_lies_readable_on_the_disk(box: Box) -> None:
    box.write(5)
    files = [path for path in box.home.directory.rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        content = path.read_bytes()
        assert b"warm" not in content
        assert b"SQLite" not in content


def test_a_later_start_goes_on_where_the_last_ended(box: Box) -> None:
    box.write(2)
    box.write(2)
    rows, head = box.read()
    assert [row.kind for row in rows] == ["start", "turn", "turn"] * 2
    assert box.checked(rows, head).is_whole


def test_two_programs_may_write_at_once(box: Box) -> None:
    with closing(box.opened()) as one, closing(box.opened()) as other:
        numbers = [(one if n % 2 else other).record(turn(n)) for n in range(20)]
    assert numbers == list(range(3, 23))
    assert box.checked(*box.read()).is_whole


def test_a_record_nobody_wrote_is_unknown(box: Box) -> None:
    box.write(1)
    with closing(Chain(box.home)) as chain, pytest.raises(UnknownRecordError):
        chain.row(9)


def test_the_last_turn_of_a_driver_is_found_among_others(box: Box) -> None:
    with closing(box.opened()) as recorder:
        recorder.record(turn(1))
        recorder.record(Entry(Kind.TURN, {"by": 1}, "driver-b", b"hello", KEY))
        found = recorder.last_of("driver-a", 20)
        assert found is not None
        assert found.sequence == 2
        assert recorder.last_of("driver-a", 1) is None
        assert recorder.last_of("nobody", 20) is None


@pytest.mark.parametrize("name", ["records.db", "records.key", "head", "recorder.pem"])
def test_what_is_damaged_is_set_aside_and_a_new_chain_says_so(box: Box, name: str) -> None:
    box.write(40)
    path = box.home.path("audit", name)
    path.write_bytes(b"\x00" * 20)
    with closing(box.opened()) as recorder:
        assert recorder.damage is not None
        assert recorder.damage.startswith("audit.damaged")
        assert recorder.record(turn(1)) == 2
    rows, head = box.read()
    assert rows[0].facts["after_damage"] == recorder.damage
    assert box.checked(rows, head).is_whole
    assert list(box.home.path("audit", "x").parent.glob("damaged-*"))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_changed_file_is_noticed(box: Box, part: float) -> None:
    box.write(60)
    path = box.home.path("audit", "records.db")
    content = bytearray(path.read_bytes())
    content[int(len(content) * part)] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CloudError, match="damaged"):
        box.read()


def test_a_torn_copy_of_the_head_leaves_the_one_before(box: Box) -> None:
    box.write(3)
    rows, head = box.read()
    assert head is not None
    path = box.home.path("audit", "head")
    content = bytearray(path.read_bytes())
    start = head.sequence % 2 * 512
    content[start + 40 : start + 512] = bytes(472)
    path.write_bytes(bytes(content))
    _, before = box.read()
    assert before is not None
    assert before.sequence == head.sequence - 1
    assert box.checked(rows, before).is_whole


def test_cut_off_records_are_noticed_at_the_next_start(box: Box) -> None:
    box.write(3)
    kept = [p for p in box.home.path("audit", "x").parent.iterdir() if p.name.startswith("rec")]
    before = {path: path.read_bytes() for path in kept}
    box.write(3)
    for path in box.home.path("audit", "x").parent.glob("records.*"):
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    with closing(box.opened()) as recorder:
        assert recorder.damage == "audit.damaged.cut_off"


def test_the_key_of_guests_lasts_a_day(box: Box) -> None:
    name, key = guest_key(box.home, NOW)
    assert guest_key(box.home, NOW + timedelta(hours=23)) == (name, key)
    assert kept_guest_key(box.home, name) == key
    later, other = guest_key(box.home, NOW + timedelta(hours=25))
    assert (later != name, other != key) == (True, True)
    assert kept_guest_key(box.home, name) is None


def test_a_damaged_key_of_guests_is_made_anew(box: Box) -> None:
    name, _ = guest_key(box.home, NOW)
    box.home.path("audit", "guest.key").write_bytes(b"{")
    assert kept_guest_key(box.home, name) is None
    guest_key(box.home, NOW)
