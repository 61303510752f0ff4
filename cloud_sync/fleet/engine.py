"""The port to whatever computes answers. Analyses are Ibis expressions and know no engine.

An engine reads landed files, takes JSON apart, keeps what many questions need, and hands over rows.
The two adapters are in ``duck`` and ``spark``; ``engines`` is the only place that picks one.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

Name = Literal["duckdb", "spark"]
NAMES: tuple[Name, ...] = ("duckdb", "spark")

Kind = Literal["number", "text"]

Table = Any
"""An Ibis table expression; Ibis comes without types."""
Column = Any
Row = dict[str, Any]


class Engine(Protocol):
    """FleetDamagedError if a file cannot be read, FleetError if it cannot go on."""

    def landed(self, directory: Path) -> Table:
        """The files of one schema, with the column ``date`` of the folder."""

    def fields(self, landed: Table, kinds: Mapping[str, Kind], keep: Sequence[str]) -> Table:
        """What ``data`` holds as columns, beside some that are kept; None: not there, or not so."""

    def keep(self, table: Table) -> Table:
        """The same, computed once."""

    def rows(self, table: Table) -> list[Row]: ...

    def close(self) -> None: ...
