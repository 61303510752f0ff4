"""Speech to words by Whisper on CTranslate2.

faster-whisper always computes 30 s; a command lasts three. So its CTranslate2 model is run directly
on a window of ``WINDOW_S``, filled up with the quietest value of the picture of the sound: zeros
there make it hear words, and windows much shorter than this make it run away. With hints the
beam has to be wide, or it repeats them.

Everything runs in one thread of its own: any thread may ask, ``close`` waits for what is asked.
"""

import io
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.bundle import read_bundle
from models.engine import Cancel
from models.errors import CancelledError, EngineClosedError, EngineError, EngineLoadError
from models.sound import HEARING_RATE_HZ, Sound
from models.speech import Alternative, HeardWord, Hearing, Propose

WINDOW_S = 10.0
LONGEST_S = 30.0
HINT_TOKENS = 120
"""Of more hints only the beginning is told."""
_FRAMES_PER_S = 100
_BEAM = 5
_REPETITION_PENALTY = 1.1
_ANSWER_TOKENS = 40
"""Enough for ten seconds; longer sound may have more."""
_SHORTEST_S = 0.1
_FILTER_WIDTH = 7
_LEAST_LIKELY = 1e-12
"""A token the engine rules out; its logarithm has to be a number."""
_QUIET = -1.5
"""The picture of no sound at all."""
_REPEATS = 3
"""So often the same words in a row are a recogniser that ran away, not a driver."""
_REPEATED_WORDS = 4
_PUNCTUATION = " .,?!;:-\"'"
_NO_PUNCTUATION = str.maketrans("", "", ".,?!;:")
_NOTHING = Hearing("", (), 0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Ids of the tokens that are not text."""

    previous: int
    start: tuple[int, ...]
    first_special: int


class WhisperTranscriber:
    """A ``Transcriber``; ``bundle`` holds model.bin, config.json, tokenizer.json and the
    vocabulary. EngineLoadError if it does not."""

    def __init__(self, bundle: Path, threads: int = 2) -> None:
        self._owner = ThreadPoolExecutor(1, thread_name_prefix="transcriber")
        try:
            self._session = self._owner.submit(_Session, bundle, threads).result()
        except EngineError:
            self._owner.shutdown()
            raise

    def transcribe(
        self,
        sound: Sound,
        hints: Sequence[str] = (),
        cancel: Cancel | None = None,
        propose: Propose | None = None,
    ) -> Hearing:
        """ValueError for more than ``LONGEST_S``."""
        if sound.duration_s > LONGEST_S:
            raise ValueError(f"{sound.duration_s:.0f} s are longer than {LONGEST_S:.0f} s")
        try:
            answer = self._owner.submit(
                self._session.hear, sound, hints, cancel or Cancel(), propose
            )
        except RuntimeError as error:
            raise EngineClosedError("the recogniser was closed") from error
        return answer.result()

    def close(self) -> None:
        self._owner.shutdown()
        self._session.close()


class _Session:
    """Model, tokenizer and feature extractor. Only the owner thread runs it."""

    def __init__(self, bundle: Path, threads: int) -> None:
        files = read_bundle(bundle)
        try:
            self._tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode("utf-8"))
            self._model = ctranslate2.models.Whisper(
                bundle.name,
                device="cpu",
                compute_type="int8",
                intra_threads=threads,
                files={name: io.BytesIO(content) for name, content in files.items()},
            )
        except Exception as error:  # both libraries raise bare Exception for a bad file
            raise EngineLoadError(f"{bundle.name} is no Whisper model: {error}") from error
        self._features = FeatureExtractor(feature_size=self._model.n_mels)
        self._marks = _marks(self._tokenizer, self._model.is_multilingual)

    def hear(
        self, sound: Sound, hints: Sequence[str], cancel: Cancel, propose: Propose | None
    ) -> Hearing:
        began_s = time.perf_counter()
        if sound.duration_s < _SHORTEST_S:
            return _NOTHING
        picture = self._picture(sound)
        frames = picture.shape[2]
        prompt = self._prompt(hints)
        try:
            encoded = self._model.encode(ctranslate2.StorageView.from_array(picture))
            if cancel.is_cancelled:
                raise CancelledError("nobody waits for this any more")
            found = self._model.generate(
                encoded,
                [prompt],
                beam_size=_BEAM,
                num_hypotheses=_BEAM,
                repetition_penalty=_REPETITION_PENALTY,
                max_length=len(prompt) + int(_ANSWER_TOKENS * frames / _FRAMES_PER_S / WINDOW_S),
                return_scores=True,
                return_no_speech_prob=True,
            )[0]
            tokens = self._text_only(found.sequences_ids[0])
            words = self._words(encoded, prompt, tokens, frames) if tokens else ()
            readings = self._readings(found)
            if propose is not None and tokens:
                readings = self._weighed(encoded, readings, propose(readings))
        except RuntimeError as error:
            raise EngineError(f"the recogniser stopped: {error}") from error
        if _ran_away(words):
            return _NOTHING
        ms = (time.perf_counter() - began_s) * 1e3
        score, no_speech = float(found.scores[0]), float(found.no_speech_prob)
        return Hearing(readings[0].text, words, score, no_speech, ms, readings)

    def _text_only(self, ids: Sequence[int]) -> list[int]:
        return [token for token in ids if token < self._marks.first_special]

    def _readings(
        self, found: "ctranslate2.models.WhisperGenerationResult"
    ) -> tuple[Alternative, ...]:
        """Likeliest first; what differs in its stops only comes once. The engine's scores are
        means over the tokens."""
        readings: dict[str, Alternative] = {}
        for ids, score in zip(found.sequences_ids, found.scores, strict=True):
            text = self._tokenizer.decode(self._text_only(ids)).strip()
            bare = text.casefold().translate(_NO_PUNCTUATION)
            readings.setdefault(bare, Alternative(text, float(score) * len(ids), len(ids)))
        return tuple(readings.values())

    def _weighed(
        self,
        encoded: "ctranslate2.StorageView",
        readings: Sequence[Alternative],
        proposed: Sequence[str],
    ) -> tuple[Alternative, ...]:
        """Proposals are weighed without the hints, which costs a tenth; what the hints would have
        added is taken from the first reading."""
        if not proposed:
            return tuple(readings)
        texts = [*(reading.text for reading in readings), *proposed]
        tokens = [self._tokens(text) for text in texts]
        heard, unheard = self._likely(encoded, tokens), self._likely(self._silence, tokens)
        hinted = readings[0].log_probability - heard[0]
        own = [replace(one, unheard=alone) for one, alone in zip(readings, unheard, strict=False)]
        others = [
            Alternative(text, heard[at] + hinted, len(tokens[at]), unheard[at], is_proposed=True)
            for at, text in enumerate(proposed, start=len(readings))
        ]
        return (*own, *others)

    def _likely(
        self, encoded: "ctranslate2.StorageView", texts: Sequence[Sequence[int]]
    ) -> list[float]:
        """Natural log-likelihood of each text to its end."""
        many = np.repeat(np.array(encoded), len(texts), axis=0)
        aligned = self._model.align(
            ctranslate2.StorageView.from_array(many),
            list(self._marks.start),
            [[*text, self._marks.first_special] for text in texts],
            [_FRAMES_PER_S] * len(texts),
        )
        return [
            float(np.log(np.maximum(one.text_token_probs, _LEAST_LIKELY)).sum()) for one in aligned
        ]

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(" " + text, add_special_tokens=False).ids
        return ids

    @cached_property
    def _silence(self) -> "ctranslate2.StorageView":
        mels = self._model.n_mels
        empty = np.full((1, mels, int(WINDOW_S * _FRAMES_PER_S)), _QUIET, dtype=np.float32)
        return self._model.encode(ctranslate2.StorageView.from_array(empty))

    def _picture(self, sound: Sound) -> NDArray[np.float32]:
        """Shape (1, mels, frames)."""
        seen = self._features(sound.at(HEARING_RATE_HZ).samples)
        frames = max(int(WINDOW_S * _FRAMES_PER_S), seen.shape[1] + _FRAMES_PER_S // 2)
        frames = min(frames, int(LONGEST_S * _FRAMES_PER_S))
        picture = np.full((1, seen.shape[0], frames), seen.min(), dtype=np.float32)
        picture[0, :, : seen.shape[1]] = seen[:, :frames]
        return picture

    def _prompt(self, hints: Sequence[str]) -> list[int]:
        if not hints:
            return list(self._marks.start)
        told = self._tokens(" ".join(hints))
        return [self._marks.previous, *told[:HINT_TOKENS], *self._marks.start]

    def _words(
        self,
        encoded: "ctranslate2.StorageView",
        prompt: list[int],
        tokens: list[int],
        frames: int,
    ) -> tuple[HeardWord, ...]:
        """Tokens that begin with a space begin a word; a word is as likely as its least token."""
        aligned = self._model.align(
            encoded, prompt, [tokens], frames, median_filter_width=_FILTER_WIDTH
        )[0]
        words: list[HeardWord] = []
        for token, probability in zip(tokens, aligned.text_token_probs, strict=True):
            piece = self._tokenizer.decode([token])
            if words and not piece.startswith(" "):
                last = words.pop()
                is_mark = not piece.strip(_PUNCTUATION)
                likely = last.probability if is_mark else min(last.probability, probability)
                words.append(HeardWord(last.text + piece, likely))
            else:
                words.append(HeardWord(piece, float(probability)))
        bare = (HeardWord(w.text.strip(_PUNCTUATION), w.probability) for w in words)
        return tuple(word for word in bare if word.text)

    def close(self) -> None:
        self._model.unload_model()


def _marks(tokenizer: Tokenizer, is_multilingual: bool) -> _Marks:
    def mark(name: str) -> int:
        found: int | None = tokenizer.token_to_id(f"<|{name}|>")
        if found is None:
            raise EngineLoadError(f"the tokenizer does not know <|{name}|>")
        return found

    language = (mark("en"), mark("transcribe")) if is_multilingual else ()
    start = (mark("startoftranscript"), *language, mark("notimestamps"))
    return _Marks(mark("startofprev"), start, mark("endoftext"))


def _ran_away(words: Sequence[HeardWord]) -> bool:
    """Whether up to ``_REPEATED_WORDS`` words come ``_REPEATS`` times in a row."""
    said = [word.text.lower() for word in words]
    return any(
        said[i : i + n] * _REPEATS == said[i : i + n * _REPEATS]
        for n in range(2, _REPEATED_WORDS + 1)
        for i in range(len(said))
    )
