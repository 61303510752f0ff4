"""Reads the tensors of a speaker encoder out of a legacy torch file, without torch.

One rule: what the file names is never imported. ``find_class`` answers three known names with
objects of this module that cannot be changed and make only tables and descriptions of tensors.
The tensors must have exactly the names and shapes the network needs.
"""

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from models.errors import EngineLoadError
from models.sound import Samples

MELS, HIDDEN, LAYERS = 40, 256, 3
Weights = Mapping[str, Samples]

_LARGEST_BYTES = 64 * 2**20
_PREFACES = 3
"""Pickles before the table: a magic number, a version, facts about the machine."""


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "linear.weight": (HIDDEN, HIDDEN),
        "linear.bias": (HIDDEN,),
    }
    for layer in range(LAYERS):
        shapes[f"lstm.weight_ih_l{layer}"] = (4 * HIDDEN, HIDDEN if layer else MELS)
        shapes[f"lstm.weight_hh_l{layer}"] = (4 * HIDDEN, HIDDEN)
        shapes[f"lstm.bias_ih_l{layer}"] = shapes[f"lstm.bias_hh_l{layer}"] = (4 * HIDDEN,)
    return shapes


def read_weights(path: Path) -> Weights:
    """Every tensor the network needs; ``EngineLoadError`` if the file is anything else."""
    try:
        with path.open("rb") as file:
            return _read(io.BytesIO(file.read(_LARGEST_BYTES)))
    except EngineLoadError:
        raise
    except Exception as error:
        raise EngineLoadError(f"{path.name} holds no weights of a speaker encoder") from error


def _read(file: io.BytesIO) -> Weights:
    for _ in range(_PREFACES):
        _Unpickler(file).load()
    table = cast("Mapping[str, Mapping[str, _Tensor]]", _Unpickler(file).load())
    keys = cast("list[str]", _Unpickler(file).load())
    storages = {key: _floats(file) for key in keys}
    tensors = table["model_state"]
    return {name: _view(storages, tensors[name], shape) for name, shape in _shapes().items()}


def _floats(file: io.BytesIO) -> Samples:
    (count,) = struct.unpack("<q", file.read(8))
    return np.frombuffer(file.read(4 * count), dtype="<f4", count=count)


def _view(storages: Mapping[str, Samples], tensor: "_Tensor", shape: tuple[int, ...]) -> Samples:
    if tensor.shape != shape:
        raise EngineLoadError("a tensor of the speaker encoder has the wrong shape")
    flat = storages[tensor.storage.key][tensor.start : tensor.start + int(np.prod(shape))]
    view = flat.reshape(shape)
    if not np.isfinite(view).all():
        raise EngineLoadError("a tensor of the speaker encoder is not finite")
    return view


@dataclass(frozen=True, slots=True)
class _Storage:
    key: str


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    start: int
    shape: tuple[int, ...]


class _Table(dict[object, object]):
    """Stands for an ordered dict; what else its pickle would hang on it is dropped."""

    __slots__ = ()

    def __setstate__(self, state: object) -> None: ...


class _MakeTable:
    __slots__ = ()

    def __call__(self) -> _Table:
        return _Table()


class _MakeTensor:
    __slots__ = ()

    def __call__(
        self, storage: _Storage, start: int, shape: tuple[int, ...], *_: object
    ) -> _Tensor:
        return _Tensor(storage, start, shape)


class _FloatStorage:
    __slots__ = ()


_KNOWN = {
    ("collections", "OrderedDict"): _MakeTable(),
    ("torch", "FloatStorage"): _FloatStorage(),
    ("torch._utils", "_rebuild_tensor_v2"): _MakeTensor(),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _KNOWN:
            raise EngineLoadError("the file of weights would run code; it was not read")
        return _KNOWN[module, name]

    def persistent_load(self, description: object) -> _Storage:
        kind, storage, key, *_ = cast("tuple[str, object, str]", description)
        if kind != "storage" or not isinstance(storage, _FloatStorage):
            raise EngineLoadError("the file of weights holds something other than floats")
        return _Storage(key)
