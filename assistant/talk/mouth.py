"""Says replies aloud while the loop listens, and falls silent at once when told to."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future

from assistant.errors import SpeechError
from assistant.messages import Reply
from assistant.speech.device import Loudspeaker
from assistant.speech.speaking import Speaking
from assistant.speech.verbosity import Verbosity
from models import Cancel, ModelsError, Sound


class Mouth:
    def __init__(
        self,
        speaking: Speaking,
        loudspeaker: Loudspeaker,
        worker: Executor,
        verbosity: Callable[[], Verbosity],
    ) -> None:
        """``verbosity`` is asked before each reply: it belongs to whoever drives."""
        self._speaking = speaking
        self._loudspeaker = loudspeaker
        self._worker = worker
        self._verbosity = verbosity
        self._cancel = Cancel()
        self._saying: Future[None] | None = None
        self._has_words = False
        self._falling_silent = threading.Lock()

    @property
    def is_speaking(self) -> bool:
        """Words are being said or about to be; a tone alone does not count."""
        is_making = self._saying is not None and not self._saying.done()
        self._has_words = is_making or (self._has_words and self._loudspeaker.pending_s > 0)
        return self._has_words

    def say(self, reply: Reply, speed_kmh: float | None, *, only_deeds: bool) -> None:
        """After whatever is still being said; ``only_deeds`` as in ``verbosity.choose``."""
        self._has_words = True
        sounds = self._speaking.sounds(
            reply, self._verbosity(), speed_kmh, self._cancel, only_deeds=only_deeds
        )
        self._saying = self._worker.submit(self._play, sounds, self._cancel)

    def play(self, sound: Sound) -> None:
        """A tone."""
        self._loudspeaker.play(sound)

    def hush(self) -> None:
        with self._falling_silent:
            self._cancel.cancel()
            self._cancel = Cancel()
            self._loudspeaker.hush()

    def problem(self) -> ModelsError | SpeechError | None:
        """Why the last reply could not be said aloud, told once."""
        if self._saying is None or not self._saying.done():
            return None
        error, self._saying = self._saying.exception(), None
        if error is None or isinstance(error, ModelsError | SpeechError):
            return error
        raise error

    def _play(self, sounds: Iterator[Sound], cancel: Cancel) -> None:
        for sound in sounds:
            with self._falling_silent:
                if cancel.is_cancelled:
                    return
                self._loudspeaker.play(sound)
