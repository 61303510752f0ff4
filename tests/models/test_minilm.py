"""Sentences to vectors: the network against one by the book, the real one against its makers."""

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from models import (
    VECTOR_WIDTH,
    EngineError,
    EngineLoadError,
    MissingModelError,
    UnknownModelError,
    load_embedder,
)
from models.__main__ import main
from models.adapters.minilm import MiniLmEmbedder
from models.adapters.minilm_weights import LONGEST_TOKENS
from models.embedding import Embedder
from tests.models import toy_minilm as toy

CLS, SEP = toy.WORDS.index("[CLS]"), toy.WORDS.index("[SEP]")
TEXTS = ["Warm seats, please!", "cold", "", "warm warm seat", "please " * 200, "WARM\tseats\n"]


@pytest.fixture(scope="module")
def tensors() -> toy.Tensors:
    return toy.tensors()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, tensors: toy.Tensors) -> MiniLmEmbedder:
    folder = tmp_path_factory.mktemp("small")
    return MiniLmEmbedder(toy.bundle(folder, toy.safetensors(tensors)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Warm seats, please!", ["warm", "seat", "##s", "[UNK]", "please", "[UNK]"]),
        ("", []),
        ("c\u00f3ld\u00a0seat", ["cold", "seat"]),
        ("please " * 300, ["please"] * (LONGEST_TOKENS - 2)),
    ],
)
def test_it_is_the_network_of_the_book(
    small: MiniLmEmbedder, tensors: toy.Tensors, text: str, words: list[str]
) -> None:
    wanted = toy.vector(tensors, [CLS, *map(toy.WORDS.index, words), SEP])
    (vector,) = small.embed([text])
    assert vector.astype(np.float64) @ wanted == pytest.approx(1, abs=1e-6)
    assert np.abs(vector - wanted).max() < 1e-5


def test_vectors_are_of_unit_length(small: MiniLmEmbedder) -> None:
    vectors = small.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), VECTOR_WIDTH)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)


def test_a_text_is_the_same_alone_and_among_others(small: MiniLmEmbedder) -> None:
    alone = np.vstack([small.embed([text]) for text in TEXTS])
    assert (small.embed(TEXTS) == alone).all()


def test_of_no_texts_there_are_no_vectors(small: MiniLmEmbedder) -> None:
    assert small.embed([]).shape == (0, VECTOR_WIDTH)


def test_half_a_character_is_an_error_with_nothing_of_the_text_in_it(small: MiniLmEmbedder) -> None:
    with pytest.raises(EngineError) as caught:
        small.embed(["cold", "secret \ud800"])
    assert "secret" not in str(caught.value)


def test_a_tokenizer_without_marks_gives_no_vector_for_nothing(
    tmp_path: Path, tensors: toy.Tensors
) -> None:
    plain = {**toy.TOKENIZER, "post_processor": None}
    embedder = MiniLmEmbedder(toy.bundle(tmp_path, toy.safetensors(tensors), plain))
    assert embedder.embed(["cold"]).shape == (1, VECTOR_WIDTH)
    with pytest.raises(EngineError, match="without a word"):
        embedder.embed([""])


@pytest.mark.parametrize("bad", [np.inf, np.nan, 3e38])
def test_a_word_that_is_no_number_is_an_error(
    tmp_path: Path, tensors: toy.Tensors, bad: float
) -> None:
    words = tensors["embeddings.word_embeddings.weight"].copy()
    words[toy.WORDS.index("cold")] = bad
    damaged = {**tensors, "embeddings.word_embeddings.weight": words}
    embedder = MiniLmEmbedder(toy.bundle(tmp_path, toy.safetensors(damaged)))
    embedder.embed(["warm"])
    with pytest.raises(EngineError, match="no vector"):
        embedder.embed(["cold"])


def _changed(tensors: toy.Tensors) -> Mapping[str, bytes]:
    whole = toy.safetensors(tensors)
    bias, words = "encoder.layer.1.output.dense.bias", "embeddings.word_embeddings.weight"
    (length,) = struct.unpack("<Q", whole[:8])

    def without(name: str) -> bytes:
        return toy.safetensors({kept: each for kept, each in tensors.items() if kept != name})

    def having(name: str, dtype: str = "float32", rows: int | None = None, by: float = 1) -> bytes:
        other = (tensors[name][:rows] * np.float32(by)).astype(dtype)
        return toy.safetensors({**tensors, name: other})

    return {
        "nothing": b"",
        "a few bytes": b"GGUF",
        "cut off": whole[:-1],
        "a header that is cut off": whole[:100],
        "a header longer than anything": b"\xff" * 8 + whole[8:],
        "another header": struct.pack("<Q", 2) + b"[]" + whole[8 + length :],
        "no header": whole[:8] + b"x" * length + whole[8 + length :],
        "no words": without(words),
        "no layer": without("encoder.layer.0.output.dense.bias"),
        "no attention": without("encoder.layer.1.attention.self.key.weight"),
        "a wrong shape": having(bias, rows=383),
        "halves": having(bias, dtype="float16"),
        "what is no number": having(bias, by=np.inf),
        "too few words": having(words, rows=8),
        "too few positions": having("embeddings.position_embeddings.weight", rows=127),
        "places before the data": whole.replace(b'"data_offsets": [0,', b'"data_offsets": [-9,'),
    }


