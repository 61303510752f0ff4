"""The key of whoever drives without a profile: it lasts a day, and with it what they said.

A guest has nothing that could be erased on request, so what is recorded of guests is readable for
one day, to answer "why did you do that", and to nobody after the first start later than that.
"""

import base64
import os
from datetime import datetime, timedelta

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import CloudHomeError
from cloud_sync.home import CloudHome, replace_file

_FILE = ("audit", "guest.key")
_LIFE = timedelta(days=1)
_KEY_BYTES = 32


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    made: AwareDatetime
    key: Base64Bytes


def guest_key(home: CloudHome, now: datetime) -> tuple[str, bytes]:
    """Pseudonym and key to seal with now; one older than a day is replaced, and gone."""
    kept = _read(home)
    if kept is None or not timedelta(0) <= now - kept.made < _LIFE:
        kept = _Kept(made=now, key=base64.b64encode(os.urandom(_KEY_BYTES)))
        replace_file(home.path(*_FILE), kept.model_dump_json().encode())
    return _pseudonym(kept), kept.key


def kept_guest_key(home: CloudHome, pseudonym: str) -> bytes | None:
    """None: it is gone."""
    kept = _read(home)
    if kept is None or _pseudonym(kept) != pseudonym:
        return None
    return kept.key


def _pseudonym(kept: _Kept) -> str:
    return f"guest-{kept.made:%Y%m%dT%H%M%S}"


def _read(home: CloudHome) -> _Kept | None:
    """A damaged file is as good as none: what it opened is lost, what follows is not."""
    try:
        kept = _Kept.model_validate_json(home.path(*_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    except OSError as error:
        raise CloudHomeError("The key of guests cannot be read.") from error
    return kept if len(kept.key) == _KEY_BYTES else None
