"""Errors of the assistant.

AssistantError
├── CareError       what is known of warning lights, or which were told, cannot be read or kept
├── ConfigError     the configuration cannot be read or does not fit
├── ExtrasError     what a release brings beside models is not what it should be
│   └── LooseningError    it would allow what this program does not
├── RequestError    a line of ``batch`` cannot be served
├── SpeechError     sound cannot come in or go out; typing goes on
│   ├── MicrophoneError
│   ├── LoudspeakerError
│   └── RecordingError    a sound file cannot be read or written
└── TurnError       a turn broke inside; nothing more of it is done, the next one is served

Each has a stable ``code`` and a sentence for a person. What is expected in a conversation (not
understood, refused, failed) is a value, not an exception.
"""


class AssistantError(Exception):
    """Base of every error raised by ``assistant``."""

    code = "assistant.error"


class CareError(AssistantError):
    code = "care.file"


class ConfigError(AssistantError):
    code = "config.invalid"


class ExtrasError(AssistantError):
    code = "release.extras"


class LooseningError(ExtrasError):
    code = "release.loosens"


class TurnError(AssistantError):
    code = "assistant.turn_failed"


class RequestError(AssistantError):
    """``code`` tells bad JSON from a wrong field from an unknown context key."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SpeechError(AssistantError):
    code = "speech.error"


class MicrophoneError(SpeechError):
    code = "speech.microphone"


class LoudspeakerError(SpeechError):
    code = "speech.loudspeaker"


class RecordingError(SpeechError):
    """``code`` tells a missing file from an unreadable, an empty and a too long one."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
