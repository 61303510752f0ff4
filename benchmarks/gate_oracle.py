"""What must never leave the gate, written down a second time and from first principles.

Nothing here uses the catalogue, the codec, the interlocks or the gate: bytes are read through the
committed DBC by cantools alone, and the rules are spelled out against plain facts about the car. If
gate and oracle disagree, one of them is wrong, and ``fuzz_gate`` counts it as unsafe.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import cantools
from cantools.database.can.database import Database
from cantools.database.can.message import Message
from e2e import crc

import vehicle_bus

DBC = Path(vehicle_bus.__file__).parent / "dbc" / "codriver.dbc"
STANDSTILL_KMH, CRUISE_KMH, NIGHT_PERCENT = 0.5, 30, 20
BURST, PER_S = 25, 50

_OPENS = (
    *("Door_Driver_Open", "Door_Passenger_Open", "Door_Rear_Open", "Trunk_Rear_Open"),
    *("Trunk_Front_Open", "Hood_Open", "FuelFlap_Open", "Mirror_Fold"),
)
_RELEASES = ("Door_Lock", "Door_ChildLock")
_MOVES_DRIVER = ("Seat_Driver_Position", "Seat_Driver_Height", "Seat_Driver_Backrest")
_SERVICES = {0x01, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x30, 0x31, 0x40}
_NEVER = (
    "brake",
    "airbag",
    "abs",
    "esc",
    "esp",
    "steer_angle",
    "gear",
    "engine",
    "seatbelt",
    "belt",
)
_HARD_LIMITS = {
    "HVAC_Driver_Temperature": (16, 28),
    "HVAC_Passenger_Temperature": (16, 28),
    "HVAC_Rear_Temperature": (16, 28),
    "ADAS_CruiseControl_Speed": (30, 180),
    "Media_Volume": (0, 100),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The car as it is; None where nobody knows."""

    speed_kmh: float | None
    light_percent: int | None
    rain_percent: int | None
    low_beam: bool | None
    fog_front: bool | None
    fog_rear: bool | None
    unfitted: frozenset[str] = frozenset()
    """Database names of what this car does not have."""

    @property
    def moves(self) -> bool:
        return self.speed_kmh is None or self.speed_kmh >= STANDSTILL_KMH

    @property
    def may_be_dark(self) -> bool:
        return self.light_percent is None or self.light_percent < NIGHT_PERCENT

    @property
    def may_rain(self) -> bool:
        if "Vehicle_Rain_Intensity" in self.unfitted:
            return False
        return self.rain_percent is None or self.rain_percent > 0

    def may_be_lit(self, fog: str, value: bool | None) -> bool:
        return fog not in self.unfitted and value is not False


@dataclass(slots=True)
class Oracle:
    """Judges the frames that reached the wire, in the order they did."""

    _database: Database = field(
        default_factory=lambda: cast("Database", cantools.database.load_file(DBC, strict=True))
    )
    _counters: dict[int, int] = field(default_factory=dict)
    _times: dict[int, deque[float]] = field(default_factory=dict)

    def harm(self, can_id: int, data: bytes, facts: Facts, now_s: float) -> str | None:
        """Why this command frame should not have left; None if it was all right."""
        try:
            message = self._database.get_message_by_frame_id(can_id)
        except KeyError:
            return "unknown id"
        if "CMD" not in message.name:
            return "not a command"
        wire = self._wire_harm(message, data, now_s)
        return wire or next(_wish_harm(message, data, facts), None)

    def _wire_harm(self, message: Message, data: bytes, now_s: float) -> str | None:
        if len(data) != message.length:
            return "length"
        counter, before = data[1] & 0xF, self._counters.get(message.frame_id)
        self._counters[message.frame_id] = counter
        if before is not None and counter != (before + 1) % 16:
            return "counter"
        if data[0] != _crc(message, data):
            return "crc"
        return self._rate_harm(message.frame_id, now_s)

    def _rate_harm(self, can_id: int, now_s: float) -> str | None:
        times = self._times.setdefault(can_id, deque())
        times.append(now_s)
        while times[0] < now_s - 1:
            times.popleft()
        since = enumerate(times)
        flood = any(len(times) - i > BURST + PER_S * (now_s - then) + 1 for i, then in since)
        return "rate" if flood else None


