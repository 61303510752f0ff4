"""The car: read its state, move its actuators, never past the gate.

Start at ``Vehicle``. What may be moved, how far and when stands in ``catalogue``; what stops a bad
frame is ``Gate``. ``VirtualVehicle`` is a whole car on the other end of a bus.
"""

from typing import TYPE_CHECKING

from vehicle_bus import catalogue as catalogue
from vehicle_bus import parameter as parameter
from vehicle_bus.bus import LOCAL_CHANNEL as LOCAL_CHANNEL
from vehicle_bus.bus import Bus as Bus
from vehicle_bus.bus import PythonCanBus as PythonCanBus
from vehicle_bus.codec import CommandFrame as CommandFrame
from vehicle_bus.codec import DbcCodec as DbcCodec
from vehicle_bus.codec import StatusFrame as StatusFrame
from vehicle_bus.courier import Actuation as Actuation
from vehicle_bus.errors import BadAnswerError as BadAnswerError
from vehicle_bus.errors import BadArrangementError as BadArrangementError
from vehicle_bus.errors import BadMappingError as BadMappingError
from vehicle_bus.errors import BlockedFrameError as BlockedFrameError
from vehicle_bus.errors import BusLostError as BusLostError
from vehicle_bus.errors import DecodingError as DecodingError
from vehicle_bus.errors import DiagnosticError as DiagnosticError
from vehicle_bus.errors import EncodingError as EncodingError
from vehicle_bus.errors import NegativeAnswerError as NegativeAnswerError
from vehicle_bus.errors import ProtectionError as ProtectionError
from vehicle_bus.errors import SilentUnitError as SilentUnitError
from vehicle_bus.errors import TransferError as TransferError
from vehicle_bus.errors import TransferTimeoutError as TransferTimeoutError
from vehicle_bus.errors import UnknownFrameError as UnknownFrameError
from vehicle_bus.errors import UnknownSignalError as UnknownSignalError
from vehicle_bus.errors import VehicleBusError as VehicleBusError
from vehicle_bus.frame import Frame as Frame
from vehicle_bus.gate import Gate as Gate
from vehicle_bus.intake import Dropped as Dropped
from vehicle_bus.mapping import load_mapping as load_mapping
from vehicle_bus.reproduction import reproduced as reproduced
from vehicle_bus.signal import Access as Access
from vehicle_bus.signal import Kind as Kind
from vehicle_bus.signal import Signal as Signal
from vehicle_bus.state import VehicleState as VehicleState
from vehicle_bus.state import Zone as Zone
from vehicle_bus.tap import SeenFrame as SeenFrame
from vehicle_bus.trouble import EmissionReport as EmissionReport
from vehicle_bus.trouble import FreezeFrame as FreezeFrame
from vehicle_bus.trouble import Identity as Identity
from vehicle_bus.trouble import Measured as Measured
from vehicle_bus.trouble import TroubleCode as TroubleCode
from vehicle_bus.trouble import Troubles as Troubles
from vehicle_bus.trouble import is_code as is_code
from vehicle_bus.value import BusCommand as BusCommand
from vehicle_bus.value import Query as Query
from vehicle_bus.value import Value as Value
from vehicle_bus.vehicle import Vehicle as Vehicle
from vehicle_bus.watch import Alarm as Alarm
from vehicle_bus.watch import Rule as Rule

if TYPE_CHECKING:
    from vehicle_bus.diagnosis import Diagnosis as Diagnosis
    from vehicle_bus.virtual import VirtualVehicle as VirtualVehicle


def __getattr__(name: str) -> object:
    """The virtual car is loaded only by those who drive it."""
    if name == "VirtualVehicle":
        from vehicle_bus.virtual import VirtualVehicle  # noqa: PLC0415

        return VirtualVehicle
    raise AttributeError(name)
