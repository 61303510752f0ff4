"""Texts of the head unit: reads each report again when its revision moved on.

A report that cannot be read is unknown and tried again after a while; it never holds anybody up for
longer than one answer may take.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from vehicle_bus.catalogue import READ_REPORT, REPORTS, Report
from vehicle_bus.errors import VehicleBusError
from vehicle_bus.request import Fields, Outcome, Response
from vehicle_bus.state import Texts, VehicleState
from vehicle_bus.value import Query, Value

RETRY_AFTER_S = 1.0

Ask = Callable[[int, Query], Response]
"""Ask the head unit for a service; raises VehicleBusError when no answer comes."""


@dataclass(frozen=True, slots=True)
class _Read:
    revision: Value
    fields: Fields
    retry_at_s: float | None = None
    """When to try again; None when it was read."""

    def is_due(self, revision: Value, now_s: float) -> bool:
        if self.retry_at_s is not None:
            return now_s >= self.retry_at_s
        return self.revision != revision


class Reading:
    """Used by one thread at a time."""

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._read: dict[str, _Read] = {}

    def completed(self, state: VehicleState) -> VehicleState:
        """The state with the texts that belong to its revisions."""
        known = {report: self._current(report, state) for report in REPORTS}
        values = {
            report.signal: " ".join(_all(fields, "text"))
            for report, fields in known.items()
            if report.signal is not None and fields
        }
        texts = _texts({report.name: fields for report, fields in known.items()})
        return replace(state, values={**state.values, **values}, texts=texts)

    def is_due(self, state: VehicleState) -> bool:
        """Is there anything to be read?"""
        return any(self._is_due(report, state[report.revision]) for report in REPORTS)

    def _is_due(self, report: Report, revision: Value | None) -> bool:
        if revision is None:
            return report.name in self._read
        read = self._read.get(report.name)
        return read is None or read.is_due(revision, self._clock())

    def _current(self, report: Report, state: VehicleState) -> Fields:
        revision = state[report.revision]
        if revision is None:
            self._read.pop(report.name, None)
            return ()
        if self._is_due(report, revision):
            self._read[report.name] = self._asked(report, revision)
        return self._read[report.name].fields

    def _asked(self, report: Report, revision: Value) -> _Read:
        try:
            response = self._ask(READ_REPORT, Query.of(report=report.name))
        except VehicleBusError:
            return _Read(revision, (), self._clock() + RETRY_AFTER_S)
        return _Read(revision, response.fields if response.outcome is Outcome.OK else ())


def _texts(reports: Mapping[str, Fields]) -> Texts:
    calls, route, messages = reports["calls"], reports["route"], reports["messages"]
    return Texts(
        contacts=_all(reports["contacts"], "contact"),
        saved_places=_all(reports["saved_places"], "place"),
        destination=_first(route, "destination"),
        waypoints=_all(route, "waypoint"),
        incoming_call=_first(calls, "incoming"),
        in_call=_first(calls, "active"),
        messages=tuple(zip(_all(messages, "sender"), _all(messages, "text"), strict=False)),
    )


def _all(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(text for key, text in fields if key == name)


def _first(fields: Fields, name: str) -> str | None:
    return next(iter(_all(fields, name)), None)
