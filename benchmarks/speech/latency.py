"""How long a person waits after the last word, stage by stage on the cores of this machine.

The endpointer's delay is counted in the time of the recording, all else by the clock. The stages
run one after the other here, as if nothing had been recognised early, so the sum is what happens
at worst; run it on an idle machine.
"""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np

from assistant import Cabin, Turn
from assistant.messages import Conversation, Transcript
from assistant.speech.endpoint import Change, Endpointer
from benchmarks.speech import corpus, hearing
from benchmarks.speech.corpus import Command
from benchmarks.speech.speaker import Speaker
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Cancel, Samples

_SHARE = 3
_SILENCE_BELOW = 1e-3
_BLOCK_S = DETECTOR_CHUNK / HEARING_RATE_HZ
_COMMAND_S = (2.0, 4.0)


def measure(cabin: Cabin, speaker: Speaker) -> dict[str, Any]:
    """Median and 95th percentile of every stage in ms; prints them."""
    rows = [_stages(cabin, command, speaker) for command in corpus.commands(_SHARE)]
    found = {}
    print(f"\n{'ms':24}{'n':>5}{'p50':>8}{'p95':>8}")
    for stage in dict.fromkeys(name for row in rows for name in row):
        values = [row[stage] for row in rows if stage in row]
        found[stage] = {"n": len(values), "p50": median(values), "p95": _p95(values)}
        print(f"{stage:24}{len(values):5}{median(values):8.0f}{_p95(values):8.0f}")
    return found


def _stages(cabin: Cabin, command: Command, speaker: Speaker) -> dict[str, float]:
    samples = _trimmed(speaker.sound(command.text))
    row = {"endpoint": 1e3 * _endpoint_s(cabin, samples)}
    began_s = time.perf_counter()
    heard = hearing.hear(cabin, command, samples)
    hear_ms = heard.hear_ms if heard is not None and heard.hear_ms else _ms_since(began_s)
    if _COMMAND_S[0] <= len(samples) / HEARING_RATE_HZ <= _COMMAND_S[1]:
        row["recognise 2-4 s"] = hear_ms
    if heard is None:
        return row
    turn = _turn(cabin, command, heard)
    row["turn"] = turn.ms.total
    row["end of speech to frames"] = row["endpoint"] + hear_ms + turn.ms.total
    row["first audio"] = _first_audio_ms(cabin, turn)
    row["end of speech to audio"] = row["end of speech to frames"] + row["first audio"]
    return row


def _turn(cabin: Cabin, command: Command, heard: Transcript) -> Turn:
    cabin.arrange(command.context)
    return cabin.dialogue.take_turn(heard, Conversation())


def _endpoint_s(cabin: Cabin, samples: Samples) -> float:
    """From the last sound of the words to the change that says they are over."""
    endpointer = Endpointer(cabin.senses.detector)
    endpointer.reset()
    lead = np.zeros(HEARING_RATE_HZ, dtype=np.float32)
    after = np.zeros(3 * HEARING_RATE_HZ, dtype=np.float32)
    stream = np.concatenate([lead, samples, after])
    over_s = (len(lead) + len(samples)) / HEARING_RATE_HZ
    ended_s = None
    for number in range(len(stream) // DETECTOR_CHUNK):
        block = stream[number * DETECTOR_CHUNK : (number + 1) * DETECTOR_CHUNK]
        if endpointer.take(block) is Change.ENDED:
            ended_s = (number + 1) * _BLOCK_S
            endpointer.reset()
    return (ended_s or len(stream) / HEARING_RATE_HZ) - over_s


def _first_audio_ms(cabin: Cabin, turn: Turn) -> float:
    began_s = time.perf_counter()
    next(iter(cabin.senses.voice.speak(turn.reply.text, 1.0, Cancel())), None)
    return _ms_since(began_s)


def _trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends that a voice leaves."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE_BELOW)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def _ms_since(began_s: float) -> float:
    return (time.perf_counter() - began_s) * 1e3


def _p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))
