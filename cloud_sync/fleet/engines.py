"""Which engine answers. Each is loaded when it is asked for, and only then."""

from collections.abc import Iterator
from contextlib import contextmanager

from cloud_sync.errors import EngineMissingError
from cloud_sync.fleet.engine import Engine, Name


@contextmanager
def open_engine(name: Name = "duckdb") -> Iterator[Engine]:
    """EngineMissingError if it is not installed here."""
    engine = _open(name)
    try:
        yield engine
    finally:
        engine.close()


def _open(name: Name) -> Engine:
    try:
        if name == "spark":
            from cloud_sync.fleet.spark import SparkEngine  # noqa: PLC0415 - an extra

            return SparkEngine()
        from cloud_sync.fleet.duck import DuckDbEngine  # noqa: PLC0415 - heavy

        return DuckDbEngine()
    except ImportError as error:
        needs = "the extra codriver[spark]" if name == "spark" else "ibis-framework[duckdb]"
        raise EngineMissingError(
            f"{error.name} is not installed here; it needs {needs}."
        ) from error
