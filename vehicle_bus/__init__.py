"""The car: read its state, move its actuators, never past the gate."""

from vehicle_bus import catalogue as catalogue
from vehicle_bus.errors import BlockedFrameError as BlockedFrameError
from vehicle_bus.errors import VehicleBusError as VehicleBusError
from vehicle_bus.signal import Access as Access
from vehicle_bus.signal import Kind as Kind
from vehicle_bus.signal import Signal as Signal
from vehicle_bus.state import VehicleState as VehicleState
from vehicle_bus.state import Zone as Zone
from vehicle_bus.value import BusCommand as BusCommand
from vehicle_bus.value import Query as Query
from vehicle_bus.value import Value as Value
