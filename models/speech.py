"""What this package offers to whoever hears and speaks: the ports and the values they exchange.

All of them take sound at ``HEARING_RATE_HZ``; a ``Voice`` gives it at its own rate. Each instance
belongs to one thread at a time, except that any thread may ``cancel`` and ``close``. Failures are
``EngineError``; nothing here knows devices, dialogue or the car.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.engine import Cancel
from models.sound import Samples, Sound

DETECTOR_CHUNK = 512
"""Samples a ``SpeechDetector`` judges at a time: 32 ms."""


@dataclass(frozen=True, slots=True)
class HeardWord:
    text: str
    probability: float
    """How likely this word is right, 0 to 1, by the engine's own count."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other words that the same sound may have been."""

    text: str
    log_probability: float
    """Of the whole text, natural logarithm."""
    tokens: int
    """Pieces the engine wrote it in."""
    unheard: float = 0.0
    """The same without any sound: what the engine would write by itself. 0 if it cannot tell."""
    is_proposed: bool = False
    """Not the engine's own reading: it was asked how well these words fit the sound."""

    @property
    def mean(self) -> float:
        """Log-probability of a token, on the average."""
        return self.log_probability / max(1, self.tokens)


Propose = Callable[[Sequence[Alternative]], Sequence[str]]
"""From an engine's readings to other words that may have been said."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a recogniser made of one utterance. Whether to believe it is not decided here."""

    text: str
    words: tuple[HeardWord, ...]
    log_probability: float
    """Mean over the tokens of the text, natural logarithm."""
    no_speech: float
    """How likely nothing was said at all, 0 to 1."""
    ms: float
    alternatives: tuple[Alternative, ...] = ()
    """Likeliest first, the text itself among them; none from an engine that knows no others."""


class Transcriber(Protocol):
    def transcribe(
        self,
        sound: Sound,
        hints: Sequence[str] = (),
        cancel: Cancel | None = None,
        propose: Propose | None = None,
    ) -> Hearing:
        """Speech of at most 30 s to words; ``hints`` are sentences that read like what is
        expected and hold the names that matter now, most important first. What ``propose``
        returns is weighed with the engine's readings, by an engine that can."""

    def close(self) -> None: ...


class Voice(Protocol):
    @property
    def digest(self) -> str:
        """Changes when the same text would sound different: engine, weights, settings."""

    @property
    def rate_hz(self) -> int: ...

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        """Pieces of sound as soon as each is ready; ``pace`` 1.2 is a fifth faster."""

    def close(self) -> None: ...


class SpeechDetector(Protocol):
    def probability(self, chunk: Samples) -> float:
        """How likely this chunk of ``DETECTOR_CHUNK`` samples is speech; it remembers the last."""

    def reset(self) -> None: ...


class WakeWord(Protocol):
    @property
    def phrase(self) -> str:
        """What to say, in words."""

    def heard(self, samples: Samples) -> bool:
        """Whether the phrase just ended; takes any number of samples, in order."""

    def reset(self) -> None: ...


class SpeakerEncoder(Protocol):
    def embed(self, sound: Sound) -> Samples:
        """A vector of unit length; sounds of one speaker point the same way."""
