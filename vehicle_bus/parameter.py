"""What can be measured by asking: one table for the reader and for the units that answer.

Numbers of SAE J1979 are asked by their parameter id, or over UDS by the identifier 0xF400 above it;
those from 0x0100 are our own car's. Every value is ``raw * factor + offset``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vehicle_bus.errors import BadAnswerError

OBD_BASE = 0xF400
_HIGHEST_PID = 0xFF


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    did: int
    size: int
    """Bytes, most significant first."""
    unit: str
    factor: float = 1.0
    offset: float = 0.0

    @property
    def pid(self) -> int | None:
        """None: not one of SAE J1979."""
        pid = self.did - OBD_BASE
        return pid if 0 <= pid <= _HIGHEST_PID else None

    def decode(self, data: bytes) -> float:
        if len(data) != self.size:
            raise BadAnswerError(f"{self.name} has {self.size} bytes, not {len(data)}")
        return round(int.from_bytes(data) * self.factor + self.offset, 4)

    def encode(self, value: float) -> bytes:
        """The nearest that its bytes can carry."""
        raw = round((value - self.offset) / self.factor)
        return min(max(raw, 0), (1 << 8 * self.size) - 1).to_bytes(self.size)


_PERCENT = 100 / 255

LOAD = Parameter("engine load", OBD_BASE + 0x04, 1, "%", _PERCENT)
COOLANT = Parameter("coolant temperature", OBD_BASE + 0x05, 1, "Celsius", 1, -40)
RPM = Parameter("engine speed", OBD_BASE + 0x0C, 2, "rpm", 0.25)
SPEED = Parameter("speed", OBD_BASE + 0x0D, 1, "km/h")
INTAKE = Parameter("intake air temperature", OBD_BASE + 0x0F, 1, "Celsius", 1, -40)
SINCE_START = Parameter("time since start", OBD_BASE + 0x1F, 2, "s")
WITH_LAMP = Parameter("distance with the engine light on", OBD_BASE + 0x21, 2, "km")
FUEL = Parameter("fuel level", OBD_BASE + 0x2F, 1, "%", _PERCENT)
WARM_UPS = Parameter("warm-ups since codes were cleared", OBD_BASE + 0x30, 1, "")
SINCE_CLEARED = Parameter("distance since codes were cleared", OBD_BASE + 0x31, 2, "km")
MODULE_VOLTS = Parameter("supply voltage", OBD_BASE + 0x42, 2, "V", 0.001)
OUTSIDE = Parameter("outside temperature", OBD_BASE + 0x46, 1, "Celsius", 1, -40)
OIL_TEMPERATURE = Parameter("oil temperature", OBD_BASE + 0x5C, 1, "Celsius", 1, -40)
ODOMETER = Parameter("odometer", OBD_BASE + 0xA6, 4, "km", 0.1)

IGNITION_CYCLES = Parameter("ignition cycles", 0x0110, 4, "")
OPERATING_HOURS = Parameter("operating hours", 0x0111, 4, "h", 0.1)
OIL_LIFE = Parameter("oil life", 0x0112, 1, "%")
COOLANT_LEVEL = Parameter("coolant level", 0x0113, 1, "%")
DRIVE_BATTERY_HEALTH = Parameter("drive battery health", 0x0114, 2, "%", 0.01)
PADS_FRONT = Parameter("front brake pads", 0x0120, 1, "mm", 0.1)
PADS_REAR = Parameter("rear brake pads", 0x0121, 1, "mm", 0.1)
BATTERY_VOLTS = Parameter("12 V battery voltage", 0x0130, 2, "V", 0.001)
BATTERY_HEALTH = Parameter("12 V battery health", 0x0131, 1, "%")
START_VOLTS = Parameter("lowest voltage at the last start", 0x0132, 2, "V", 0.001)
FILTER_DROP = Parameter("pressure drop over the cabin filter", 0x0133, 2, "Pa", 0.1)
WIPER_WEAR = Parameter("wear of the wiper blades", 0x0134, 1, "%", 0.5)
TYRE_PRESSURES = tuple(
    Parameter(f"{corner} tyre pressure", 0x0140 + number, 2, "bar", 0.001)
    for number, corner in enumerate(("front left", "front right", "rear left", "rear right"))
)

LIVE = (
    *(LOAD, COOLANT, RPM, SPEED, INTAKE, SINCE_START, WITH_LAMP, FUEL, WARM_UPS, SINCE_CLEARED),
    *(MODULE_VOLTS, OUTSIDE, OIL_TEMPERATURE, ODOMETER),
)
"""All of SAE J1979 that is read."""
FROZEN = (SPEED, RPM, LOAD, COOLANT, OUTSIDE, MODULE_VOLTS, ODOMETER)
"""What a freeze frame holds."""
OF_UNIT: Mapping[str, tuple[Parameter, ...]] = MappingProxyType(
    {
        "engine": (
            *(IGNITION_CYCLES, OPERATING_HOURS, OIL_LIFE),
            *(COOLANT_LEVEL, DRIVE_BATTERY_HEALTH),
        ),
        "brakes": (PADS_FRONT, PADS_REAR),
        "body": (BATTERY_VOLTS, BATTERY_HEALTH, START_VOLTS, FILTER_DROP, WIPER_WEAR),
        "tyres": TYRE_PRESSURES,
    }
)
"""What each unit of our own car counts and measures beyond SAE J1979."""
BY_DID: Mapping[int, Parameter] = MappingProxyType(
    {p.did: p for p in (*LIVE, *(p for group in OF_UNIT.values() for p in group))}
)
BY_PID: Mapping[int, Parameter] = MappingProxyType({p.pid: p for p in LIVE if p.pid is not None})

PART_NUMBER_DID, SERIAL_DID, VIN_DID, SOFTWARE_DID = 0xF187, 0xF18C, 0xF190, 0xF195
"""Identification by the names of ISO 14229-1."""


def text_of(data: bytes) -> str:
    """Printable ASCII, padding apart."""
    try:
        text = data.strip(b"\x00 \xaa\xcc\xff").decode("ascii")
    except UnicodeDecodeError as error:
        raise BadAnswerError("a text cannot be read") from error
    if not text.isprintable():
        raise BadAnswerError("a text cannot be read")
    return text
