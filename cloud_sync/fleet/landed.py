"""What lies in the partitions: the columns of a file and the folders it is found in.

Whoever lands events writes by this, whoever asks questions reads by it. A file holds events as they
came, their data as JSON; a vehicle that is erased there is gone from every answer, for no other
copy is made.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cloud_sync.errors import FleetEmptyError
from cloud_sync.event import Event, type_name

_DATE = "date="


def columns() -> Any:
    """The schema of a file, for pyarrow."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed to write or read

    return pa.schema(
        [
            ("vehicle", pa.string()),
            ("stream", pa.string()),
            ("sequence", pa.int64()),
            ("previous", pa.int64()),
            ("id", pa.string()),
            ("time", pa.timestamp("us", tz="UTC")),
            ("purpose", pa.string()),
            ("grant", pa.string()),
            ("dataschema", pa.string()),
            ("data", pa.string()),
            ("sealed", pa.string()),
        ]
    )


def part(root: Path, data_class: str, kind: str, day: str, numbers: tuple[int, int]) -> Path:
    """Where a range of the journal lies that happened on one day."""
    directory = root / f"class={data_class}" / f"type={kind}" / f"{_DATE}{day}"
    return directory / f"part-{numbers[0]:016d}-{numbers[1]:016d}.parquet"


def directory_of(root: Path, schema: type[Event]) -> Path:
    """All of one schema."""
    kind = type_name(schema.name, schema.version)
    return root / f"class={schema.data_class.value}" / f"type={kind}"


def holds_files(directory: Path) -> bool:
    return any(directory.glob(f"{_DATE}*/part-*.parquet"))


def newest_day(root: Path) -> date:
    """The last day something landed of; a car whose clock is ahead does not count.

    FleetEmptyError: nothing did.
    """
    today = datetime.now(UTC).date()
    days = [day for day in _days(root) if day <= today]
    if not days:
        raise FleetEmptyError("No events have landed there.")
    return max(days)


def _days(root: Path) -> Iterator[date]:
    for found in root.glob(f"class=*/type=*/{_DATE}*"):
        try:
            yield date.fromisoformat(found.name.removeprefix(_DATE))
        except ValueError:
            continue
