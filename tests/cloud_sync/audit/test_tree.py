"""The root over the records is the one RFC 9162 asks for: another implementation agrees."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from cloud_sync.audit.tree import Leaves


def test_no_records_have_a_root_too() -> None:
    assert Leaves().root() == hashlib.sha256(b"").hexdigest()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=80))
def test_every_root_on_the_way_is_that_of_pymerkle(entries: list[bytes]) -> None:
    ours, theirs = Leaves(), InmemoryTree(algorithm="sha256")
    for entry in entries:
        ours.add(entry)
        theirs.append_entry(entry)
        assert ours.root() == theirs.get_root(ours.size).hex()
