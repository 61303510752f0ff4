"""Writes the catalogue down as a DBC file, the one that is committed in ``dbc/``.

The file is generated, never edited: ``python -m vehicle_bus dbc`` prints it and a test compares.
"""

from collections.abc import Iterator
from pathlib import Path

from vehicle_bus.catalogue.message import (
    ASSISTANT,
    MESSAGES,
    TEXT_REQUEST_ID,
    TEXT_RESPONSE_ID,
    Message,
)
from vehicle_bus.coding import Coding, FlagCoding, NumberScale, count_of
from vehicle_bus.layout import ACK, COUNTER, CRC, LAYOUTS, RESULT, Layout, Placed, Role, data_ids
from vehicle_bus.result import Result
from vehicle_bus.signal import Kind, Signal

OWN_DBC = Path(__file__).parent / "dbc" / "codriver.dbc"

_HEADER = """VERSION "codriver"

NS_ :

BS_:
"""
_ATTRIBUTES = """BA_DEF_ "BusType" STRING ;
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;
BA_DEF_ BO_ "VFrameFormat" ENUM {formats};
BA_DEF_ BO_ "E2EProfile" STRING ;
BA_DEF_ BO_ "E2EDataIdList" STRING ;
BA_DEF_ SG_ "GenSigStartValue" INT 0 16777215;
BA_DEF_ SG_ "CatalogueName" STRING ;
BA_DEF_ SG_ "VssPath" STRING ;
BA_DEF_DEF_ "BusType" "CAN FD";
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_DEF_DEF_ "VFrameFormat" "StandardCAN";
BA_DEF_DEF_ "E2EProfile" "";
BA_DEF_DEF_ "E2EDataIdList" "";
BA_DEF_DEF_ "GenSigStartValue" 0;
BA_DEF_DEF_ "CatalogueName" "";
BA_DEF_DEF_ "VssPath" "";"""
_FD_FORMAT = 14
_FORMATS = ",".join(
    ['"StandardCAN"', '"ExtendedCAN"', *['"reserved"'] * 12, '"StandardCAN_FD"', '"ExtendedCAN_FD"']
)
_UNITS = {"Celsius": "degC", "level": "", "days": "d"}
_TEXT_CHANNEL = (("TEXT_REQUEST", TEXT_REQUEST_ID), ("TEXT_RESPONSE", TEXT_RESPONSE_ID))


def generate() -> str:
    """The whole DBC text."""
    sections = (_nodes(), *_messages(), *_comments(), *_attributes(), *_value_tables())
    return _HEADER + "\n" + "\n".join(sections) + "\n"


def _nodes() -> str:
    ecus = dict.fromkeys(message.ecu for message in MESSAGES.values())
    return f"BU_: {ASSISTANT} {' '.join(ecus)}\n"


def _messages() -> Iterator[str]:
    for layout in LAYOUTS.values():
        message = layout.message
        sender, receiver = _ends(message)
        yield f"BO_ {message.can_id} {message.name}: {layout.size} {sender}"
        yield from (f" {line} {receiver}" for line in _protection(message))
        yield from (f" {_field(placed)} {receiver}" for placed in layout.placed)
        yield ""
    for name, can_id in _TEXT_CHANNEL:
        sender = ASSISTANT if can_id == TEXT_REQUEST_ID else "HEADUNIT"
        yield f"BO_ {can_id} {name}: 64 {sender}\n"


def _ends(message: Message) -> tuple[str, str]:
    return (ASSISTANT, message.ecu) if message.is_command else (message.ecu, ASSISTANT)


def _protection(message: Message) -> Iterator[str]:
    yield f'SG_ {CRC} : 0|8@1+ (1,0) [0|255] ""'
    yield f'SG_ {COUNTER} : 8|4@1+ (1,0) [0|15] ""'
    if message.answers:
        yield f'SG_ {RESULT} : 12|4@1+ (1,0) [0|15] ""'
        yield f'SG_ {ACK} : 16|4@1+ (1,0) [0|15] ""'


