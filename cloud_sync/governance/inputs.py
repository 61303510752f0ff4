"""What a report is made from: files of one directory, each of one form, each may be missing.

``fleet.json`` and ``audit.json`` hold named analyses, ``speech.json`` is ``results.json`` of the
speech benchmark, ``usage.json`` two periods to compare, ``targets.json`` what was counted for the
targets, ``approvals.json`` what was approved, ``incidents.json`` incidents of more cars than this
one. What is missing is said to be missing; what is damaged stops the report.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from cloud_sync.errors import FiguresError
from cloud_sync.governance import drift, fairness, targets
from cloud_sync.governance.approvals import Approval
from cloud_sync.governance.figure import Figure
from cloud_sync.governance.incident import Incident

T = TypeVar("T")
FLEET, AUDIT, SPEECH = "fleet.json", "audit.json", "speech.json"
USAGE, TARGETS = "usage.json", "targets.json"
APPROVALS, INCIDENTS = "approvals.json", "incidents.json"


class Answers(BaseModel):
    """As the fleet's report and the audit's have them; what else they tell is left."""

    model_config = ConfigDict(frozen=True)

    answers: tuple[Figure, ...]


class Inputs:
    def __init__(self, directory: Path | None) -> None:
        """None: nothing is given."""
        self._directory = directory
        self.missing: list[str] = []

    def analyses(self, name: str) -> tuple[Figure, ...]:
        """Of ``FLEET`` or ``AUDIT``. Here as below FiguresError: it is damaged."""
        found = self._read(name, Answers)
        return found.answers if found else ()

    def speech(self) -> tuple[Figure, ...]:
        found = self._read(SPEECH, fairness.SpeechResults)
        return fairness.figures(found) if found else ()

    def drift(self) -> tuple[Figure, ...]:
        found = self._read(USAGE, drift.Counted)
        return drift.figures(found) if found else ()

    def targets(self) -> tuple[Figure, ...]:
        """All of them, whatever is known."""
        return targets.figures(self._read(TARGETS, dict[str, targets.Progress]) or {})

    def approvals(self) -> tuple[Approval, ...]:
        return self._read(APPROVALS, tuple[Approval, ...]) or ()

    def incidents(self, own: Callable[[], tuple[Incident, ...]]) -> tuple[Incident, ...]:
        """Those given, else this car's own."""
        if self._directory is None or not (self._directory / INCIDENTS).exists():
            return own()
        return self._read(INCIDENTS, tuple[Incident, ...]) or ()

    def _read(self, name: str, form: type[T]) -> T | None:
        try:
            if self._directory is None:
                raise FileNotFoundError  # noqa: TRY301 - the same as a missing file
            return TypeAdapter(form).validate_json((self._directory / name).read_bytes())
        except FileNotFoundError:
            self.missing.append(name)
            return None
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise FiguresError(f"{name}: {where}: {first['msg']}.") from error
        except OSError as error:
            raise FiguresError(f"{name} cannot be read: {error.strerror}.") from error
