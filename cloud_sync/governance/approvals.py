"""Who approved what: releases, by whose keys they are signed, and how far they are given out.

A person stands here only where somebody wrote one down. What the update metadata prove is which
keys signed in which role; whose hand held a key is for the keeper of the keys to say.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cloud_sync.governance.figure import Figure, Row


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Signature(_Strict):
    role: str
    key_id: Annotated[str, Field(pattern=r"^[0-9a-f]{8,128}$")]
    person: str | None = None
    """None: nobody wrote down who holds that key."""

    def __str__(self) -> str:
        return self.person or f"key {self.key_id[:12]} of role {self.role}"


class Approval(_Strict):
    release: str
    files: tuple[str, ...]
    signed: tuple[Signature, ...]
    """On the metadata that vouch for its files now."""
    percent: int | None = None
    """Of the cars; None: it is not being given out."""
    state: str | None = None
    confirmed: int = 0
    failed: int = 0
    rxswin: str | None = None


def figure(approvals: tuple[Approval, ...]) -> Figure:
    return Figure(
        name="approvals.releases",
        title="What was approved, and by whom",
        definition=(
            "Releases that are published, the keys that sign the metadata vouching for their files "
            "and the director's orders, and the state of the latest roll-out of each."
        ),
        denominator="releases published",
        source="python -m cloud_sync.reference approvals",
        remarks=("A key id is no person: see the keeper of the keys.",),
        rows=tuple(map(_row, approvals)),
    )


def _row(approval: Approval) -> Row:
    return {
        "release": approval.release,
        "files": ", ".join(approval.files),
        "signed by": "; ".join(map(str, approval.signed)),
        "percent": approval.percent,
        "state": approval.state or "not given out",
        "confirmed": approval.confirmed,
        "failed": approval.failed,
        "RXSWIN": approval.rxswin,
    }
