"""What is made up lies there as an ingest would have landed it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cloud_sync.errors import FleetError
from cloud_sync.event import SCHEMAS
from cloud_sync.fleet.generated import Size, generate
from cloud_sync.fleet.landed import columns
from cloud_sync.reference.partition import Partitions
from tests.cloud_sync.fleet_questions.conftest import LAST


def rows(root: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in Partitions(root).files():
        for row in pq.ParquetFile(path).read().to_pylist():
            yield path, row


def test_every_event_is_valid_and_lies_where_it_belongs(tmp_path: Path) -> None:
    generate(tmp_path, Size(vehicles=60, days=12, health_a_day=1, seed=3), LAST)
    seen: set[str] = set()
    numbers: dict[tuple[str, str], list[int]] = {}
    for path, row in rows(tmp_path):
        name = row["dataschema"].split(":")[3]
        schema = SCHEMAS[name]
        schema.model_validate_json(row["data"])
        assert f"class={schema.data_class}/type=com.codriver.{name}.v1/date=" in str(path)
        assert path.parent.name == f"date={row['time']:%Y-%m-%d}"
        assert (row["stream"], row["purpose"]) == (schema.stream, schema.purpose)
        numbers.setdefault((row["vehicle"], row["stream"]), []).append(row["sequence"])
        seen.add(name)
    assert seen == {"health", "usage", "update", "security", "component", "repair"}
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def test_the_same_seed_gives_the_same_events(tmp_path: Path) -> None:
    size = Size(vehicles=20, days=4, seed=5)
    told = []
    for name in ("one", "two"):
        generate(tmp_path / name, size, LAST)
        told.append([row for _, row in rows(tmp_path / name)])
    assert told[0] == told[1]
    generate(tmp_path / "three", Size(vehicles=20, days=4, seed=6), LAST)
    assert told[0] != [row for _, row in rows(tmp_path / "three")]


def test_files_have_the_columns_that_are_landed(landed: Path) -> None:
    path = Partitions(landed).files()[0]
    assert pq.ParquetFile(path).schema_arrow.equals(columns())


def test_what_lies_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "something").write_text(json.dumps("mine"))
    with pytest.raises(FleetError, match="already"):
        generate(tmp_path, Size(vehicles=5, days=2), LAST)
