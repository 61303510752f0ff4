"""A driver's stated preferences: read once when the memory is opened, written at every change.

Each is one record of the vault in its JSON form. One that cannot be read, written by hand or by a
later version, is passed over and kept as it is.
"""

from collections.abc import Iterable
from typing import Protocol

from pydantic import ValidationError

from personalization.preference import Preference
from personalization.vault import Record

KIND = "preference"
VECTOR = "vector"
"""Of what a preference means; made elsewhere, and gone with it."""


class Store(Protocol):
    """What a ``Vault`` is, and what in a test car forgets everything."""

    def put(self, kind: str, key: str, value: bytes) -> None: ...

    def remove(self, kind: str, key: str) -> None: ...

    def all(self, kind: str) -> tuple[Record, ...]: ...


class Preferences:
    def __init__(self, store: Store) -> None:
        self._store = store
        read = (_read(record.value) for record in store.all(KIND))
        self._all = {one.id: one for one in read if one is not None}
        self._told = tuple(self._all.values())

    def all(self) -> tuple[Preference, ...]:
        """What was told first comes first; the same tuple until something changes."""
        return self._told

    def add(self, new: Preference, instead_of: Iterable[Preference] = ()) -> None:
        """On the disk when it returns. FullError: nothing has changed."""
        self._store.put(KIND, new.id, new.model_dump_json().encode())
        self._all[new.id] = new
        self._told = tuple(self._all.values())
        self.remove(old for old in instead_of if old.id != new.id)

    def remove(self, gone: Iterable[Preference]) -> None:
        for preference in gone:
            self._store.remove(KIND, preference.id)
            self._store.remove(VECTOR, preference.id)
            self._all.pop(preference.id, None)
        self._told = tuple(self._all.values())


def _read(raw: bytes) -> Preference | None:
    try:
        return Preference.model_validate_json(raw)
    except ValidationError:
        return None
