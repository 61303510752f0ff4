"""How long a person waits after the last word, in a conversation that goes at the pace of life.

The loop, its threads and every engine are the real ones; only the devices are paced by the clock.
Understanding is by the language model alone, replies are not taken from the cache, and what is
counted begins with the last sound of the words. Run it on an idle machine.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from statistics import median
from typing import Any

import numpy as np

from assistant import Cabin, Mode, open_cabin
from assistant.config import Config
from assistant.messages import Transcript, Turn
from assistant.speech.device import BLOCK
from assistant.speech.echo import EchoGate
from assistant.speech.endpoint import Endpointer
from assistant.speech.speaking import Speaking
from assistant.speech.verbosity import Verbosity
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.loop import Parts, Talk
from assistant.talk.mouth import Mouth
from assistant.talk.session import Session
from assistant.talk.state import Activation, State
from assistant.talk.workers import threads
from benchmarks.speech import corpus
from benchmarks.speech.speaker import Speaker, trimmed
from models import DEFAULT_HOME, HEARING_RATE_HZ, Samples, Sound, load_voice
from vehicle_bus import Zone

_SHARE = 4
_BLOCK_S = BLOCK / HEARING_RATE_HZ
_PAUSE_S = 5.0
_VOICES = ("piper-joe", "hibari-heart")
_NOISE = 1e-4


class _PacedMicrophone:
    """One command after the other, each block when its time has come."""

    def __init__(self, commands: Sequence[Samples]) -> None:
        pause = np.zeros(int(_PAUSE_S * HEARING_RATE_HZ), np.float32)
        parts = [part for command in commands for part in (command, pause)]
        self._sound = np.concatenate([pause, *parts])
        self._sound += _NOISE * np.random.default_rng(0).standard_normal(len(self._sound))
        ends = np.cumsum([len(pause), *(len(part) for part in parts)])[1::2]
        self.word_ends_s = [float(end) / HEARING_RATE_HZ for end in ends]
        self._block = 0
        self._began_s = 0.0

    @property
    def is_over(self) -> bool:
        return (self._block + 1) * BLOCK > len(self._sound)

    def open(self) -> None:
        self._began_s = time.perf_counter()

    def now_s(self) -> float:
        """In the time of the recording."""
        return time.perf_counter() - self._began_s

    def read(self, timeout_s: float) -> Samples | None:
        self._block += 1
        time.sleep(max(0.0, self._block * _BLOCK_S - self.now_s()))
        return self._sound[(self._block - 1) * BLOCK : self._block * BLOCK, np.newaxis]

    def close(self) -> None:
        """It is no device."""


class _PacedLoudspeaker:
    """Notes when a reply begins to be heard."""

    def __init__(self, microphone: _PacedMicrophone) -> None:
        self._clock = microphone.now_s
        self._silent_at_s = 0.0
        self.begins_s: list[float] = []

    @property
    def pending_s(self) -> float:
        return max(0.0, self._silent_at_s - self._clock())

    def open(self) -> None:
        """It is no device."""

    def play(self, sound: Sound) -> None:
        if self.pending_s == 0:
            self.begins_s.append(self._clock())
        self._silent_at_s = max(self._silent_at_s, self._clock()) + sound.duration_s

    def hush(self) -> None:
        self._silent_at_s = 0.0

    def played(self) -> Samples:
        return np.zeros(BLOCK, np.float32)

    def close(self) -> None:
        """It is no device."""


class _Watch:
    def __init__(self, microphone: _PacedMicrophone) -> None:
        self._clock = microphone.now_s
        self.turns: list[tuple[float, Turn]] = []
        self._lock = threading.Lock()

    def state(self, state: State) -> None:
        """Of no meaning here."""

    def heard(self, heard: Transcript) -> None:
        """Of no meaning here."""

    def turn(self, turn: Turn) -> None:
        with self._lock:
            self.turns.append((self._clock(), turn))

    def notice(self, text: str) -> None:
        print(text)


def measure(speaker: Speaker) -> dict[str, Any]:
    """Median and 95th percentile in ms for every voice of the car; prints them."""
    spoken = [trimmed(speaker.sound(c.text)) for c in corpus.commands(_SHARE)]
    with open_cabin(Config(), Mode.MODEL) as cabin:
        return {voice: _with_voice(cabin, voice, spoken) for voice in _VOICES}


def _with_voice(cabin: Cabin, voice: str, spoken: Sequence[Samples]) -> dict[str, Any]:
    microphone = _PacedMicrophone(spoken)
    loudspeaker, watch = _PacedLoudspeaker(microphone), _Watch(microphone)
    with threads() as workers, closing(load_voice(voice)) as speaking:
        mouth = Mouth(Speaking(speaking), loudspeaker, workers.speak, lambda: Verbosity.FULL)
        Talk(
            Parts(
                vehicle=cabin.vehicle,
                session=Session(cabin.dialogue),
                microphone=microphone,
                played=loudspeaker.played,
                endpointer=Endpointer(cabin.senses.detector),
                echo=EchoGate(),
                wake=None,
                ear=cabin.senses.ear,
                acquaintance=Acquaintance(None, DEFAULT_HOME),
                mouth=mouth,
                view=watch,
                workers=workers,
                clock=microphone.now_s,
                activation=Activation.OPEN,
                speaker=Zone.DRIVER,
                is_recording=True,
                first_use=lambda: None,
            )
        ).run()
    found = _delays(microphone.word_ends_s, watch.turns, loudspeaker.begins_s)
    return {stage: _summed_up(voice, stage, values) for stage, values in found.items()}


def _delays(
    ends_s: Sequence[float], turns: Sequence[tuple[float, Turn]], begins_s: Sequence[float]
) -> dict[str, list[float]]:
    """For every command that led to a turn before the next one began."""
    found: dict[str, list[float]] = {
        "recogniser": [],
        "model and frames": [],
        "end of speech to frames": [],
        "end of speech to audio": [],
    }
    for end_s in ends_s:
        turn = next(((at, t) for at, t in turns if end_s < at < end_s + _PAUSE_S), None)
        if turn is None:
            continue
        at_s, taken = turn
        found["recogniser"].append(taken.heard.hear_ms or 0.0)
        found["model and frames"].append(taken.ms.total)
        if taken.frames:
            found["end of speech to frames"].append(1e3 * (at_s - end_s))
        audio_s = next((b for b in begins_s if at_s - _BLOCK_S < b < end_s + _PAUSE_S), None)
        if audio_s is not None:
            found["end of speech to audio"].append(1e3 * (audio_s - end_s))
    return found


def _summed_up(voice: str, stage: str, values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {"n": 0}
    middle, late = median(values), float(np.percentile(values, 95))
    print(f"{voice:14}{stage:26}{len(values):5}{middle:8.0f}{late:8.0f} ms")
    return {"n": len(values), "p50": middle, "p95": late}
