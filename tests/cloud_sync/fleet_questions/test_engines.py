"""Spark gives the answers that DuckDB gives, to every question."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cloud_sync.errors import EngineMissingError, FleetDamagedError
from cloud_sync.event import Health, Usage
from cloud_sync.fleet import ANALYSES, ask, open_views
from cloud_sync.fleet.answer import sums
from cloud_sync.fleet.sharing import bounded
from cloud_sync.fleet.views import Views
from tests.cloud_sync.fleet_questions.conftest import DAYS, LAST
from tests.cloud_sync.fleet_questions.landing import Told, land
from tests.cloud_sync.fleet_questions.test_questions import USED

ROOT = Path(__file__).parents[3]
ODD = (
    "nonsense",
    "[1]",
    "5",
    "null",
    '{"battery_v": "11.0"}',
    '{"battery_v": "low"}',
    '{"battery_v": 1e999}',
    '{"battery_v": 11.0, "more": [1, {"a": 2}]}',
    '{"odometer_km": {"a": 1}, "battery_v": 11}',
    "{",
    "",
    None,
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One for all tests here; the engine takes the session it finds."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("NOT TESTED: Spark gives the same answers. There is no Java here.")
    sql = pytest.importorskip("pyspark.sql", reason="NOT TESTED: Spark. It is an extra.")
    options = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    }
    builder = sql.SparkSession.builder.appName("tests")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def spark(session: Any, landed: Path) -> Iterator[Views]:
    with open_views(landed, LAST, DAYS, "spark") as opened:
        yield opened


@pytest.mark.parametrize("asked", ANALYSES, ids=lambda one: one.name)
def test_spark_gives_the_same_answers(asked: Any, views: Views, spark: Views) -> None:
    """Small groups too, that nobody is told of."""
    assert sums(asked, spark) == sums(asked, views)


def test_spark_bounds_vehicles_the_same(views: Views, spark: Views) -> None:
    asked = next(one for one in ANALYSES if one.name == "quality")
    told = [{json.dumps(row) for row in one.rows(bounded(asked, one))} for one in (views, spark)]
    assert told[0] == told[1]


def test_spark_reads_what_broken_cars_send_the_same(tmp_path: Path, session: Any) -> None:
    odd = [Told(f"car-{n}-{place}", data) for place, data in enumerate(ODD) for n in range(25)]
    land(tmp_path, Health, LAST, odd)
    land(tmp_path, Health, LAST - timedelta(days=1), odd)
    land(tmp_path, Usage, LAST, [Told(f"car-{n}", USED) for n in range(25)])
    asked = next(one for one in ANALYSES if one.name == "condition")
    answers = []
    for engine in ("duckdb", "spark"):
        with open_views(tmp_path, LAST, engine=engine) as views:
            answers.append(ask(asked, views).plain())
    assert answers[0] == answers[1]
    assert answers[0]["rows"][0]["vehicles"] == 75


def test_spark_names_a_damaged_file(tmp_path: Path, session: Any) -> None:
    land(tmp_path, Usage, LAST, [Told("car-1", USED)]).write_bytes(b"PAR1 that is no file PAR1")
    asked = next(one for one in ANALYSES if one.name == "quality")
    with pytest.raises(FleetDamagedError), open_views(tmp_path, LAST, engine="spark") as views:
        ask(asked, views)


def test_without_java_there_is_one_sentence(landed: Path) -> None:
    pytest.importorskip("pyspark", reason="NOT TESTED: Spark. It is an extra.")
    found = _fleet("quality", "--from", str(landed), "--engine", "spark", PATH="/nowhere")
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert EngineMissingError.code in found.stderr
    assert "Java" in found.stderr


def test_the_face_loads_no_engine() -> None:
    code = (
        "import sys, cloud_sync.fleet, cloud_sync.__main__;"
        "print(*sorted(m.partition('.')[0] for m in sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"ibis", "duckdb", "pyspark", "py4j", "opendp", "pandas"} & set(found.stdout.split())


def _fleet(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | environment
    command = [sys.executable, "-m", "cloud_sync", "fleet", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
