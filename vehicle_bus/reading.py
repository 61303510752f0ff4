"""Texts of the head unit: reads each report again when its revision moved on.

A report that cannot be read is unknown and tried again after a while, so that a silent head unit
holds nobody up for longer than one answer may take.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from vehicle_bus.catalogue import READ_REPORT, REPORTS, Report
from vehicle_bus.errors import VehicleBusError
from vehicle_bus.request import Fields, Outcome, Response
from vehicle_bus.state import Texts, VehicleState
from vehicle_bus.value import Query, Value

RETRY_AFTER_S = 1.0

Ask = Callable[[int, Query], Response]
"""Ask the head unit for a service; raises VehicleBusError when no answer comes."""


class Reading:
    """Used by one thread at a time."""

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._read: dict[str, tuple[Value, Fields]] = {}
        """Revision and content of each report that was read."""
        self._not_before_s = clock()
        """When to ask next: a head unit that did not answer is left alone for a while."""

    def completed(self, state: VehicleState) -> VehicleState:
        """The state with the texts that belong to its revisions."""
        known = {report: self._fields(report, state) for report in REPORTS}
        values = {
            report.signal: " ".join(_all(fields, "text"))
            for report, fields in known.items()
            if report.signal is not None and fields
        }
        texts = _texts({report.name: fields for report, fields in known.items()})
        return replace(state, values={**state.values, **values}, texts=texts)

    def _fields(self, report: Report, state: VehicleState) -> Fields:
        revision = state[report.revision]
        if revision is None:
            self._read.pop(report.name, None)
            return ()
        read = self._read.get(report.name)
        if read is not None and read[0] == revision:
            return read[1]
        return self._asked(report, revision) if self._clock() >= self._not_before_s else ()

    def _asked(self, report: Report, revision: Value) -> Fields:
        try:
            response = self._ask(READ_REPORT, Query.of(report=report.name))
        except VehicleBusError:
            self._not_before_s = self._clock() + RETRY_AFTER_S
            return ()
        fields = response.fields if response.outcome is Outcome.OK else ()
        self._read[report.name] = (revision, fields)
        return fields


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
        library=reports["library"],
    )


def _all(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(text for key, text in fields if key == name)


def _first(fields: Fields, name: str) -> str | None:
    return next(iter(_all(fields, name)), None)
