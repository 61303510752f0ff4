"""A reply as sound: what is said of it, as people say it, sentence by sentence.

One rule: each sentence is given on as soon as it is ready, and nothing follows once ``cancel`` was
called. Nothing that is said is logged. When to speak and through what is not decided here.
"""

from collections.abc import Iterator

import numpy as np

from assistant.messages import Reply
from assistant.speech.loudness import gain_db, loud
from assistant.speech.phrase_cache import PhraseCache, is_common
from assistant.speech.saying import sentences, spoken
from assistant.speech.tones import tone
from assistant.speech.verbosity import Verbosity, choose, is_demanding
from models import Cancel, CancelledError, Sound, Voice

_PACE = 1.0


class Speaking:
    """Without a voice only tones come; without a cache every sentence is made anew."""

    def __init__(self, voice: Voice | None, cache: PhraseCache | None = None) -> None:
        self._voice = voice
        self._cache = cache

    def sounds(
        self,
        reply: Reply,
        verbosity: Verbosity,
        speed_kmh: float | None,
        cancel: Cancel,
        *,
        only_deeds: bool = False,
    ) -> Iterator[Sound]:
        """Ends early when cancelled; an ``EngineError`` if the voice fails. ``only_deeds`` as
        in ``verbosity.choose``: leave it out if the reply may hold an answer."""
        demanding = is_demanding(speed_kmh)
        chosen = choose(reply, verbosity, only_deeds=only_deeds, demanding=demanding)
        if chosen.tone is not None and not cancel.is_cancelled:
            yield tone(chosen.tone)
        if self._voice is None:
            return
        text, gain = spoken(chosen.words), gain_db(speed_kmh)
        cache = self._cache if is_common(text) else None
        try:
            for sentence in sentences(text):
                for sound in _said(self._voice, cache, sentence, cancel):
                    if cancel.is_cancelled:
                        return
                    yield loud(sound, gain)
        except CancelledError:
            return


def _said(
    voice: Voice, cache: PhraseCache | None, sentence: str, cancel: Cancel
) -> Iterator[Sound]:
    if cache is None:
        yield from voice.speak(sentence, _PACE, cancel)
        return
    kept = cache.get(voice.digest, _PACE, sentence)
    if kept is not None:
        yield kept
        return
    pieces = []
    for piece in voice.speak(sentence, _PACE, cancel):
        pieces.append(piece)
        yield piece
    if pieces and not cancel.is_cancelled:
        whole = Sound(np.concatenate([p.samples for p in pieces]), voice.rate_hz)
        cache.put(voice.digest, _PACE, sentence, whole)