def forbidden_names() -> list[str]:
    """Command fields of the database that name something the assistant may never touch."""
    database = cast("Database", cantools.database.load_file(DBC, strict=True))
    fields = [
        f"{message.name}.{signal.name}".lower()
        for message in database.messages
        for signal in message.signals
        if "CMD" in message.name
    ]
    return [name for name in fields if any(word in name.split("_") for word in _NEVER)]


def _crc(message: Message, data: bytes) -> int:
    attributes = message.dbc.attributes if message.dbc else {}
    ids = bytes.fromhex(str(attributes["E2EDataIdList"].value))
    return crc.calculate_crc8_h2f(data[1:] + ids[data[1] & 0xF :][:1])


def _wish_harm(message: Message, data: bytes, facts: Facts) -> Iterator[str]:
    decoded = cast("Mapping[str, object]", message.decode(data, decode_choices=True))
    wishes = {name: value for name, value in decoded.items() if not name.startswith("E2E_")}
    named = {name: str(value) for name, value in wishes.items()}
    asked = {name: value for name, value in named.items() if value != "NO_REQUEST"}
    if not asked:
        yield "nothing asked"
    if asked.keys() & facts.unfitted or "NOT_FITTED" in asked.values():
        yield "not fitted"
    yield from _range_harm(message, asked)
    yield from _moving_harm(asked, facts)
    yield from _light_harm(asked, facts)


def _range_harm(message: Message, asked: Mapping[str, str]) -> Iterator[str]:
    for name, text in asked.items():
        signal = message.get_signal_by_name(name)
        low, high = _HARD_LIMITS.get(name, (signal.minimum, signal.maximum))
        try:
            value = float(text)
        except ValueError:
            continue
        if low is None or high is None or not low <= value <= high:
            yield f"{name} out of range"


def _moving_harm(asked: Mapping[str, str], facts: Facts) -> Iterator[str]:
    if facts.moves:
        yield from (f"{name} while moving" for name in _OPENS if asked.get(name) == "ON")
        yield from (f"{name} while moving" for name in _RELEASES if asked.get(name) == "OFF")
        yield from (f"{name} while moving" for name in _MOVES_DRIVER if name in asked)
        if asked.get("Wiper_Front_Mode") == "OFF" and facts.may_rain:
            yield "wipers off in rain"
    if asked.get("ADAS_CruiseControl_Active") == "ON":
        speed_kmh = facts.speed_kmh
        if speed_kmh is None or speed_kmh < CRUISE_KMH:
            yield "cruise control too slow"


def _light_harm(asked: Mapping[str, str], facts: Facts) -> Iterator[str]:
    if facts.moves and facts.may_be_dark:
        lit_after = asked.get("Light_LowBeam", "ON" if facts.low_beam else "OFF") == "ON"
        if asked.get("Light_LowBeam") == "OFF":
            yield "headlights off in the dark"
        if not lit_after and "OFF" in {asked.get("Light_Auto"), asked.get("Light_Parking")}:
            yield "lights off in the dark"
    if asked.get("Light_HighBeam") == "ON":
        for name, now in (("Light_Fog_Front", facts.fog_front), ("Light_Fog_Rear", facts.fog_rear)):
            after = asked.get(name)
            if after == "ON" or (after is None and facts.may_be_lit(name, now)):
                yield "high beam with fog lights"


def text_harm(payload: bytes) -> str | None:
    """The same for what frames of the text channel add up to."""
    if len(payload) > 1024 or payload[3] not in _SERVICES:
        return "service"
    rest = payload[4:]
    while rest:
        key_end = 1 + rest[0]
        text_end = key_end + 2 + int.from_bytes(rest[key_end : key_end + 2], "little")
        text = rest[key_end + 2 : text_end]
        if len(rest) < text_end or not 0 < len(text) <= 240 or not text.decode().isprintable():
            return "text"
        rest = rest[text_end:]
    return None


def joined(frames: list[bytes]) -> bytes | None:
    """What ISO-TP frames add up to; None while they are not all there."""
    head = frames[0]
    if head[0] >> 4 == 0:
        size, start = (head[0], 1) if head[0] else (head[1], 2)
        return head[start : start + size]
    size = (head[0] & 0xF) << 8 | head[1]
    data = head[2:] + b"".join(frame[1:] for frame in frames[1:])
    return data[:size] if len(data) >= size else None
