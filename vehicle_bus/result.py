"""What an ECU says about the last command it was sent."""

from enum import StrEnum


class Result(StrEnum):
    """In raw order, as the RESULT field of a status message counts them."""

    NONE = "none"
    """No command has come yet: the acknowledgement means nothing."""
    OK = "ok"
    OUT_OF_RANGE = "out_of_range"
    NOT_FITTED = "not_fitted"
    INTERLOCK = "interlock"
    """The ECU's own safety rule forbids it now."""
    BAD_PROTECTION = "bad_protection"
    """CRC wrong, or a counter that was seen before."""
    BUSY = "busy"

    @property
    def raw(self) -> int:
        return list(Result).index(self)
