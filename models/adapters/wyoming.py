"""Foreign recognisers, voices and wake words over Wyoming's TCP protocol, behind our ports.

One rule: a server that is slow, gone or talks nonsense is an ``EngineError`` within ``timeout_s``,
and the next call connects anew. Recogniser and voice take a connection for each request; the
wake word keeps one, because it listens all the time.
"""

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence

from wyoming.asr import Transcribe
from wyoming.audio import AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Describe, Info, TtsProgram, WakeModel
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.wake import Detect

from models.adapters.wyoming_events import (
    chunks_of,
    context_field,
    format_of,
    number_in,
    samples_of,
    sound_format,
    text_field,
)
from models.adapters.wyoming_line import Line
from models.engine import Cancel
from models.errors import EngineError
from models.sound import HEARING_RATE_HZ, Samples, Sound
from models.speech import HeardWord, Hearing, Propose

TIMEOUT_S = 10.0
_SAMPLE_TEXT = "Yes."
"""Said once, unheard, to learn the rate of a foreign voice."""


class WyomingTranscriber:
    """Hints go along as ``transcript_terms``. A foreign server rarely tells how sure it is: then
    every word of a text counts as certain, and no text as certainly no speech."""

    def __init__(self, host: str, port: int, timeout_s: float = TIMEOUT_S) -> None:
        self._where = (host, port, timeout_s)

    def transcribe(
        self,
        sound: Sound,
        hints: Sequence[str] = (),
        cancel: Cancel | None = None,
        propose: Propose | None = None,
    ) -> Hearing:
        started_s = time.perf_counter()
        heard = sound.at(HEARING_RATE_HZ)
        with Line(*self._where, cancel) as line:
            line.send(Transcribe(language="en", transcript_terms=list(hints) or None))
            line.send(AudioStart(**sound_format()), *chunks_of(heard), AudioStop())
            answer = line.wait_for("transcript")
        return _hearing(answer, (time.perf_counter() - started_s) * 1000)

    def close(self) -> None:
        """Nothing is kept between requests."""


class WyomingVoice:
    """``voice`` names one of the server's; None is the server's own choice. A pace is sent along,
    but only our own server knows it."""

    def __init__(
        self, host: str, port: int, voice: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._where = (host, port, timeout_s)
        self._voice = SynthesizeVoice(name=voice) if voice else None
        programs = _info(self._where).tts
        if not programs:
            raise EngineError(f"{host}:{port} serves no voice")
        self.rate_hz = next(self._pieces(_SAMPLE_TEXT, 1.0, None)).rate_hz
        self.digest = _digest(programs, voice, self.rate_hz)

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        for piece in self._pieces(text, pace, cancel):
            yield piece.at(self.rate_hz)

    def close(self) -> None:
        """Nothing is kept between requests."""

    def _pieces(self, text: str, pace: float, cancel: Cancel | None) -> Iterator[Sound]:
        with Line(*self._where, cancel) as line:
            line.send(Synthesize(text, self._voice, context={"pace": pace}))
            while (event := line.wait_for("audio-start", "audio-chunk", "audio-stop")).type != (
                "audio-stop"
            ):
                if event.type == "audio-chunk":
                    yield Sound(samples_of(event), format_of(event).rate)


class WyomingWakeWord:
    """Answers as soon as the server's detection came, which may be some blocks late."""

    def __init__(
        self, host: str, port: int, name: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._where = (host, port, timeout_s)
        self._line: Line | None = None
        model = _wake_model(_info(self._where), name)
        self._name = model.name
        self.phrase = model.phrase or model.name.replace("_", " ")

    def heard(self, samples: Samples) -> bool:
        line = self._line or self._listen()
        try:
            line.send(*chunks_of(Sound(samples, HEARING_RATE_HZ)))
            types = [event.type for event in line.arrived()]
        except EngineError:
            self.reset()
            raise
        return "detection" in types

    def reset(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _listen(self) -> Line:
        line = Line(*self._where)
        line.send(Detect(names=[self._name]), AudioStart(**sound_format()))
        self._line = line
        return line


def _info(where: tuple[str, int, float]) -> Info:
    with Line(*where) as line:
        line.send(Describe())
        event = line.wait_for("info")
    try:
        return Info.from_event(event)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EngineError("the server's description of itself cannot be read") from error


def _wake_model(info: Info, name: str | None) -> WakeModel:
    models = [model for program in info.wake for model in program.models]
    for model in models:
        if name in (None, model.name):
            return model
    raise EngineError(f"the server knows no wake word {name or ''}".rstrip())


def _digest(programs: Sequence[TtsProgram], voice: str | None, rate_hz: int) -> str:
    about = [[program.to_dict() for program in programs], voice, rate_hz]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def _hearing(answer: Event, elapsed_ms: float) -> Hearing:
    text = text_field(answer, "text").strip()
    told = context_field(answer)
    log_probability = min(0.0, number_in(told, "log_probability", 0.0))
    no_speech = number_in(told, "no_speech", 0.0 if text else 1.0)
    sure = math.exp(log_probability)
    words = tuple(HeardWord(word, sure) for word in text.split())
    return Hearing(text, words, log_probability, min(1.0, max(0.0, no_speech)), elapsed_ms)
