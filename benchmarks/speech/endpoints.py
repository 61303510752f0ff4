"""How soon the end of speech is seen, and how often somebody who thinks is cut off.

Own commands clean and in road noise, said in one go and with a pause after half of the words. The
recogniser is the real one and its result is known as late as it took, so the figures hold for
this machine. Cut off means that the first utterance ended before the last word did; the delay is
from the last sound of the words to the end seen, of those not cut off.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant import Cabin
from assistant.messages import Transcript
from assistant.speech.endpoint import Endpointer
from assistant.speech.patience import patience_s
from assistant.talk.listener import Listener, Recognised
from benchmarks.speech import corpus
from benchmarks.speech.conditions import Surroundings, name
from benchmarks.speech.speaker import Speaker, trimmed
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Cancel, Samples, Sound
from vehicle_bus import Zone

_SHARE = 6
_FEWEST_WORDS = 5
_PAUSES_S = (0.0, 0.3, 0.6, 1.0)
_RATIOS_DB = (None, 10)
_AFTER_S = 3.0
_MARGIN_S = 0.3
"""What ``Surroundings`` puts before the words."""
_BLOCK_S = DETECTOR_CHUNK / HEARING_RATE_HZ


@dataclass(slots=True)
class _Found:
    delays_ms: list[float] = field(default_factory=list)
    cut: int = 0
    unheard: int = 0


def measure(cabin: Cabin, speakers: Sequence[Speaker], talk: Sequence[Samples]) -> dict[str, Any]:
    """Prints and returns the delay and the share cut off by noise, pause and word before it."""
    surroundings = Surroundings(talk)
    found: dict[tuple[str, float, str], _Found] = {}
    commands = [c for c in corpus.commands(_SHARE) if len(c.text.split()) >= _FEWEST_WORDS]
    for ratio_db in _RATIOS_DB:
        for speaker in speakers:
            for command in commands:
                for pause_s in _PAUSES_S:
                    spoken, kind = _spoken(speaker, command.text, pause_s)
                    kept = found.setdefault((name(ratio_db), pause_s, kind), _Found())
                    padded = np.pad(spoken, (0, int(_AFTER_S * HEARING_RATE_HZ)))
                    sound = surroundings.around(padded, "road", ratio_db, command.number)
                    _count(kept, _ended_s(cabin, sound), _MARGIN_S + len(spoken) / HEARING_RATE_HZ)
    print("noise | pause s | after a word that | n | cut off | p50 ms | p95 ms")
    return {" ".join(map(str, key)): _summed_up(key, kept) for key, kept in found.items()}


def _spoken(speaker: Speaker, text: str, pause_s: float) -> tuple[Samples, str]:
    words = text.split()
    half = len(words) // 2
    if not pause_s:
        return trimmed(speaker.sound(text)), "-"
    first, second = (speaker.sound(" ".join(part)) for part in (words[:half], words[half:]))
    silence = np.zeros(int(pause_s * HEARING_RATE_HZ), np.float32)
    kind = "cannot end one" if patience_s(" ".join(words[:half])) > 1.0 else "may end a wish"
    return np.concatenate([trimmed(first), silence, trimmed(second)]), kind


def _ended_s(cabin: Cabin, sound: Samples) -> float | None:
    """When the first utterance ended, in the time of the recording; None: never heard."""
    state = cabin.vehicle.refresh()
    coming: list[tuple[float, Recognised, Transcript | None]] = []
    now_s = 0.0

    def recognise(said: Sound, seat: Zone | None, cancel: Cancel) -> Recognised:
        heard = cabin.senses.ear.hear(said, state, Zone.DRIVER)
        took_s = (heard.hear_ms or 0.0) / 1e3 if heard else 0.0
        later: Recognised = Future()
        coming.append((now_s + took_s, later, heard))
        return later

    listener = Listener(Endpointer(cabin.senses.detector), recognise)
    listener.reset()
    for start in range(0, len(sound) - DETECTOR_CHUNK + 1, DETECTOR_CHUNK):
        now_s += _BLOCK_S
        for due_s, later, heard in coming:
            if due_s <= now_s and not later.done():
                later.set_result(heard)
        block = sound[start : start + DETECTOR_CHUNK]
        if listener.take(block, block[:, np.newaxis]) is not None:
            return now_s
    return None


def _count(kept: _Found, ended_s: float | None, words_end_s: float) -> None:
    if ended_s is None:
        kept.unheard += 1
    elif ended_s < words_end_s:
        kept.cut += 1
    else:
        kept.delays_ms.append(1e3 * (ended_s - words_end_s))


def _summed_up(key: tuple[str, float, str], kept: _Found) -> dict[str, float]:
    total = len(kept.delays_ms) + kept.cut + kept.unheard
    middle, late = np.percentile(kept.delays_ms or [np.nan], (50, 95))
    condition = " | ".join(map(str, key))
    print(f"{condition} | {total} | {kept.cut / total:.0%} | {middle:.0f} | {late:.0f}", flush=True)
    return {"n": total, "cut_off": kept.cut / total, "p50": float(middle), "p95": float(late)}
