"""Errors of the vehicle bus.

VehicleBusError                 bus.error
├── BlockedFrameError           bus.blocked.<reason>   the gate refused; nothing was sent
├── UnknownSignalError          bus.unknown_signal     no such name in the catalogue or the mapping
├── EncodingError               bus.bad_value          a value that no frame can carry
├── DecodingError               bus.bad_frame          bytes that are no message of ours
│   ├── UnknownFrameError       bus.unknown_frame      an identifier that is not in the database
│   └── ProtectionError         bus.bad_protection     end-to-end CRC or counter is wrong
├── BusLostError                bus.lost               the bus cannot be opened, written or read
├── TransferError               bus.transfer_failed    an ISO-TP transfer broke
│   └── TransferTimeoutError    bus.transfer_timeout   an ISO-TP transfer came to a halt
├── DiagnosticError             bus.diagnostic         a control unit could not be read
│   ├── SilentUnitError         bus.unit_silent        it does not answer, or stops in between
│   ├── NegativeAnswerError     bus.unit_refused.<nn>  it says no; nn is its response code
│   └── BadAnswerError          bus.bad_answer         what it says makes no sense
├── BadMappingError             bus.bad_mapping        a database or mapping file cannot be used
├── BadArrangementError         bus.bad_arrangement    a virtual car cannot be brought to this state
└── BadTraceError               bus.bad_trace          a recording cannot be read or written

No third-party exception leaves this package: adapters raise one of these ``from`` the original.
``code`` is stable and free of personal data.
"""


class VehicleBusError(Exception):
    """Base of every error raised by ``vehicle_bus``."""

    code = "bus.error"


class BlockedFrameError(VehicleBusError):
    """Raised by the gate only; ``reason`` is the last part of the code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = f"bus.blocked.{reason}"


class UnknownSignalError(VehicleBusError):
    code = "bus.unknown_signal"


class EncodingError(VehicleBusError):
    code = "bus.bad_value"


class DecodingError(VehicleBusError):
    code = "bus.bad_frame"


class UnknownFrameError(DecodingError):
    code = "bus.unknown_frame"


class ProtectionError(DecodingError):
    code = "bus.bad_protection"


class BusLostError(VehicleBusError):
    code = "bus.lost"


class TransferError(VehicleBusError):
    code = "bus.transfer_failed"


class TransferTimeoutError(TransferError):
    code = "bus.transfer_timeout"


class DiagnosticError(VehicleBusError):
    code = "bus.diagnostic"


class SilentUnitError(DiagnosticError):
    code = "bus.unit_silent"


class NegativeAnswerError(DiagnosticError):
    """``response_code`` is that of ISO 14229-1, the last part of the code."""

    def __init__(self, response_code: int) -> None:
        super().__init__(f"the control unit refuses: {response_code:#04x}")
        self.response_code = response_code
        self.code = f"bus.unit_refused.{response_code:02x}"


class BadAnswerError(DiagnosticError):
    code = "bus.bad_answer"


class BadMappingError(VehicleBusError):
    code = "bus.bad_mapping"


class BadArrangementError(VehicleBusError):
    code = "bus.bad_arrangement"


class BadTraceError(VehicleBusError):
    code = "bus.bad_trace"
