"""The virtual car: the ECUs on the other end of the wire.

Start at ``VirtualVehicle``. ``car`` joins the ECUs, one module each; ``board`` is what they share.
"""

from vehicle_bus.virtual.arrange import CONTEXT_KEYS as CONTEXT_KEYS
from vehicle_bus.virtual.arrange import DEFAULT_SPEED_KMH as DEFAULT_SPEED_KMH
from vehicle_bus.virtual.vehicle import VirtualVehicle as VirtualVehicle
