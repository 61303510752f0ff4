"""Which tokens of a large vocabulary a pruned model keeps, and how that choice is written down.

A choice is a bitmap over the original token ids, compressed and written as base64 text: small
enough to live in the repository, exact enough that the pruned file comes out the same everywhere.
``models.pruning`` applies a choice; ``models.training.choose_vocabulary`` made the one that
ships.
"""

import base64
import binascii
import textwrap
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.errors import MalformedVocabularyError

TokenIds = NDArray[np.int64]


def write_kept(token_ids: Iterable[int], vocabulary_size: int) -> str:
    """The choice as text; ``vocabulary_size`` is the number of tokens before pruning."""
    bitmap = np.zeros(vocabulary_size, dtype=np.bool_)
    bitmap[np.fromiter(token_ids, dtype=np.int64)] = True
    packed = zlib.compress(np.packbits(bitmap).tobytes(), level=9)
    return "\n".join(textwrap.wrap(base64.b64encode(packed).decode("ascii"), 100)) + "\n"


def read_kept(text: str) -> TokenIds:
    """The kept token ids in ascending order."""
    try:
        packed = zlib.decompress(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, zlib.error, ValueError) as error:
        raise MalformedVocabularyError("the list of kept tokens cannot be read") from error
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, dtype=np.uint8))).astype(np.int64)