def test_weights_that_are_not_a_whole_minilm_are_refused(
    tmp_path: Path, tensors: toy.Tensors
) -> None:
    def is_refused(weights: bytes) -> bool:
        try:
            MiniLmEmbedder(toy.bundle(tmp_path, weights))
        except EngineLoadError:
            return True
        return False

    changed = _changed(tensors)
    assert [what for what, weights in changed.items() if not is_refused(weights)] == []


def test_a_bundle_that_is_not_one_of_a_minilm_is_refused(
    tmp_path: Path, tensors: toy.Tensors
) -> None:
    whole = toy.bundle(tmp_path, toy.safetensors(tensors))
    content = whole.read_bytes()
    other = content.replace(b"tokenizer.json", b"something.json")
    for bad in (b"", b"no bundle", content[:-1], other):
        whole.write_bytes(bad)
        with pytest.raises(EngineLoadError):
            MiniLmEmbedder(whole)
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(EngineLoadError):
            MiniLmEmbedder(path)


@pytest.mark.parametrize("tokenizer", [{}, [], "", {**toy.TOKENIZER, "model": {}}])
def test_what_is_no_tokenizer_is_refused(
    tmp_path: Path, tensors: toy.Tensors, tokenizer: object
) -> None:
    with pytest.raises(EngineLoadError, match="no MiniLM"):
        MiniLmEmbedder(toy.bundle(tmp_path, toy.safetensors(tensors), tokenizer))


def test_one_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="models add all-minilm-l6-v2"):
        load_embedder(tmp_path)


def test_an_embedder_of_one_s_own(tmp_path: Path, tensors: toy.Tensors) -> None:
    folder = toy.bundle(tmp_path / "own", toy.safetensors(tensors)).parent
    words = ("add", "mine", "--task", "embedder", "--file", str(folder))
    assert main(["--home", str(tmp_path), *words]) == 0
    assert main(["--home", str(tmp_path), "use", "mine"]) == 0
    assert load_embedder(tmp_path).embed(["cold"]).shape == (1, VECTOR_WIDTH)


MADE_BY_TORCH = {
    "Remember that I like the cabin warm in winter.": (
        -0.0105124,
        0.0024756,
        -0.0005349,
        0.1256724,
        0.0451257,
        -0.0013168,
    ),
    "Caf\u00e9 Z\u00fcrich, 12.5 \u00b0C: \u5317\u4eac": (
        0.0401047,
        0.034481,
        0.0284855,
        0.0401034,
        0.0182009,
        -0.0052606,
    ),
    "I hate toll roads. " * 40: (0.0486486, 0.0357456, 0.0985469, 0.0066191, -0.102711, 0.0075214),
}


@pytest.fixture(scope="module")
def real() -> Embedder:
    try:
        return load_embedder()
    except (MissingModelError, UnknownModelError):
        pytest.skip("the embedder is not installed; run 'python -m models setup'")


@pytest.mark.engine
def test_the_real_one_agrees_with_sentence_transformers(real: Embedder) -> None:
    """The first of 384 numbers as sentence-transformers 6.2.0 on torch 2.13.0 gives them."""
    vectors = real.embed(list(MADE_BY_TORCH))
    for vector, wanted in zip(vectors, MADE_BY_TORCH.values(), strict=True):
        assert vector[: len(wanted)] == pytest.approx(wanted, abs=2e-6)


@pytest.mark.engine
def test_what_means_the_same_lies_closer_than_what_does_not(real: Embedder) -> None:
    pairs = [
        ("I always get cold feet in the morning", "my feet are freezing early in the day"),
        ("avoid toll roads", "I do not want to pay for motorways"),
        ("my daughter plays the violin", "the girl has music lessons"),
        ("I am allergic to peanuts", "nuts make me ill"),
    ]
    first, second = (real.embed(side) for side in zip(*pairs, strict=True))
    likeness = first @ second.T
    strangers = likeness[~np.eye(len(pairs), dtype=bool)]
    assert likeness.diagonal().min() > strangers.max() + 0.1
    assert np.abs(np.vstack([real.embed([a]) for a, _ in pairs]) - first).max() < 1e-5
    assert np.linalg.norm(first, axis=1) == pytest.approx(1, abs=1e-6)
