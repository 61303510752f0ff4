"""Events of one's own, landed beside those of a made-up fleet or alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cloud_sync.event import Event, type_name
from cloud_sync.fleet.landed import columns, part


@dataclass(frozen=True)
class Told:
    vehicle: str
    data: str | None
    """As it lies there: JSON, or what a broken car sent; None: sealed."""
    hour: int = 12


def land(root: Path, schema: type[Event], day: date, told: Sequence[Told]) -> Path:
    kind = type_name(schema.name, schema.version)
    path = part(root, schema.data_class.value, kind, day.isoformat(), (1, len(told)))
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [_row(schema, day, number, one) for number, one in enumerate(told, 1)]
    pq.write_table(pa.Table.from_pylist(rows, schema=columns()), path)
    return path


def _row(schema: type[Event], day: date, number: int, told: Told) -> Mapping[str, Any]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {
        "vehicle": told.vehicle,
        "stream": schema.stream,
        "sequence": number,
        "previous": number - 1,
        "id": f"{told.vehicle}-{number}",
        "time": midnight + timedelta(hours=told.hour),
        "purpose": schema.purpose.value,
        "grant": "g",
        "dataschema": "s",
        "data": told.data,
        "sealed": None if told.data is not None else "c2VhbGVk",
    }
