"""Events at rest: Parquet files by class, type and date, for whoever asks questions of a fleet.

A file is named after the range of the journal it holds and appears whole or not at all; the same
range written again replaces the same files. Sealed data is opened here if the recipient's key is at
hand, and lies sealed otherwise.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cloud_sync.errors import CloudError, IngestError
from cloud_sync.fleet.landed import columns, part
from cloud_sync.reference.journal import Range, Row

Unseal = Callable[[Mapping[str, Any]], bytes | None]
"""A whole event to its data as JSON; None or a CloudError: it cannot be opened here."""


class Partitions:
    def __init__(self, directory: Path, unseal: Unseal | None = None) -> None:
        """Removes what a kill left half written. ``unseal``: None keeps sealed data as it came."""
        self._directory = directory
        self._unseal = unseal or (lambda _event: None)
        for left in directory.glob("class=*/type=*/date=*/.part-*"):
            left.unlink()

    def write(self, moved: Range, rows: Iterable[Row]) -> None:
        """All of a range; on the disk when this returns."""
        groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row.data_class, row.type, row.time[:10]].append(self._record(row))
        for (data_class, kind, date), records in groups.items():
            path = part(self._directory, data_class, kind, date, (moved.first, moved.last))
            _replace(path, pa.Table.from_pylist(records, schema=columns()))

    def files(self) -> list[Path]:
        return sorted(self._directory.glob("class=*/type=*/date=*/part-*.parquet"))

    def erase(self, vehicle: str) -> int:
        """Write every file that holds something of a vehicle anew without it; how much it was."""
        return sum(_erase(path, vehicle) for path in self.files())

    def _record(self, row: Row) -> dict[str, Any]:
        event = json.loads(row.body)
        data, sealed = self._data(event)
        return {
            "vehicle": row.vehicle,
            "stream": row.stream,
            "sequence": row.sequence,
            "previous": row.previous,
            "id": event["id"],
            "time": datetime.fromisoformat(row.time),
            "purpose": event["purpose"],
            "grant": event.get("grant", ""),
            "dataschema": event.get("dataschema", ""),
            "data": data,
            "sealed": sealed,
        }

    def _data(self, event: Mapping[str, Any]) -> tuple[str | None, str | None]:
        if "data_base64" not in event:
            return json.dumps(event.get("data")), None
        try:
            opened = self._unseal(event)
        except CloudError:
            opened = None
        if opened is None:
            return None, event["data_base64"]
        return opened.decode(errors="replace"), None


def _erase(path: Path, vehicle: str) -> int:
    table = _read(path)
    kept = table.filter(pc.not_equal(table["vehicle"], vehicle))
    if kept.num_rows == 0:
        path.unlink()
    elif kept.num_rows < table.num_rows:
        _replace(path, kept)
    return int(table.num_rows - kept.num_rows)


def _read(path: Path) -> Any:
    try:
        return pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        raise IngestError(f"{path.name} cannot be read.") from error


def _replace(path: Path, table: Any) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise IngestError(f"{path.name} cannot be written: {error.strerror}") from error


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
