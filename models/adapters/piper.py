"""The Piper voice, as a client of its own worker process.

One rule: Piper itself (GPL-3.0-or-later) is imported by ``piper_worker`` alone; this file only
exchanges Wyoming events with it over two pipes. A sentence is asked for at a time, so taking a
request back costs the worker at most the sentence it is at: its sound is thrown away when it
comes. A worker that died is started again once for a sentence; dying at it twice is an error.
"""

import hashlib
import json
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from wyoming.event import Event, read_event, write_event
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from models.bundle import read_bundle
from models.engine import Cancel
from models.errors import (
    CancelledError,
    EngineClosedError,
    EngineError,
    EngineLoadError,
    ModelsError,
)
from models.sound import Sound

_ROOT = Path(__file__).resolve().parents[2]
_LOAD_TIMEOUT_S = 60.0
_SENTENCE_TIMEOUT_S = 30.0
_LOOK_S = 0.02
_END_TIMEOUT_S = 2.0
_SOUND_END = "audio-stop"
_PCM_FULL_SCALE = 32768.0
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_PHONEMES = re.compile(r"\[(?=\[)")
"""Two brackets would make Piper read what is between them as phonemes."""


class _WorkerDiedError(EngineError):
    """The worker ended before it answered; never leaves this module's ``PiperVoice``."""


class _Worker:
    """One process and what it has answered so far. One thread at a time asks."""

    def __init__(self, bundle: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "models.adapters.piper_worker", str(bundle)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._requests = cast("BinaryIO", self._process.stdin)
        self._sound = cast("BinaryIO", self._process.stdout)
        self._answers: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="piper-answers", daemon=True)
        self._reader.start()
        self._unfinished = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        self._ask(Ping().event())
        while not Pong.is_type(self._answer(Cancel(), _LOAD_TIMEOUT_S).type):
            pass

    def say(self, sentence: str, pace: float, cancel: Cancel) -> bytes:
        """The sentence as 16-bit samples."""
        self._ask(Synthesize(sentence, context={"pace": pace}).event())
        self._unfinished += 1
        while self._unfinished > 1:
            self._piece(cancel)
        pieces = []
        while (piece := self._piece(cancel)) is not None:
            pieces.append(piece)
        return b"".join(pieces)

    def end(self) -> None:
        """Ends the process and its thread; may be called twice and from any thread."""
        try:
            self._requests.close()
        except OSError:
            self._process.kill()
        try:
            self._process.wait(_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def _ask(self, event: Event) -> None:
        try:
            write_event(event, self._requests)
        except (OSError, ValueError) as error:
            raise _WorkerDiedError("the voice has stopped") from error

    def _piece(self, cancel: Cancel) -> bytes | None:
        """The next sound, or None at the end of a sentence."""
        event = self._answer(cancel, _SENTENCE_TIMEOUT_S)
        if event.type != _SOUND_END:
            return event.payload or b""
        self._unfinished -= 1
        return None

    def _answer(self, cancel: Cancel, timeout_s: float) -> Event:
        for _ in range(round(timeout_s / _LOOK_S)):
            if cancel.is_cancelled:
                raise CancelledError("the request was taken back")
            try:
                event = self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if event is None:
                self._answers.put(None)
                raise _WorkerDiedError("the voice has stopped")
            return event
        self._process.kill()
        raise _WorkerDiedError("the voice does not answer")

    def _read(self) -> None:
        with self._sound as answers:
            while (event := read_event(answers)) is not None:
                self._answers.put(event)
        self._answers.put(None)


class PiperVoice:
    """A ``Voice``; gives one piece of sound for each sentence. ``EngineLoadError`` if it cannot."""

    def __init__(self, bundle: Path) -> None:
        self._bundle = bundle.resolve()
        self._rate_hz, self._digest = _described(self._bundle)
        self._lock = threading.Lock()
        self._is_closed = False
        self._worker = _Worker(self._bundle)
        try:
            self._worker.wait_until_ready()
        except EngineError as error:
            self._worker.end()
            raise EngineLoadError("Piper did not load this voice") from error

    @property
    def digest(self) -> str:
        return self._digest

    @property
    def rate_hz(self) -> int:
        return self._rate_hz

    @property
    def worker_pid(self) -> int:
        """Whose memory is Piper's."""
        return self._worker.pid

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        for sentence in _sentences(text):
            pcm = self._said(sentence, pace, cancel or Cancel())
            samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(_PCM_FULL_SCALE)
            if len(samples):
                yield Sound(samples, self._rate_hz)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self._worker.end()

    def _said(self, sentence: str, pace: float, cancel: Cancel) -> bytes:
        self._refuse_if_closed()
        try:
            return self._worker.say(sentence, pace, cancel)
        except _WorkerDiedError:
            self._start_again()
        try:
            return self._worker.say(sentence, pace, cancel)
        except _WorkerDiedError as error:
            self._refuse_if_closed()
            raise EngineError("Piper could not say this") from error

    def _start_again(self) -> None:
        with self._lock:
            self._refuse_if_closed()
            self._worker.end()
            self._worker = _Worker(self._bundle)
        try:
            self._worker.wait_until_ready()
        except _WorkerDiedError as error:
            raise EngineError("Piper could not be started again") from error

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise EngineClosedError("the voice was closed")


def _described(bundle: Path) -> tuple[int, str]:
    """The rate of the voice's sound and the digest of all that makes it."""
    try:
        files = read_bundle(bundle)
        config = next(content for name, content in files.items() if name.endswith(".json"))
        rate_hz = int(json.loads(config)["audio"]["sample_rate"])
    except (ModelsError, OSError, StopIteration, ValueError, KeyError, TypeError) as error:
        raise EngineLoadError("this is not a Piper voice") from error
    digest = hashlib.sha256(f"piper {version('piper-tts')}".encode())
    for name in sorted(files):
        digest.update(files[name])
    return rate_hz, digest.hexdigest()


def _sentences(text: str) -> list[str]:
    plain = _PHONEMES.sub(" ", text.encode("utf-8", "replace").decode())
    return [s for s in _SENTENCE_END.split(plain.strip()) if any(map(str.isalnum, s))]
