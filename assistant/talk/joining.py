"""Puts the parts of a spoken conversation together, and goes on without those that are missing.

Only the recogniser cannot be done without; its ModelsError is the caller's. Whatever else is
missing is said once: no wake word leaves the button, no voice leaves the text.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.app import Cabin
from assistant.config import Config
from assistant.first_use import FirstUse
from assistant.messages import Reply
from assistant.senses import Senses
from assistant.speech.device import Loudspeaker, Microphone
from assistant.speech.echo import EchoGate
from assistant.speech.endpoint import Endpointer
from assistant.speech.phrase_cache import PhraseCache
from assistant.speech.speaking import Speaking
from assistant.speech.verbosity import Verbosity
from assistant.speech.who import KnownVoices
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.loop import Parts
from assistant.talk.mouth import Mouth
from assistant.talk.outlet import Outlet
from assistant.talk.session import Session
from assistant.talk.state import Activation, View
from assistant.talk.workers import Workers
from models import DEFAULT_HOME, ModelsError, Voice, WakeWord, load_speaker_encoder
from vehicle_bus import Zone

PHRASES = DEFAULT_HOME / "phrases"
VOICES = DEFAULT_HOME / "voices"
_LIKED = {"short": Verbosity.SHORT, "detailed": Verbosity.FULL}
"""Values of the preference "verbosity"; "normal" is what the car is set to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is held: with whom, through what, and who looks on."""

    cabin: Cabin
    config: Config
    session: Session
    view: View
    microphone: Microphone
    loudspeaker: Loudspeaker
    clock: Callable[[], float]
    """Seconds; of the recording, if it is one."""
    is_recording: bool


def join(place: Place, workers: Workers, activation: Activation) -> Parts:
    cabin, config, view = place.cabin, place.config, place.view
    ear = cabin.senses.ear
    wake = _wake_word(cabin.senses, view) if activation is Activation.WAKE else None
    outlet = Outlet(place.loudspeaker, place.clock, view.notice)
    speaking = Speaking(_voice(cabin.senses, view), PhraseCache(PHRASES))
    return Parts(
        vehicle=cabin.vehicle,
        session=place.session,
        microphone=place.microphone,
        played=outlet.played,
        endpointer=Endpointer(cabin.senses.detector),
        echo=EchoGate(),
        wake=wake,
        ear=ear,
        acquaintance=_acquaintance(config),
        mouth=Mouth(speaking, outlet, workers.speak, lambda: _verbosity(place)),
        view=view,
        workers=workers,
        clock=place.clock,
        activation=activation,
        speaker=Zone(config.speaker),
        is_recording=place.is_recording,
        first_use=_first_use(place),
    )


def _first_use(place: Place) -> Callable[[], Reply | None]:
    """Nobody is told anything by playing a recording."""
    if place.is_recording:
        return lambda: None
    memory = place.cabin.memory
    return FirstUse(place.config.driver.home, lambda: memory.driver).notice


def _acquaintance(config: Config) -> Acquaintance:
    def open_voices() -> KnownVoices:
        return KnownVoices(load_speaker_encoder(), VOICES)

    return Acquaintance(open_voices if config.speech.speaker_hint else None, VOICES)


def _voice(senses: Senses, view: View) -> Voice | None:
    try:
        return senses.voice
    except ModelsError as error:
        view.notice(f"I answer in text only: {error} ({error.code})")
        return None


def _wake_word(senses: Senses, view: View) -> WakeWord | None:
    try:
        return senses.wake_word
    except ModelsError as error:
        view.notice(f"No wake word, press Enter to talk: {error} ({error.code})")
        return None


def _verbosity(place: Place) -> Verbosity:
    """What the driver likes, else what the car is set to."""
    liked = place.cabin.memory.verbosity
    return _LIKED.get(liked or "", Verbosity(place.config.speech.verbosity))
