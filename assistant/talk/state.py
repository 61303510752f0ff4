"""What a spoken conversation shows of itself while it goes on."""

from enum import StrEnum
from typing import Protocol

from assistant.messages import Transcript, Turn


class State(StrEnum):
    IDLE = "idle"
    """Waits for the wake word or the button; nothing else is listened to."""
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    MUTED = "muted"
    """The microphone is closed until the car reports it wanted again."""
    DEAF = "no microphone"
    """There is none, or it was lost; it is tried again."""


class Activation(StrEnum):
    """What has to happen before words are listened to."""

    WAKE = "wake"
    PUSH_TO_TALK = "push_to_talk"
    OPEN = "open"
    """Nothing: everything said is meant for the car."""


class View(Protocol):
    """Whoever watches a conversation; called from the thread that leads it."""

    def state(self, state: State) -> None: ...

    def heard(self, heard: Transcript) -> None: ...

    def turn(self, turn: Turn) -> None: ...

    def notice(self, text: str) -> None:
        """Something a person should know: what is missing, what is back."""
