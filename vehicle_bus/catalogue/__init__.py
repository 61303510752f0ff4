"""Every signal of the car, declared once.

``SIGNALS`` is the table the codec, the gate, the policy, the slot ranges, the documentation and
the virtual car all read; ``GROUPS`` are short names for several of them. One module per family
holds the entries: append new ones at the end, since the layout of a message follows the order.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from vehicle_bus.catalogue.cabin import CABIN
from vehicle_bus.catalogue.climate import CLIMATE
from vehicle_bus.catalogue.entry import by_name
from vehicle_bus.catalogue.group import GROUPS as GROUPS
from vehicle_bus.catalogue.light import LIGHT
from vehicle_bus.catalogue.media import MEDIA
from vehicle_bus.catalogue.message import MESSAGES as MESSAGES
from vehicle_bus.catalogue.message import STATUS_OF as STATUS_OF
from vehicle_bus.catalogue.message import Message as Message
from vehicle_bus.catalogue.navigation import NAVIGATION
from vehicle_bus.catalogue.opening import OPENING
from vehicle_bus.catalogue.phone import PHONE
from vehicle_bus.catalogue.privacy import PRIVACY
from vehicle_bus.catalogue.report import READ_REPORT as READ_REPORT
from vehicle_bus.catalogue.report import REPORTS as REPORTS
from vehicle_bus.catalogue.report import REVISIONS
from vehicle_bus.catalogue.report import Report as Report
from vehicle_bus.catalogue.seat import SEAT
from vehicle_bus.catalogue.vehicle import VEHICLE
from vehicle_bus.errors import UnknownSignalError
from vehicle_bus.signal import Signal
from vehicle_bus.state import VehicleState
from vehicle_bus.value import BusCommand

SIGNALS: Mapping[str, Signal] = MappingProxyType(
    by_name(
        CLIMATE, SEAT, OPENING, LIGHT, CABIN, MEDIA, NAVIGATION, PHONE, VEHICLE, PRIVACY, REVISIONS
    )
)
BY_SERVICE: Mapping[int, Signal] = MappingProxyType(
    {signal.service: signal for signal in SIGNALS.values() if signal.service is not None}
)


def find(name: str) -> Signal:
    try:
        return SIGNALS[name]
    except KeyError as error:
        raise UnknownSignalError(name) from error


def objection(
    command: BusCommand, state: VehicleState, together: Iterable[BusCommand] = ()
) -> str | None:
    """Why the car would not obey this now, as a stable code; None if it would.

    ``together`` are the commands asked for at the same time: fog lights that go off make way for
    the main beam.
    """
    return find(command.signal).objection(command.value, state, together)
