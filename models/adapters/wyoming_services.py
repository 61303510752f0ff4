"""What a Wyoming server can do: the engines it has, and how it describes them.

One rule: each engine is called on one thread of its own, in the order asked for; a service whose
engine is missing is not in the ``info``. Wake words remember what they heard, so each listening
client has one to itself, lent again when the client has left.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)

from models.engine import Cancel
from models.errors import EngineError
from models.sound import Samples, Sound
from models.speech import Hearing, Transcriber, Voice, WakeWord

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Engines:
    """None: this service is not offered."""

    transcriber: Transcriber | None = None
    voice: Voice | None = None
    wake_word: Callable[[], WakeWord] | None = None
    """Makes one more, for a client that listens while others do."""


class Services:
    """``EngineError`` from every request whose service is not offered or fails."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._hearing = ThreadPoolExecutor(1, "wyoming-hearing")
        self._speaking = ThreadPoolExecutor(1, "wyoming-speaking")
        self._waking = ThreadPoolExecutor(1, "wyoming-waking")
        self._one_speaker = asyncio.Lock()
        self._idle: list[WakeWord] = []
        self._phrases: tuple[str, ...] = ()

    async def prepare(self) -> None:
        """Makes the first wake word, so that its phrase can be told."""
        if self._engines.wake_word is not None:
            self._idle = [await _run(self._waking, self._engines.wake_word)]
            self._phrases = (self._idle[0].phrase,)

    def close(self) -> None:
        """Waits for what the engines are doing; the engines themselves stay open."""
        for thread in (self._hearing, self._speaking, self._waking):
            thread.shutdown()

    @property
    def info(self) -> Info:
        engines = self._engines
        return Info(
            asr=[_recogniser()] if engines.transcriber else [],
            tts=[_voice()] if engines.voice else [],
            wake=[_wake(self._phrases)] if engines.wake_word else [],
        )

    async def transcribe(self, sound: Sound, hints: Sequence[str]) -> Hearing:
        transcriber = _offered(self._engines.transcriber)
        return await _run(self._hearing, lambda: transcriber.transcribe(sound, hints))

    async def speak(self, text: str, pace: float) -> AsyncGenerator[Sound, None]:
        voice, cancel = _offered(self._engines.voice), Cancel()
        async with self._one_speaker:
            pieces = voice.speak(text, pace, cancel)
            try:
                while (piece := await _run(self._speaking, lambda: next(pieces, None))) is not None:
                    yield piece
            finally:
                cancel.cancel()
                self._speaking.submit(_let_go, pieces)

    async def lend_wake_word(self) -> WakeWord:
        make = _offered(self._engines.wake_word)
        return self._idle.pop() if self._idle else await _run(self._waking, make)

    async def heard(self, wake_word: WakeWord, samples: Samples) -> bool:
        return await _run(self._waking, lambda: wake_word.heard(samples))

    def take_back(self, wake_word: WakeWord) -> None:
        self._waking.submit(wake_word.reset)
        self._idle.append(wake_word)


async def _run(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, work)


def _let_go(pieces: Iterator[Sound]) -> None:
    """Let a cancelled voice find out; the thread keeps what it raises to itself."""
    next(pieces, None)


def _offered(engine: T | None) -> T:
    if engine is None:
        raise EngineError("this service is not offered")
    return engine


_BY = Attribution(name="Codriver", url="")


def _recogniser() -> AsrProgram:
    model = AsrModel("codriver", _BY, True, "the car's recogniser", None, ["en"])
    return AsrProgram("codriver", _BY, True, "speech to text", None, [model])


def _voice() -> TtsProgram:
    voice = TtsVoice("codriver", _BY, True, "the car's voice, synthetic", None, ["en"])
    return TtsProgram(
        "codriver", _BY, True, "text to speech", None, [voice], supports_synthesize_streaming=True
    )


def _wake(phrases: Sequence[str]) -> WakeProgram:
    models = [
        WakeModel(phrase.replace(" ", "_"), _BY, True, phrase, None, ["en"], phrase)
        for phrase in phrases
    ]
    return WakeProgram("codriver", _BY, True, "wake words", None, models)
