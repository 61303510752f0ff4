"""Spark as the engine, for a fleet that outgrew one machine: the extra ``spark``, and Java.

A session that runs already is used and left running (a cluster's own, or that of tests); else one
is started in this process, on all cores, reachable from nowhere.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cloud_sync.errors import EngineMissingError, FleetDamagedError, FleetError
from cloud_sync.fleet.engine import Kind, Row, Table
from cloud_sync.fleet.from_json import from_json

_EVERYWHERE = {"spark.sql.session.timeZone": "UTC", "spark.log.level": "ERROR"}
_LOCAL = {
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.showConsoleProgress": "false",
}


class SparkEngine:
    def __init__(self) -> None:
        if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
            raise EngineMissingError("Spark needs Java 17 or newer, and there is none here.")
        self._overflow = tempfile.TemporaryDirectory(prefix="codriver-fleet-")
        self._ours = SparkSession.getActiveSession() is None
        self._session = _session(self._overflow.name)
        self._base = ibis.pyspark.connect(self._session)
        self._numbers = itertools.count()
        self._kept: list[Any] = []

    def landed(self, directory: Path) -> Table:
        with _translated():
            return self._base.read_parquet(str(directory), pathGlobFilter="part-*.parquet")

    def fields(self, landed: Table, kinds: Mapping[str, Kind], keep: Sequence[str]) -> Table:
        """By way of text: a number in quotation marks is one, as DuckDB has it."""
        structure = ", ".join(f"`{name}` STRING" for name in kinds)
        texts = from_json(landed["data"], structure, dict.fromkeys(kinds, "text"))
        told = landed.select(*keep, told=texts).unpack("told")
        numbers = [name for name, kind in kinds.items() if kind == "number"]
        return told.mutate(**{name: told[name].try_cast("float64") for name in numbers})

    def keep(self, table: Table) -> Table:
        name = f"kept_{id(self)}_{next(self._numbers)}"
        with _translated():
            kept = self._session.sql(self._base.compile(table)).persist()
            kept.createOrReplaceTempView(name)
            self._kept.append(kept)
            return self._base.table(name)

    def rows(self, table: Table) -> list[Row]:
        with _translated():
            found = self._session.sql(self._base.compile(table)).collect()
        return [{name: _day(value) for name, value in row.asDict().items()} for row in found]

    def close(self) -> None:
        for kept in self._kept:
            kept.unpersist()
        if self._ours:
            self._session.stop()
        self._overflow.cleanup()


def _day(value: object) -> object:
    """Spark cuts a date down to a week as a moment; no analysis tells of moments."""
    return value.date() if isinstance(value, datetime) else value


def _session(overflow: str) -> Any:
    builder = SparkSession.builder.appName("codriver fleet")
    own = {"spark.sql.warehouse.dir": f"{overflow}/warehouse", "spark.local.dir": overflow}
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # spark-submit says where it runs
    for name, value in (_EVERYWHERE if is_submitted else _EVERYWHERE | _LOCAL | own).items():
        builder = builder.config(name, value)
    try:
        return SparkSession.getActiveSession() or builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise EngineMissingError("Spark does not start here; it needs Java 17 or newer.") from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (PySparkException, Py4JError) as error:
        said = str(error)
        line = said.partition("\n")[0]
        if "FAILED_READ_FILE" in said or "CANNOT_READ_FILE" in said:
            raise FleetDamagedError(f"A landed file cannot be read: {line}") from error
        raise FleetError(f"Spark cannot go on: {line}") from error
