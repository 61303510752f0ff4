"""Who speaks the commands: neural voices and accents.

The neural voices are those of the catalogue: ``python -m models setup`` brings one of them,
``python -m models add hibari-heart`` the other.
"""

import numpy as np

from benchmarks.speech.espeak import espeak
from benchmarks.speech.speaker import Speaker
from models import Sound, Voice, load_voice

_ACCENTS = (
    ("us-male", "en-us+m3", 160),
    ("us-female", "en-us+f3", 150),
    ("british-female", "en+f2", 155),
    ("received-male", "en-gb-x-rp+m7", 175),
    ("scottish-male", "en-gb-scotland+m1", 150),
    ("caribbean-female", "en-029+f4", 150),
)


def speakers() -> tuple[Speaker, ...]:
    """The voices of the benchmark, neural ones first."""
    joe, heart = load_voice("piper-joe"), load_voice("hibari-heart")
    neural = (
        ("joe", joe, 1.0),
        ("joe-fast", joe, 1.25),
        ("heart", heart, 1.0),
        ("heart-fast", heart, 1.2),
    )
    accents = enumerate(_ACCENTS, len(neural))
    return (
        *(_neural(number, *one) for number, one in enumerate(neural)),
        *(_accent(number, *one) for number, one in accents),
    )


def _neural(number: int, name: str, voice: Voice, pace: float) -> Speaker:
    def say(text: str) -> Sound:
        parts = [sound.samples for sound in voice.speak(_sentence(text), pace)]
        return Sound(np.concatenate(parts), voice.rate_hz)

    return Speaker(number, name, "neural", f"{voice.digest}-{pace}", say)


def _accent(number: int, name: str, voice: str, words_per_minute: int) -> Speaker:
    def say(text: str) -> Sound:
        return espeak().say(text, voice, words_per_minute)

    digest = f"{espeak().version}-{voice}-{words_per_minute}"
    return Speaker(number, name, "espeak", digest, say)


def _sentence(text: str) -> str:
    """Voices end a sentence only at its full stop."""
    return text if text.endswith((".", "?")) else text + "."
