"""DuckDB as the engine: in this process, on one machine, with a limit to its memory.

What does not fit is put into a temporary directory. Nothing is fetched from a network.
"""

import itertools
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis

from cloud_sync.errors import FleetDamagedError, FleetError
from cloud_sync.fleet.engine import Kind, Row, Table
from cloud_sync.fleet.from_json import from_json

_MEMORY = "1GB"
"""For its tables; the process takes some hundred megabytes more."""

_TYPES: Mapping[Kind, str] = {"number": "DOUBLE", "text": "VARCHAR"}


class DuckDbEngine:
    def __init__(self) -> None:
        self._overflow = tempfile.TemporaryDirectory(prefix="codriver-fleet-")
        self._numbers = itertools.count()
        self._base = ibis.duckdb.connect(
            memory_limit=_MEMORY,
            temp_directory=self._overflow.name,
            autoinstall_known_extensions=False,
        )
        self._base.raw_sql("SET TimeZone = 'UTC'")
        self._base.raw_sql("SET preserve_insertion_order = false")

    def landed(self, directory: Path) -> Table:
        with _translated():
            files = f"{directory}/date=*/part-*.parquet"
            return self._base.read_parquet(files, hive_partitioning=True)

    def fields(self, landed: Table, kinds: Mapping[str, Kind], keep: Sequence[str]) -> Table:
        structure = json.dumps({name: _TYPES[kind] for name, kind in kinds.items()})
        valid = landed["data"].try_cast("json").cast("string")
        return landed.select(*keep, told=from_json(valid, structure, kinds)).unpack("told")

    def keep(self, table: Table) -> Table:
        with _translated():
            return self._base.create_table(f"kept_{next(self._numbers)}", table, temp=True)

    def rows(self, table: Table) -> list[Row]:
        with _translated():
            return list(self._base.to_pyarrow(table).to_pylist())

    def close(self) -> None:
        self._base.disconnect()
        self._overflow.cleanup()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise FleetDamagedError(f"A landed file cannot be read: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise FleetError(f"DuckDB cannot go on: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
