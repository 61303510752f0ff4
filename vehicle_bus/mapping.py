"""A car of somebody else: their DBC and a TOML file that says which of its signals are which of
ours. ``docs/own-car.md`` shows one. What the catalogue forbids stays forbidden: limits and
interlocks are not in that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vehicle_bus.catalogue import find
from vehicle_bus.coding import Coding, NameScale, NumberScale, Scale, own_scale
from vehicle_bus.errors import BadMappingError, UnknownSignalError
from vehicle_bus.layout import ACK, COUNTER, CRC, RESULT, Field, Role
from vehicle_bus.signal import Kind, Signal
from vehicle_bus.wiring import Wire, Wiring, data_ids_of, load_dbc

if TYPE_CHECKING:
    from cantools.database.can.database import Database
    from cantools.database.can.message import Message as DbcMessage
    from cantools.database.can.signal import Signal as DbcSignal

    from vehicle_bus.mapping_file import MappingFile, MessageEntry, Place, SignalEntry

_SWITCH: Mapping[str, bool] = {"on": True, "off": False}


def load_mapping(path: Path) -> Wiring:
    """Read, check and wire; raises BadMappingError that says what to mend."""
    from vehicle_bus.mapping_file import read_mapping_file  # noqa: PLC0415 - pydantic is heavy

    mapping = read_mapping_file(path)
    database = load_dbc(path.parent / mapping.database)
    entries = {entry.name: entry for entry in mapping.message}
    fields = _fields(mapping, database)
    wires = [
        _wire(_message(database, name), tuple(found), entries.get(name))
        for name, found in fields.items()
    ]
    text = mapping.text
    others = frozenset(message.frame_id for message in database.messages)
    return Wiring(wires, (text.request_id, text.response_id) if text else None, other_ids=others)


def _fields(mapping: MappingFile, database: Database) -> dict[str, list[Field]]:
    """The fields of each message."""
    found: dict[str, list[Field]] = {}
    for entry in mapping.signal:
        for role, place in _places(entry):
            dbc = _dbc_signal(database, place)
            found.setdefault(place.message, []).append(
                Field(place.field, role, _coding(_signal(entry.name), place, dbc))
            )
    return found


def _places(entry: SignalEntry) -> Iterator[tuple[Role, Place]]:
    roles = (
        (Role.COMMAND, entry.command),
        (Role.ACTUAL, entry.status),
        (Role.TARGET, entry.target),
    )
    yield from ((role, place) for role, place in roles if place is not None)


def _signal(name: str) -> Signal:
    try:
        return find(name)
    except UnknownSignalError as error:
        raise BadMappingError(f"the catalogue has no signal {name}") from error


def _message(database: Database, name: str) -> DbcMessage:
    try:
        return database.get_message_by_name(name)
    except KeyError as error:
        raise BadMappingError(f"the database has no message {name}") from error


def _dbc_signal(database: Database, place: Place) -> DbcSignal:
    message = _message(database, place.message)
    try:
        return message.get_signal_by_name(place.field)
    except KeyError as error:
        raise BadMappingError(f"{place.message} has no field {place.field}") from error


def _coding(signal: Signal, place: Place, dbc: DbcSignal) -> Coding:
    _check_names(signal, place)
    coding = Coding(signal, _scale(signal, place, dbc), place.idle, place.unfitted)
    for value in _samples(signal, place):
        raw = coding.encode(value)
        if raw in {place.idle, place.unfitted} or not _fits(raw, dbc):
            raise BadMappingError(f"{place.field} cannot carry {signal.name} = {value!r}")
    if not _fits(place.idle, dbc):
        raise BadMappingError(f"{place.field} cannot carry idle {place.idle}")
    return coding


def _scale(signal: Signal, place: Place, dbc: DbcSignal) -> Scale:
    if signal.kind in {Kind.INT, Kind.FLOAT}:
        offset = place.offset + place.scale * dbc.offset
        return NumberScale(offset, place.scale * dbc.scale, signal.kind is Kind.INT)
    if not place.values:
        return own_scale(signal)
    if signal.kind in {Kind.BOOL, Kind.MOMENTARY}:
        return NameScale({_SWITCH[name]: raw for name, raw in place.values.items()})
    return NameScale({name: raw for name, raw in place.values.items()})  # noqa: C416 - wider keys


def _check_names(signal: Signal, place: Place) -> None:
    switch = signal.kind in {Kind.BOOL, Kind.MOMENTARY}
    if stray := sorted(place.values.keys() - (_SWITCH.keys() if switch else set(signal.choices))):
        raise BadMappingError(f"{signal.name} is never {', '.join(stray)}")


def _samples(signal: Signal, place: Place) -> Iterator[float | str | bool]:
    """Values whose raw numbers show whether all fit."""
    if signal.kind in {Kind.INT, Kind.FLOAT}:
        yield from (signal.low, signal.high)
    elif place.values:
        switch = signal.kind in {Kind.BOOL, Kind.MOMENTARY}
        yield from (_SWITCH[name] if switch else name for name in place.values)


def _fits(raw: int, dbc: DbcSignal) -> bool:
    if dbc.is_signed:
        return -(1 << dbc.length - 1) <= raw < 1 << dbc.length - 1
    return 0 <= raw < 1 << dbc.length


def _wire(dbc: DbcMessage, fields: tuple[Field, ...], entry: MessageEntry | None) -> Wire:
    names = {signal.name for signal in dbc.signals}
    roles = {field.role is Role.COMMAND for field in fields}
    constants = entry.constants if entry else {}
    answers = entry.answers if entry else None
    data_ids = data_ids_of(dbc)
    needed = {CRC, COUNTER} if data_ids else set()
    needed |= {ACK, RESULT} if answers else set()
    if len(roles) != 1:
        raise BadMappingError(f"{dbc.name} is used for both commands and status")
    if missing := sorted((needed | constants.keys()) - names):
        raise BadMappingError(f"{dbc.name} has no field {', '.join(missing)}")
    return Wire(dbc, fields, data_ids, answers, dict(constants))
