"""A MiniLM of two layers and nine words for tests, and the same network once more: in double
precision, a token a row, by the book."""

import json
import struct
from collections.abc import Mapping, Sequence
from math import erf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.adapters.minilm_weights import INNER_WIDTH
from models.bundle import packed
from models.embedding import VECTOR_WIDTH

Tensors = Mapping[str, NDArray[np.float32]]
Numbers = NDArray[np.float64]

LAYERS, HEADS, POSITIONS = 2, 12, 130
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "warm", "cold", "seat", "##s", "please")
TOKENIZER: Mapping[str, object] = {
    "version": "1.0",
    "truncation": None,
    "padding": {
        "strategy": {"Fixed": 20},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "[PAD]",
    },
    "added_tokens": [],
    "normalizer": {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
        ],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {
            mark: {"id": mark, "ids": [WORDS.index(mark)], "tokens": [mark]}
            for mark in ("[CLS]", "[SEP]")
        },
    },
    "decoder": None,
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {word: number for number, word in enumerate(WORDS)},
    },
}


def shapes() -> dict[str, tuple[int, ...]]:
    wide, inner = VECTOR_WIDTH, INNER_WIDTH
    dense = {
        "attention.self.query": (wide, wide),
        "attention.self.key": (wide, wide),
        "attention.self.value": (wide, wide),
        "attention.output.dense": (wide, wide),
        "intermediate.dense": (inner, wide),
        "output.dense": (wide, inner),
    }
    norms = ["embeddings.LayerNorm"]
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), wide),
        "embeddings.position_embeddings.weight": (POSITIONS, wide),
        "embeddings.token_type_embeddings.weight": (2, wide),
    }
    for place in (f"encoder.layer.{layer}" for layer in range(LAYERS)):
        norms += [f"{place}.attention.output.LayerNorm", f"{place}.output.LayerNorm"]
        found |= {f"{place}.{name}.weight": shape for name, shape in dense.items()}
        found |= {f"{place}.{name}.bias": shape[:1] for name, shape in dense.items()}
    return found | {f"{name}.{part}": (wide,) for name in norms for part in ("weight", "bias")}


def tensors() -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(5)
    return {name: rng.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes().items()}


def safetensors(tensors: Tensors) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, tensor in tensors.items():
        kind = {"float32": "F32", "float16": "F16"}[tensor.dtype.name]
        places = [at, at + tensor.nbytes]
        header[name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": places}
        at += tensor.nbytes
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(map(bytes, tensors.values()))


def bundle(folder: Path, weights: bytes, tokenizer: object = TOKENIZER) -> Path:
    folder.mkdir(exist_ok=True)
    files = {name: folder / name for name in ("model.safetensors", "tokenizer.json")}
    files["model.safetensors"].write_bytes(weights)
    files["tokenizer.json"].write_text(json.dumps(tokenizer), encoding="utf-8")
    (folder / "bundle").write_bytes(b"".join(packed(files)))
    return folder / "bundle"


def vector(tensors: Tensors, ids: Sequence[int]) -> Numbers:
    """What a text of these tokens comes to."""
    exact = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    tokens = exact["embeddings.word_embeddings.weight"][list(ids)]
    tokens = tokens + exact["embeddings.position_embeddings.weight"][: len(ids)]
    tokens = tokens + exact["embeddings.token_type_embeddings.weight"][0]
    tokens = _norm(exact, "embeddings.LayerNorm", tokens)
    for layer in range(LAYERS):
        tokens = _layer(exact, f"encoder.layer.{layer}", tokens)
    mean = tokens.mean(axis=0)
    return np.asarray(mean / np.sqrt(mean @ mean))


def _layer(exact: Mapping[str, Numbers], place: str, tokens: Numbers) -> Numbers:
    query, key, value = (
        _dense(exact, f"{place}.attention.self.{part}", tokens)
        for part in ("query", "key", "value")
    )
    seen = np.empty_like(tokens)
    width = VECTOR_WIDTH // HEADS
    for head in (slice(first, first + width) for first in range(0, VECTOR_WIDTH, width)):
        scores = np.exp(query[:, head] @ key[:, head].T / np.sqrt(width))
        seen[:, head] = scores / scores.sum(axis=1, keepdims=True) @ value[:, head]
    seen = _dense(exact, f"{place}.attention.output.dense", seen)
    tokens = _norm(exact, f"{place}.attention.output.LayerNorm", tokens + seen)
    inner = _dense(exact, f"{place}.intermediate.dense", tokens)
    inner = inner * (1 + np.vectorize(erf)(inner / np.sqrt(2))) / 2
    outer = _dense(exact, f"{place}.output.dense", inner)
    return _norm(exact, f"{place}.output.LayerNorm", tokens + outer)


def _dense(exact: Mapping[str, Numbers], name: str, tokens: Numbers) -> Numbers:
    return np.asarray(tokens @ exact[f"{name}.weight"].T + exact[f"{name}.bias"])


def _norm(exact: Mapping[str, Numbers], name: str, tokens: Numbers) -> Numbers:
    centred = tokens - tokens.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    return np.asarray(centred / spread * exact[f"{name}.weight"] + exact[f"{name}.bias"])
