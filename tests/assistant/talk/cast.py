"""Stand-ins for sound and weights, through the ports of the real ones.

A "word" here is a tone whose height stands for a whole sentence: the detector hears that it is
loud, the transcriber looks the height up. Everything between them is real.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.messages import Reply, Transcript, Turn
from assistant.speech.device import BLOCK
from assistant.speech.echo import EchoGate
from assistant.speech.endpoint import Endpointer
from assistant.speech.file_device import Tape
from assistant.speech.hearing import Ear
from assistant.speech.proposing import Wishes
from assistant.speech.speaking import Speaking
from assistant.speech.verbosity import Verbosity
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.loop import Parts, Talk
from assistant.talk.mouth import Mouth
from assistant.talk.outlet import Outlet
from assistant.talk.session import Session
from assistant.talk.state import Activation, State
from assistant.talk.workers import Workers, on_the_spot
from models import (
    HEARING_RATE_HZ,
    Cancel,
    EngineError,
    HeardWord,
    Hearing,
    Propose,
    Samples,
    Sound,
)
from tests.conftest import Car
from vehicle_bus import Zone

_LOUD = 0.01
_WAKE_HZ = 2000
_FIRST_HZ = 200
_STEP_HZ = 50


class LoudnessDetector:
    def probability(self, chunk: Samples) -> float:
        return float(np.abs(chunk).mean() > _LOUD)

    def reset(self) -> None:
        """Remembers nothing."""


class PitchTranscriber:
    """``sentences`` by their number; counts how often it was asked."""

    def __init__(self, sentences: Sequence[str], sureness: Mapping[str, float]) -> None:
        self._sentences = sentences
        self._sureness = sureness
        self.asked = 0
        self.is_broken = False

    def transcribe(
        self,
        sound: Sound,
        hints: Sequence[str] = (),
        cancel: Cancel | None = None,
        propose: Propose | None = None,
    ) -> Hearing:
        self.asked += 1
        if self.is_broken:
            raise EngineError("the recogniser stopped")
        number = round((pitch_hz(sound.samples) - _FIRST_HZ) / _STEP_HZ)
        text = self._sentences[number] if 0 <= number < len(self._sentences) else ""
        sure = self._sureness.get(text, -0.05)
        words = tuple(HeardWord(word, 0.9) for word in text.split())
        return Hearing(text, words, sure, 0.001 if text else 0.99, 1.0)

    def close(self) -> None:
        """Holds nothing."""


class HumVoice:
    """Says every text as one second of a hum."""

    digest = "hum"
    rate_hz = HEARING_RATE_HZ

    def __init__(self) -> None:
        self.said: list[str] = []

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        self.said.append(text)
        yield Sound(tone(120, 1.0, 0.1), HEARING_RATE_HZ)

    def close(self) -> None:
        """Holds nothing."""


class PitchWakeWord:
    phrase = "high note"

    def heard(self, samples: Samples) -> bool:
        return float(np.abs(samples).mean()) > _LOUD and abs(pitch_hz(samples) - _WAKE_HZ) < 100

    def reset(self) -> None:
        """Remembers nothing."""


@dataclass
class Watcher:
    states: list[State] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def state(self, state: State) -> None:
        self.states.append(state)

    def heard(self, heard: Transcript) -> None:
        self.words.append(heard.text)

    def turn(self, turn: Turn) -> None:
        self.turns.append(turn)

    def notice(self, text: str) -> None:
        self.notices.append(text)


@dataclass
class Stage:
    """A car, and the recording of somebody in it."""

    car: Car
    sentences: Sequence[str]
    sureness: Mapping[str, float] = field(default_factory=dict)
    activation: Activation = Activation.OPEN
    voice: HumVoice | None = field(default_factory=HumVoice)
    acquaintance: Acquaintance = field(
        default_factory=lambda: Acquaintance(None, Path("no voices are kept"))
    )
    watcher: Watcher = field(default_factory=Watcher)
    first_use: Callable[[], Reply | None] = lambda: None

    def __post_init__(self) -> None:
        self.transcriber = PitchTranscriber(self.sentences, self.sureness)

    def say(self, text: str, seconds: float = 0.6) -> Samples:
        hertz = _FIRST_HZ + _STEP_HZ * self.sentences.index(text)
        overtones = (tone(hertz * n, seconds, 0.3 / n) for n in range(1, 16))
        return np.asarray(np.sum(list(overtones), axis=0), np.float32)

    def hold(self, *sounds: Samples) -> Tape:
        """The whole conversation of these sounds, one after the other."""
        tape = Tape(np.concatenate(sounds)[:, np.newaxis])
        self.lead(tape, on_the_spot()).run()
        return tape

    def lead(self, tape: Tape, workers: Workers) -> Talk:
        outlet = Outlet(tape.loudspeaker, lambda: tape.now_s, self.watcher.notice)
        mouth = Mouth(Speaking(self.voice), outlet, workers.speak, lambda: Verbosity.FULL)
        self.session = Session(self.car.cabin.dialogue)
        return Talk(
            Parts(
                vehicle=self.car.cabin.vehicle,
                session=self.session,
                microphone=tape.microphone,
                played=outlet.played,
                endpointer=Endpointer(LoudnessDetector()),
                echo=EchoGate(),
                wake=PitchWakeWord() if self.activation is Activation.WAKE else None,
                ear=Ear(self.transcriber, Wishes((), lambda text: False)),
                acquaintance=self.acquaintance,
                mouth=mouth,
                view=self.watcher,
                workers=workers,
                clock=lambda: tape.now_s,
                activation=self.activation,
                speaker=Zone.DRIVER,
                is_recording=True,
                first_use=self.first_use,
            )
        )


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * HEARING_RATE_HZ), np.float32)


def wake() -> Samples:
    return tone(_WAKE_HZ, 0.3, 0.3)


def tone(hertz: float, seconds: float, level: float) -> Samples:
    """A whole number of blocks, so that two tones never share one."""
    count = -(-round(seconds * HEARING_RATE_HZ) // BLOCK) * BLOCK
    wave = level * np.sin(2 * np.pi * hertz * np.arange(count) / HEARING_RATE_HZ)
    return wave.astype(np.float32)


def pitch_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * HEARING_RATE_HZ / len(samples))