def _field(placed: Placed) -> str:
    signal, coding = placed.field.signal, placed.field.coding
    bits = f"{placed.start}|{placed.width}@1+"
    if isinstance(coding, Coding) and isinstance(coding.scale, NumberScale):
        scale = f"({coding.scale.factor:g},{coding.scale.offset:g})"
        span = f"[{signal.low:.12g}|{signal.high:.12g}]"
    else:
        scale, span = "(1,0)", f"[0|{_highest(placed)}]"
    unit = _UNITS.get(signal.unit, signal.unit)
    return f'SG_ {placed.field.name} : {bits} {scale} {span} "{unit}"'


def _highest(placed: Placed) -> int:
    return 1 if isinstance(placed.field.coding, FlagCoding) else count_of(placed.field.signal) - 1


def _comments() -> Iterator[str]:
    for layout in LAYOUTS.values():
        can_id = layout.message.can_id
        purpose = "Command to" if layout.message.is_command else "Status of"
        yield f'CM_ BO_ {can_id} "{purpose} {layout.message.ecu}";'
        for placed in layout.placed:
            text = _comment(placed.field.signal, placed.field.role)
            yield f'CM_ SG_ {can_id} {placed.field.name} "{text}";'
    for name, can_id in _TEXT_CHANNEL:
        yield f'CM_ BO_ {can_id} "{name}: ISO-TP frames, normal addressing";'


def _comment(signal: Signal, role: Role) -> str:
    kinds = {Role.COMMAND: "Wanted. ", Role.ACTUAL: "", Role.TARGET: "Accepted target. "}
    names = f" Bits: {' '.join(signal.choices)}." if signal.kind is Kind.SET else ""
    return f"{kinds[role]}{signal.description}.{names}"


def _attributes() -> Iterator[str]:
    yield "\n" + _ATTRIBUTES.format(formats=_FORMATS)
    for layout in LAYOUTS.values():
        yield from _message_attributes(layout)
        for placed in layout.placed:
            yield from _field_attributes(layout.message.can_id, placed)
    for _, can_id in _TEXT_CHANNEL:
        yield f'BA_ "VFrameFormat" BO_ {can_id} {_FD_FORMAT};'


def _message_attributes(layout: Layout) -> Iterator[str]:
    can_id = layout.message.can_id
    if layout.size > 8:
        yield f'BA_ "VFrameFormat" BO_ {can_id} {_FD_FORMAT};'
    if layout.message.cycle_ms:
        yield f'BA_ "GenMsgCycleTime" BO_ {can_id} {layout.message.cycle_ms};'
    yield f'BA_ "E2EProfile" BO_ {can_id} "P02";'
    yield f'BA_ "E2EDataIdList" BO_ {can_id} "{data_ids(layout.message.name).hex()}";'


def _field_attributes(can_id: int, placed: Placed) -> Iterator[str]:
    where = f"SG_ {can_id} {placed.field.name}"
    yield f'BA_ "GenSigStartValue" {where} {placed.field.coding.idle};'
    yield f'BA_ "CatalogueName" {where} "{placed.field.signal.name}";'
    yield f'BA_ "VssPath" {where} "{placed.field.signal.vss}";'


def _value_tables() -> Iterator[str]:
    yield ""
    for layout in LAYOUTS.values():
        can_id = layout.message.can_id
        if layout.message.answers:
            results = " ".join(f'{result.raw} "{result.name}"' for result in reversed(Result))
            yield f"VAL_ {can_id} {RESULT} {results} ;"
        for placed in layout.placed:
            names = " ".join(f'{raw} "{name}"' for raw, name in _names(placed))
            yield f"VAL_ {can_id} {placed.field.name} {names} ;"


def _names(placed: Placed) -> Iterator[tuple[int, str]]:
    coding, signal = placed.field.coding, placed.field.signal
    yield coding.idle, "NO_REQUEST" if placed.field.role is Role.COMMAND else "UNKNOWN"
    if coding.unfitted is not None:
        yield coding.unfitted, "NOT_FITTED"
    if isinstance(coding, FlagCoding):
        yield from ((1, "ACTIVE"), (0, "IDLE"))
    elif signal.kind is Kind.ENUM:
        yield from reversed(list(enumerate(signal.choices)))
    elif signal.kind in {Kind.BOOL, Kind.MOMENTARY}:
        yield from ((1, "ON"), (0, "OFF"))
