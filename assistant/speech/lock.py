"""Only one program of ours listens at a time: a lock on a file, held while a microphone is open.

The system gives it back when the program ends, however it ends. Other makers' programs are not
kept away by it.
"""

import fcntl
import os
from pathlib import Path

from assistant.errors import MicrophoneError


class ListeningLock:
    """``directory``: where all our programs of this user look; made if it is missing."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "listening.lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """MicrophoneError if another holds it. Taking it twice is taking it once."""
        if self._descriptor is not None:
            return
        descriptor = self._opened()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise MicrophoneError(
                "Another conversation is already listening. End it first."
            ) from error
        self._descriptor = descriptor

    def give_back(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise MicrophoneError(
                f"{self._path} cannot be opened, so the microphone stays closed."
            ) from error
