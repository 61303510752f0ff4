"""Keeps the logbook of the parts in a car that belongs to no fleet, and offers what they need.

In a car of a fleet ``Upkeep`` does that along with what it tells. Nothing leaves this car.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from assistant.fleet.telling import measured
from assistant.fleet.workshop import Workshop
from assistant.known import Offer
from cloud_sync import CloudError
from vehicle_bus import Vehicle, VehicleBusError

_LOG = logging.getLogger(__name__)
_FIRST_S = 10.0
"""One question and its answer are over by then, and want no reading of the parts."""
_EVERY_S = 600.0


class Keeper:
    def __init__(self, workshop: Workshop, vehicle: Vehicle, now: Callable[[], datetime]) -> None:
        self._workshop = workshop
        self._vehicle = vehicle
        self._now = now
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def look(self) -> None:
        """What cannot be read or kept now is tried again later."""
        try:
            state, today = self._vehicle.refresh(), self._now().date()
            self._workshop.look(state, today, measured(self._vehicle))
        except (CloudError, VehicleBusError) as error:
            _LOG.info("keeper.later", extra={"code": error.code})

    def offer(self) -> Offer | None:
        """What a part needs; None: nothing that was not told before."""
        return self._workshop.offer(self._vehicle.refresh)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s = _FIRST_S
        while not self._ended.wait(wait_s):
            self.look()
            wait_s = _EVERY_S


@contextmanager
def keeping(keeper: Keeper) -> Iterator[None]:
    keeper.start()
    try:
        yield
    finally:
        keeper.close()
