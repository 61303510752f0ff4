"""Landed events as typed tables, condensed to what a vehicle told in a day.

Analyses begin here. Columns come from the schemas of events; each view is computed once per engine
and only when it is asked for. What a car sent is not believed: a word where a number should be, or
a number no car can mean, is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from pathlib import Path
from typing import get_args

from cloud_sync.event import ComponentHealth, Event, Health, Repair, Security, UpdateState, Usage
from cloud_sync.fleet.engine import Column, Engine, Kind, Row, Table
from cloud_sync.fleet.landed import columns, directory_of, holds_files

AS_DELIVERED = "as delivered"
"""The release of a car that was never updated."""
_LARGEST = 1e12
_PART = ("component", "part_number", "serial", "health_percent", "age_km", "age_days")
"""Of what is told of a part, all that is asked for here."""
_MOST_TURNS = 10_000
"""In one report of a car."""
_MOST_MS = 600_000.0
_TYRES = ("front_left", "front_right", "rear_left", "rear_right")
_PART = (
    *("component", "part_number", "serial", "age_days", "health_percent"),
    "remaining_likely_days",
)
_BASE = ("vehicle", "date", "time", "sequence")


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date
    """Included."""

    @classmethod
    def until(cls, last: date, days: int) -> "Period":
        return cls(last - timedelta(days=days - 1), last)


class Views:
    def __init__(self, engine: Engine, directory: Path, period: Period) -> None:
        self._engine = engine
        self._directory = directory
        self.period = period

    @cached_property
    def usage(self) -> Table:
        """Vehicle, day, release: sums of turns; reports that do not tell all of them left out."""
        counts = ("done", "asked", "refused", "failed", "corrected", "undone")
        told = self._typed(Usage, ("turns", *counts, "median_ms", "release"))
        told = told.filter(
            told.turns.between(1, _MOST_TURNS),
            *(told[name].between(0, told.turns) for name in counts),
        )
        ms = told.median_ms.between(0, _MOST_MS).ifelse(told.median_ms, None)
        told = told.mutate(
            release=told.release.fill_null(AS_DELIVERED),
            timed_turns=ms.notnull().ifelse(told.turns, 0),
            ms=(ms * told.turns).round().cast("int64").fill_null(0),
        )
        sums = ("turns", *counts, "timed_turns", "ms")
        return self._engine.keep(
            told.group_by("vehicle", "date", "release").agg(**{n: told[n].sum() for n in sums})
        )

    @cached_property
    def health(self) -> Table:
        """Vehicle and day: how far it had driven, its lowest battery voltage and tyre pressure."""
        tyres = [f"tyre_{where}_kpa" for where in _TYRES]
        told = self._typed(Health, ("odometer_km", "battery_v", *tyres))
        return self._engine.keep(
            told.group_by("vehicle", "date").agg(
                first_km=told.odometer_km.min(),
                last_km=told.odometer_km.max(),
                battery_v=told.battery_v.min(),
                tyre_kpa=reduce(_less, (told[name].min().fill_null(_LARGEST) for name in tyres)),
            )
        )

    @cached_property
    def updates(self) -> Table:
        """Vehicle and release: the last phase told, and its problem."""
        told = self._typed(UpdateState, ("release", "phase", "problem"))
        told = told.filter(told.release.notnull(), told.phase.notnull())
        return self._engine.keep(latest(told, ("vehicle", "release")))

    @cached_property
    def security(self) -> Table:
        """Vehicle, kind and detail: how often."""
        told = self._typed(Security, ("kind", "detail", "count"))
        told = told.filter(told.kind.notnull())
        told = told.mutate(
            detail=told.detail.fill_null(""), count=told["count"].fill_null(1).clip(1, _MOST_TURNS)
        )
        by = ("vehicle", "kind", "detail")
        return self._engine.keep(told.group_by(*by).agg(attempts=told["count"].sum()))

    @cached_property
    def components(self) -> Table:
        """Every part a car has, as it told it last; what was replaced it has no longer."""
        told = self._typed(ComponentHealth, _PART)
        told = told.filter(told.component.notnull(), told.part_number.notnull())
        told = told.mutate(serial=told.serial.fill_null(""))
        seen = latest(told, ("vehicle", "component", "part_number", "serial"))
        done = self.repairs
        gone = done.filter(done.action == "replaced", done.serial.notnull())
        return self._engine.keep(seen.anti_join(gone, ("vehicle", "component", "serial")))

    @cached_property
    def repairs(self) -> Table:
        """What was done, one row each."""
        told = self._typed(Repair, tuple(Repair.model_fields))
        told = told.filter(told.component.notnull(), told.part_number.notnull())
        return self._engine.keep(told)

    @cached_property
    def driven(self) -> Table:
        """Vehicle: whole kilometres within the period."""
        days = (self.period.last - self.period.first).days + 1
        by = self.health.group_by("vehicle")
        least_most = by.agg(first=self.health.first_km.min(), last=self.health.last_km.max())
        km = (least_most["last"] - least_most["first"]).clip(0, days * 2_000)
        return least_most.select("vehicle", km=km.round().cast("int64").fill_null(0))

    @cached_property
    def vehicles(self) -> Table:
        """Every vehicle that told something of its condition or use."""
        heard = self.health.select("vehicle").union(self.usage.select("vehicle"), distinct=True)
        return self._engine.keep(heard)

    def rows(self, table: Table) -> list[Row]:
        return self._engine.rows(table)

    def _typed(self, schema: type[Event], fields: Sequence[str]) -> Table:
        types = {name: get_args(schema.model_fields[name].annotation) for name in fields}
        kinds: dict[str, Kind] = {n: "text" if str in t else "number" for n, t in types.items()}
        told = self._engine.fields(self._landed(schema), kinds, _BASE)
        numbers = {n: _number(told[n], int in types[n]) for n in fields if kinds[n] == "number"}
        return told.mutate(**numbers)

    def _landed(self, schema: type[Event]) -> Table:
        import ibis  # noqa: PLC0415 - heavy, and only needed when asked

        directory = directory_of(self._directory, schema)
        if not holds_files(directory):
            empty = ibis.Schema.from_pyarrow(columns())
            return ibis.memtable([], schema={**dict(empty.items()), "date": "date"})
        landed = self._engine.landed(directory)
        landed = landed.mutate(date=landed["date"].cast("date"))
        return landed.filter(landed["date"].between(self.period.first, self.period.last))

    def landed_counts(self, schema: type[Event]) -> Row:
        """Events of a schema, and those whose data are sealed and were not opened here."""
        landed = self._landed(schema)
        counts = landed.agg(events=landed.count(), sealed=landed["sealed"].count())
        return self._engine.rows(counts)[0]


def latest(told: Table, by: Sequence[str]) -> Table:
    """The last event of each."""
    return first(told, by, (told["time"].desc(), told["sequence"].desc()))


def first(told: Table, by: Sequence[str], order: Sequence[Column], count: int = 1) -> Table:
    """The first rows of each. ``order`` puts no two rows of one in the same place."""
    place = told[by[0]].rank().over(group_by=[told[name] for name in by], order_by=list(order))
    numbered = told.mutate(place=place)
    return numbered.filter(numbered["place"] < count).drop("place")


def week(day: Column) -> Column:
    """Its Monday."""
    return day.truncate("W").cast("date")


def _less(one: Column, other: Column) -> Column:
    return (one < other).ifelse(one, other)


def _number(number: Column, is_whole: bool) -> Column:
    number = number.between(-_LARGEST, _LARGEST).ifelse(number, None)
    return number.floor().cast("int64") if is_whole else number
