"""Which message of which database carries which signal: what the codec works with.

Our own wiring follows from the catalogue; a user's comes from a mapping file (``mapping``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from vehicle_bus.catalogue import MESSAGES
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.control_unit import FUNCTIONAL_ID, OWN_UNITS, ControlUnit
from vehicle_bus.database import OWN_DBC
from vehicle_bus.errors import BadMappingError, UnknownFrameError, UnknownSignalError
from vehicle_bus.layout import LAYOUTS, Field, Role

if TYPE_CHECKING:
    from cantools.database.can.database import Database
    from cantools.database.can.message import Message as DbcMessage

STALE_AFTER_CYCLES = 3
_CYCLE_MS_WHEN_UNSAID = 1000


@dataclass(frozen=True)
class Wire:
    """One message of a database with the fields that mean something to us."""

    dbc: DbcMessage
    fields: tuple[Field, ...]
    data_ids: bytes | None = None
    """None where the message has no end-to-end protection."""
    answers: str | None = None
    """Command message whose ACK and RESULT a status message carries."""
    constants: Mapping[str, int] = field(default_factory=dict)
    """Raw numbers for signals of the database that mean nothing to us; 0 where unsaid."""

    @property
    def name(self) -> str:
        return self.dbc.name

    @property
    def is_command(self) -> bool:
        return any(field.role is Role.COMMAND for field in self.fields)

    @property
    def stale_after_s(self) -> float:
        cycle_ms = self.dbc.cycle_time or _CYCLE_MS_WHEN_UNSAID
        return STALE_AFTER_CYCLES * cycle_ms / 1000

    def blank(self) -> dict[str, int]:
        """Raw numbers of a frame that says nothing."""
        raw = {signal.name: self.constants.get(signal.name, 0) for signal in self.dbc.signals}
        return raw | {field.name: field.coding.idle for field in self.fields}


class Wiring:
    """All wires of one car."""

    def __init__(
        self,
        wires: Iterable[Wire],
        text_ids: tuple[int, int] | None,
        units: tuple[ControlUnit, ...] = (),
        other_ids: frozenset[int] = frozenset(),
    ) -> None:
        self.wires: Mapping[str, Wire] = {wire.name: wire for wire in wires}
        self.text_ids = text_ids
        """Identifiers of the text channel to the head unit and back; None without one."""
        self.units = units
        """Control units that can be asked for their health; none are known of another car."""
        to_all = {FUNCTIONAL_ID} if units else set()
        self.inquiry_ids = to_all.union(unit.request_id for unit in units)
        """Identifiers that a question about health may have."""
        self.other_ids = other_ids
        """Of messages of the database that mean nothing to us."""
        self._by_id = {wire.dbc.frame_id: wire for wire in self.wires.values()}
        self._command_of = {
            field.signal.name: wire
            for wire in self.wires.values()
            for field in wire.fields
            if field.role is Role.COMMAND
        }
        self._answer_of = {wire.answers: wire for wire in self.wires.values() if wire.answers}

    def of_id(self, can_id: int) -> Wire:
        try:
            return self._by_id[can_id]
        except KeyError as error:
            raise UnknownFrameError(f"{can_id:#x}") from error

    def commanding(self, signal: str) -> Wire:
        """The command message that moves a signal."""
        try:
            return self._command_of[signal]
        except KeyError as error:
            raise UnknownSignalError(f"{signal} has no command message") from error

    def answering(self, command: str) -> Wire | None:
        """The status message that acknowledges a command message; None where none does."""
        return self._answer_of.get(command)


def load_dbc(path: Path) -> Database:
    """Read a database strictly: overlapping or overlong signals are refused."""
    import cantools  # noqa: PLC0415 - a third of a second that importing the face must not cost

    try:
        return cast("Database", cantools.database.load_file(path, strict=True))
    except (OSError, cantools.Error, ValueError) as error:
        raise BadMappingError(f"{path} is no usable database: {error}") from error


def own_wiring() -> Wiring:
    """The car of our own database."""
    database = load_dbc(OWN_DBC)
    return Wiring(
        (_own_wire(database, name) for name in MESSAGES),
        (TEXT_REQUEST_ID, TEXT_RESPONSE_ID),
        OWN_UNITS,
    )


def _own_wire(database: Database, name: str) -> Wire:
    dbc = database.get_message_by_name(name)
    return Wire(dbc, LAYOUTS[name].fields, data_ids_of(dbc), MESSAGES[name].answers)


def data_ids_of(dbc: DbcMessage) -> bytes | None:
    """The data id list of end-to-end protection, from the attribute of the database."""
    attributes = dbc.dbc.attributes if dbc.dbc else {}
    listed = attributes.get("E2EDataIdList")
    return bytes.fromhex(str(listed.value)) if listed and listed.value else None
