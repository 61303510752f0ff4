"""The tensors of a MiniLM, as views of its mapped file of safetensors.

One rule: the big ones are never copied. The word table is half of the file, and only the rows
that are looked up come into memory. Names, shapes and places are checked before a number is used;
layers are counted, so that a MiniLM of three or twelve fits as well.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from math import prod

import numpy as np
from numpy.typing import NDArray

from models.embedding import VECTOR_WIDTH
from models.errors import EngineLoadError

INNER_WIDTH = 1536
LONGEST_TOKENS = 128
Tensor = NDArray[np.float32]

_LENGTH_BYTES = 8
_FLOAT_BYTES = 4
_STRIP = 12_288
"""Weights multiplied at a time. So few that OpenBLAS computes a sentence of 40 tokens in the
thread that asks: shared out while other cores are busy, it takes 280 ms instead of 10."""


@dataclass(frozen=True, slots=True)
class Dense:
    weight: Tensor
    """Shape (strips, rows, in): the rows of all strips are the outputs."""
    bias: Tensor
    """Shape (out, 1): a token is a column."""


@dataclass(frozen=True, slots=True)
class Norm:
    scale: Tensor
    """Shape (width, 1), like ``shift``."""
    shift: Tensor


@dataclass(frozen=True, slots=True)
class Layer:
    query: Dense
    key: Dense
    value: Dense
    attended: Dense
    attended_norm: Norm
    inner: Dense
    outer: Dense
    outer_norm: Norm


@dataclass(frozen=True, slots=True)
class Weights:
    words: Tensor
    """Shape (vocabulary, width). Not looked through: a row may hold what is no number."""
    positions: Tensor
    """Shape (``LONGEST_TOKENS``, width), what marks a first sentence added."""
    norm: Norm
    layers: Sequence[Layer]


def read_weights(content: NDArray[np.uint8]) -> Weights:
    """``content`` is the whole file; EngineLoadError if it holds anything but a MiniLM."""
    try:
        return _Reader(content).weights()
    except EngineLoadError:
        raise
    except Exception as error:
        raise EngineLoadError("the file of weights is damaged") from error


class _Reader:
    def __init__(self, content: NDArray[np.uint8]) -> None:
        starts = _LENGTH_BYTES + int(content[:_LENGTH_BYTES].view("<u8")[0])
        self._header = json.loads(bytes(content[_LENGTH_BYTES:starts]))
        self._data = content[starts:]

    def weights(self) -> Weights:
        numbers = takewhile(lambda n: f"{_place(n)}output.dense.bias" in self._header, count())
        layers = tuple(self._layer(_place(number)) for number in numbers)
        if not layers:
            raise EngineLoadError("the file of weights holds no layer of a MiniLM")
        kinds = self._floats("embeddings.token_type_embeddings.weight", 2, VECTOR_WIDTH)
        positions = self._table("embeddings.position_embeddings.weight", LONGEST_TOKENS)
        return Weights(
            words=self._table("embeddings.word_embeddings.weight", 1),
            positions=positions[:LONGEST_TOKENS] + kinds[0],
            norm=self._norm("embeddings.LayerNorm"),
            layers=layers,
        )

    def _layer(self, place: str) -> Layer:
        def dense(name: str, outputs: int, inputs: int) -> Dense:
            weight = self._floats(f"{place}{name}.weight", outputs, inputs)
            strips = weight.reshape(-1, _STRIP // inputs, inputs)
            return Dense(strips, self._floats(f"{place}{name}.bias", outputs)[:, None])

        return Layer(
            query=dense("attention.self.query", VECTOR_WIDTH, VECTOR_WIDTH),
            key=dense("attention.self.key", VECTOR_WIDTH, VECTOR_WIDTH),
            value=dense("attention.self.value", VECTOR_WIDTH, VECTOR_WIDTH),
            attended=dense("attention.output.dense", VECTOR_WIDTH, VECTOR_WIDTH),
            attended_norm=self._norm(f"{place}attention.output.LayerNorm"),
            inner=dense("intermediate.dense", INNER_WIDTH, VECTOR_WIDTH),
            outer=dense("output.dense", VECTOR_WIDTH, INNER_WIDTH),
            outer_norm=self._norm(f"{place}output.LayerNorm"),
        )

    def _norm(self, name: str) -> Norm:
        scale, shift = (self._floats(f"{name}.{part}", VECTOR_WIDTH) for part in ("weight", "bias"))
        return Norm(scale[:, None], shift[:, None])

    def _floats(self, name: str, *shape: int) -> Tensor:
        floats = self._view(name, shape)
        if not np.isfinite(floats).all():
            raise EngineLoadError(f"{name} is not finite")
        return floats

    def _table(self, name: str, least_rows: int) -> Tensor:
        rows = int(self._header[name]["shape"][0])
        if rows < least_rows:
            raise EngineLoadError(f"{name} has too few rows")
        return self._view(name, (rows, VECTOR_WIDTH))

    def _view(self, name: str, shape: tuple[int, ...]) -> Tensor:
        entry = self._header[name]
        first, last = entry["data_offsets"]
        is_fitting = last - first == _FLOAT_BYTES * prod(shape) and 0 <= first < last
        if entry["dtype"] != "F32" or tuple(entry["shape"]) != shape or not is_fitting:
            raise EngineLoadError(f"{name} is not what a MiniLM has there")
        return self._data[first:last].view("<f4").reshape(shape)


def _place(layer: int) -> str:
    return f"encoder.layer.{layer}."
