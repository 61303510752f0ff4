"""Sound to ``Transcript``: recognise, choose a reading, decide on belief, put names right.

What is no speech gives None, never words. Where an utterance begins and ends is decided in
``endpoint`` for a microphone and here for a recording, which is one utterance as a whole. Nothing
heard is kept.
"""

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from assistant.messages import Transcript
from assistant.speech.acceptance import Belief, believe, confidence
from assistant.speech.choosing import chosen
from assistant.speech.hints import SENTENCES, hints, names
from assistant.speech.names import put_right
from assistant.speech.proposing import Change, Wishes
from assistant.speech.seat import SeatMeter, mixed
from models import (
    DETECTOR_CHUNK,
    HEARING_RATE_HZ,
    Alternative,
    Cancel,
    Samples,
    Sound,
    SpeechDetector,
    Transcriber,
    normalise,
)
from vehicle_bus import VehicleState, Zone

_SURE = 0.2
"""A word this likely, as a natural logarithm, needs no proposals; they take 0.1 s."""
_IS_SPEECH = 0.5
_SHORTEST_CHUNKS = 3
"""Less speech than this, 96 ms, is no word."""
_MARGIN_CHUNKS = 10
"""Kept before and after the speech: 0.32 s, for soft beginnings and ends."""


class Ear:
    """Hears one utterance at a time; ``close`` gives the recogniser's memory back."""

    def __init__(
        self, transcriber: Transcriber, wishes: Wishes, hinted: tuple[str, ...] = SENTENCES
    ) -> None:
        """``hinted``: sentences the recogniser is told to expect."""
        self._transcriber = transcriber
        self._wishes = wishes
        self._hinted = hinted

    def hear(
        self, sound: Sound, state: VehicleState, speaker: Zone, cancel: Cancel | None = None
    ) -> Transcript | None:
        """What was said, or None if that was no speech."""
        began_s = time.perf_counter()
        known = names(state)
        proposed: dict[str, Change | None] = {}

        def propose(readings: Sequence[Alternative]) -> Sequence[str]:
            if _is_sure(readings[0]):
                return ()
            proposed.update(self._wishes.near([reading.text for reading in readings], known))
            return tuple(proposed)

        heard = self._transcriber.transcribe(sound, hints(state, self._hinted), cancel, propose)
        choice = chosen(heard, known.all, self._wishes.is_wish)
        hearing = choice.hearing
        is_whole = self._wishes.is_wish(hearing.text)
        belief = believe(
            choice, sound.duration_s, known.all, whole_wish=is_whole, hinted=self._hinted
        )
        if belief is Belief.NOTHING:
            return None
        text, renamed = put_right(hearing.text, known)
        if (change := proposed.get(hearing.text)) is not None:
            renamed = (change, *renamed)
        return Transcript(
            text=text,
            speaker=speaker,
            confidence=confidence(choice, known.all, whole_wish=is_whole),
            words=hearing.words,
            renamed=renamed,
            hear_ms=(time.perf_counter() - began_s) * 1e3,
            is_unclear=belief is Belief.UNCLEAR,
            sound_sha256=hashlib.sha256(sound.samples.tobytes()).hexdigest(),
        )

    def hear_recording(
        self, channels: Samples, detector: SpeechDetector, state: VehicleState, speaker: Zone
    ) -> Transcript:
        """A recording, shape (n, channels), as one utterance; without words if it holds none.

        The seat is that of the loudest channel, if one is clearly loudest, else ``speaker``.
        """
        began_s = time.perf_counter()
        spoken = speech_part(mixed(channels), detector)
        heard = None
        if spoken is not None:
            meter = SeatMeter()
            meter.add(channels[spoken])
            sound = Sound(mixed(channels)[spoken], HEARING_RATE_HZ)
            heard = self.hear(sound, state, meter.seat() or speaker)
        took_ms = (time.perf_counter() - began_s) * 1e3
        return heard or Transcript("", speaker, confidence=0.0, hear_ms=took_ms)

    def close(self) -> None:
        self._transcriber.close()


def _is_sure(reading: Alternative) -> bool:
    return reading.log_probability > -_SURE * len(normalise(reading.text).words)


def speech_part(samples: Samples, detector: SpeechDetector) -> slice | None:
    """From the first speech to the last, with a margin; None if there is none."""
    detector.reset()
    spoken = _longest_runs([detector.probability(c) >= _IS_SPEECH for c in _chunks(samples)])
    if not spoken:
        return None
    first, last = spoken[0] - _MARGIN_CHUNKS, spoken[-1] + 1 + _MARGIN_CHUNKS
    return slice(max(0, first) * DETECTOR_CHUNK, last * DETECTOR_CHUNK)


def _chunks(samples: Samples) -> Samples:
    whole = -(-len(samples) // DETECTOR_CHUNK) * DETECTOR_CHUNK
    return np.pad(samples, (0, whole - len(samples))).reshape(-1, DETECTOR_CHUNK)


def _longest_runs(is_speech: Sequence[bool]) -> list[int]:
    """The chunks of every run of speech that is long enough to be a word."""
    kept: list[int] = []
    run: list[int] = []
    for index, spoken in enumerate([*is_speech, False]):
        if spoken:
            run.append(index)
            continue
        if len(run) >= _SHORTEST_CHUNKS:
            kept += run
        run = []
    return kept
