"""What a sentence embedder offers: texts to vectors, so that what means the same lies close.

Any thread may ask; nothing is kept from one call to the next. Which vectors to keep, and how near
is near enough, is not decided here.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

VECTOR_WIDTH = 384

Vectors = NDArray[np.float32]
"""Shape (texts, ``VECTOR_WIDTH``)."""


class Embedder(Protocol):
    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of unit length for each text, in order: the dot product of two is their cosine,
        -1 to 1. Of a long text only the beginning counts. EngineError if a text cannot be read.
        """
