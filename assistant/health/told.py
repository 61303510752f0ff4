"""Which warning lights were announced in this drive, kept over a restart.

A light is told once for each time it comes on. What went out is forgotten, so that it is news when
it comes back; a new drive makes pressing lights news again. Lights are no personal data.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CareError

_FILE = "told_lights.json"


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    drive: int | None
    lights: frozenset[str]


class ToldLights:
    def __init__(self, home: Path) -> None:
        self._path = home / _FILE

    def read(self) -> tuple[int | None, frozenset[str]]:
        """The drive and its lights. CareError if the file is damaged; it is begun afresh then."""
        try:
            kept = _Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None, frozenset()
        except (OSError, ValidationError) as error:
            raise CareError("Which warning lights I told you of cannot be read.") from error
        return kept.drive, kept.lights

    def keep(self, drive: int | None, lights: Iterable[str]) -> None:
        """On the disk when this returns; CareError if it cannot be."""
        content = json.dumps({"drive": drive, "lights": sorted(lights)})
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise CareError("Which warning lights I told you of cannot be kept.") from error
