"""Recorded turns as JSON lines, opened with the keys of this car; ``again`` takes each once more.

    python -m assistant recount [--again] SEQUENCE ...

For ``python -m cloud_sync audit``, which knows no driver's key. What was erased has no content and
says so. Nothing is moved, told or recorded.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TextIO

from assistant.account import Keys, in_use, taken_again, unpacked
from assistant.app import Cabin
from assistant.config import Config
from assistant.errors import AssistantError
from cloud_sync import AuditContentError, CloudHome, RecordKind, RecordRow, Records
from personalization import drivers_at


def recount(sequences: Sequence[int], answers: TextIO, chosen: Config, cabin: Cabin | None) -> None:
    """One line for each; ``cabin`` takes it again, None: it is only read. AuditError."""
    home = chosen.driver.home
    reader = _Reader(Keys(home, drivers_at(home)), cabin, in_use(chosen.model.home))
    with closing(Records(CloudHome(home))) as records:
        for sequence in sequences:
            line = {"sequence": sequence, **reader.read(records.row(sequence), records)}
            answers.write(json.dumps(line, ensure_ascii=False) + "\n")
            answers.flush()


@dataclass(frozen=True, slots=True)
class _Reader:
    keys: Keys
    cabin: Cabin | None
    now: Mapping[str, Any]
    """By what is decided today."""

    def read(self, row: RecordRow, records: Records) -> dict[str, Any]:
        try:
            packed = row.opened(self._key(row))
            found = {"content": json.loads(packed), "code": None}
            return (
                found
                if self.cabin is None
                else found | self._again(packed, row, records, self.cabin)
            )
        except AuditContentError as error:
            return {"content": None, "code": error.code}

    def _key(self, row: RecordRow) -> bytes:
        key = self.keys.of(row.subject)
        if key is None:
            raise AuditContentError("What was said then is erased.")
        return key

    def _again(
        self, packed: bytes, row: RecordRow, records: Records, cabin: Cabin
    ) -> dict[str, Any]:
        dialogue = cabin.dialogue
        try:
            again = taken_again(
                unpacked(packed),
                dialogue.understanding,
                dialogue.rules,
                is_offer=row.kind == RecordKind.OFFER,
            )
        except AssistantError as error:
            return {"again": {"is_same": False, "problem": error.code}}
        told = {
            "is_same": again.is_same,
            "plan": again.is_same_plan,
            "frames": again.is_same_frames,
        }
        return {"again": told | {"changed": list(self._changed(row, records))}}

    def _changed(self, row: RecordRow, records: Records) -> Iterator[str]:
        """What decides today and did not then."""
        then = records.row(int(row.facts["by"])).facts["versions"]
        for name in sorted(then.keys() | self.now.keys()):
            if then.get(name) != self.now.get(name):
                yield name
