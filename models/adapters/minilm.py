"""Sentences to vectors by a MiniLM of sentence-transformers, computed with NumPy alone.

A token is a column, so that the weights are multiplied as they lie in the file. Texts are computed
one after another, and so come to the same vector whatever else is asked for.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from models.adapters.minilm_weights import (
    LONGEST_TOKENS,
    Dense,
    Layer,
    Norm,
    Tensor,
    read_weights,
)
from models.bundle import locate_in_bundle
from models.embedding import VECTOR_WIDTH, Vectors
from models.errors import EngineError, EngineLoadError

_HEADS = 12
_HEAD_WIDTH = VECTOR_WIDTH // _HEADS
_SOFTNESS = np.float32(_HEAD_WIDTH**-0.5)
_LEAST_VARIANCE = np.float32(1e-12)
_COLUMNS = 16
"""Tokens are filled up to a multiple of this, which multiplies faster."""


class MiniLmEmbedder:
    """An ``Embedder``; ``bundle`` holds model.safetensors and tokenizer.json, EngineLoadError if
    it does not. It stays mapped: nobody may write to it. Of a text the first 126 pieces of words
    count."""

    def __init__(self, bundle: Path) -> None:
        places = locate_in_bundle(bundle)
        try:
            content = np.asarray(np.memmap(bundle, mode="r"))
            self._tokenizer = Tokenizer.from_str(
                bytes(content[places["tokenizer.json"]]).decode("utf-8")
            )
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(LONGEST_TOKENS)
            weights = content[places["model.safetensors"]]
        except Exception as error:  # tokenizers raises bare Exception for a bad file
            raise EngineLoadError(f"{bundle.name} holds no MiniLM: {error}") from error
        self._weights = read_weights(weights)
        if max(self._tokenizer.get_vocab().values(), default=0) >= len(self._weights.words):
            raise EngineLoadError(f"{bundle.name}: the tokenizer knows words the model does not")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384)."""
        vectors = np.empty((len(texts), VECTOR_WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(self._ids(text))
        return vectors

    def _ids(self, text: str) -> Sequence[int]:
        try:
            ids: Sequence[int] = self._tokenizer.encode(text).ids
        except Exception as error:  # as above; a text may hold half a character
            raise EngineError("a text that cannot be read") from error
        if not ids:
            raise EngineError("a text without a word")
        return ids

    def _vector(self, ids: Sequence[int]) -> Tensor:
        with np.errstate(all="ignore"):
            tokens = self._looked_up(ids)
            for layer in self._weights.layers:
                tokens = _through(layer, tokens, len(ids))
            mean = tokens[:, : len(ids)].mean(axis=1)
            length = np.linalg.norm(mean)
        if not (np.isfinite(length) and length):
            raise EngineError("the model of sentences came to what is no vector")
        return np.asarray(mean / length)

    def _looked_up(self, ids: Sequence[int]) -> Tensor:
        """Shape (width, tokens and what fills them up)."""
        tokens = self._weights.words[ids] + self._weights.positions[: len(ids)]
        filled = np.pad(tokens, ((0, -len(ids) % _COLUMNS), (0, 0)))
        return _normed(np.ascontiguousarray(filled.T), self._weights.norm)


def _through(layer: Layer, tokens: Tensor, count: int) -> Tensor:
    """``count`` tokens are of the text; nobody attends to what follows them."""
    query = _dense(tokens, layer.query) * _SOFTNESS
    key, value = _dense(tokens, layer.key), _dense(tokens, layer.value)
    seen = _attended(query, key[:, :count], value[:, :count])
    tokens = _normed(_dense(seen, layer.attended) + tokens, layer.attended_norm)
    inner = _gelu(_dense(tokens, layer.inner))
    return _normed(_dense(inner, layer.outer) + tokens, layer.outer_norm)


def _attended(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """What each token takes from those of the text."""
    queries, keys, values = (each.reshape(_HEADS, _HEAD_WIDTH, -1) for each in (query, key, value))
    scores = queries.transpose(0, 2, 1) @ keys
    shares = np.exp(scores - scores.max(axis=2, keepdims=True))
    shares /= shares.sum(axis=2, keepdims=True)
    return np.asarray(values @ shares.transpose(0, 2, 1)).reshape(VECTOR_WIDTH, -1)


def _dense(tokens: Tensor, by: Dense) -> Tensor:
    return (by.weight @ tokens).reshape(-1, tokens.shape[1]) + by.bias


def _normed(tokens: Tensor, by: Norm) -> Tensor:
    centred = tokens - tokens.mean(axis=0)
    spread = np.sqrt(np.square(centred).mean(axis=0) + _LEAST_VARIANCE)
    return np.asarray(centred / spread * by.scale + by.shift)


_ERF = np.array([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], np.float32)
_ERF_STEP = np.float32(0.3275911)
_ROOT_HALF = np.float32(0.5**0.5)


def _gelu(values: Tensor) -> Tensor:
    """The exact one; its error function by Abramowitz and Stegun 7.1.26, to 2e-7."""
    size = np.abs(values) * _ROOT_HALF
    step = 1 / (1 + _ERF_STEP * size)
    rest = np.zeros_like(size)
    for factor in _ERF:
        rest = (rest + factor) * step
    erf = 1 - rest * np.exp(-np.square(size))
    return np.asarray((values + np.abs(values) * erf) / 2, dtype=np.float32)
