"""Which failures of the line and of updates mean that somebody tries something.

A failure is known here by its stable code alone, so no module has to know that it is watched.
A certificate of our own that has expired, a network that is gone and an update that does not suit
this car are no attacks, and stand in no line of this table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cloud_sync.security.finding import CloudRule

_BY_BEGINNING: Mapping[str, CloudRule] = MappingProxyType(
    {
        "identity.certificate.foreign": CloudRule.CERTIFICATE,
        "link.untrusted": CloudRule.STRANGER,
        "link.refused": CloudRule.SHUT_OUT,
        "link.receipt": CloudRule.RECEIPT,
        "link.command": CloudRule.COMMAND,
        "update.trust.expired": CloudRule.STALE,
        "update.trust": CloudRule.UPDATE,
        "update.untrusted": CloudRule.UPDATE,
        "update.download.digest": CloudRule.TAMPERED,
        "update.download.redirect": CloudRule.TAMPERED,
        "update.download.too_long": CloudRule.TAMPERED,
        "update.delta.bomb": CloudRule.TAMPERED,
        "update.trial.unsafe": CloudRule.TAMPERED,
    }
)


def rule_of(code: str) -> CloudRule | None:
    """None: this failure is no sign of an attack."""
    return next(
        (rule for beginning, rule in _BY_BEGINNING.items() if _begins(code, beginning)), None
    )


def _begins(code: str, beginning: str) -> bool:
    return code == beginning or code.startswith(f"{beginning}.")
