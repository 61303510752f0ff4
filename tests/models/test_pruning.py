"""A pruned model is the same bytes every time and keeps what it should, shown on a small GGUF."""

import hashlib
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import MalformedVocabularyError, PruningError
from models.pruning import prune
from models.vocabulary import read_kept, write_kept

TOKENS = ["<unk>", "<bos>", "<eos>", "a", "b", "ab"]
KEPT = np.array([0, 1, 2, 4, 5])


def write_model(
    path: Path, **extra: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    writer = gguf.GGUFWriter(path, "toy")
    writer.add_tokenizer_model("llama")
    writer.add_token_list(TOKENS)
    writer.add_token_scores([float(-rank) for rank in range(len(TOKENS))])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    for name, value in extra.items():
        writer.add_array(f"tokenizer.ggml.{name}", value)
    table = np.arange(len(TOKENS) * 4, dtype=np.float32).reshape(len(TOKENS), 4)
    writer.add_tensor("token_embd.weight", table)
    writer.add_tensor("blk.0.weight", np.ones((3, 4), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return table


def test_rows_and_tokens_go_together(tmp_path: Path) -> None:
    table = write_model(tmp_path / "full.gguf")
    prune(tmp_path / "full.gguf", KEPT, tmp_path / "pruned.gguf")
    reader = gguf.GGUFReader(tmp_path / "pruned.gguf")
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    assert reader.fields["tokenizer.ggml.tokens"].contents() == [TOKENS[old] for old in KEPT]
    assert reader.fields["tokenizer.ggml.eos_token_id"].contents() == 2
    np.testing.assert_array_equal(tensors["token_embd.weight"], table[KEPT])
    assert tensors["blk.0.weight"].shape == (3, 4)


def test_pruning_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_model(tmp_path / "full.gguf")
    digests = set()
    for name in ("one.gguf", "two.gguf"):
        prune(tmp_path / "full.gguf", KEPT, tmp_path / name)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("kept", [np.array([], dtype=np.int64), np.array([0, 6]), np.array([0, 1])])
def test_tokens_that_do_not_fit_are_refused(tmp_path: Path, kept: np.ndarray) -> None:
    write_model(tmp_path / "full.gguf")
    with pytest.raises(PruningError):
        prune(tmp_path / "full.gguf", kept, tmp_path / "pruned.gguf")


def test_a_tokenizer_with_merges_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "full.gguf", merges=["a b"])
    with pytest.raises(PruningError, match="SentencePiece"):
        prune(tmp_path / "full.gguf", KEPT, tmp_path / "pruned.gguf")


def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "full.gguf").write_bytes(b"nothing of the kind")
    with pytest.raises(PruningError, match="GGUF"):
        prune(tmp_path / "full.gguf", KEPT, tmp_path / "pruned.gguf")


@given(st.sets(st.integers(0, 999), min_size=1))
def test_a_written_choice_is_read_back(kept: set[int]) -> None:
    assert read_kept(write_kept(kept, 1000)).tolist() == sorted(kept)


@pytest.mark.parametrize("text", ["", "not base64!", "aGVsbG8="])
def test_a_damaged_choice_is_refused(text: str) -> None:
    with pytest.raises(MalformedVocabularyError):
        read_kept(text)


def test_the_shipped_choice_keeps_the_special_tokens_and_the_bytes() -> None:
    text = (Path(__file__).parents[2] / "models/vocabularies/gemma-3-270m-32k.b64").read_text()
    kept = set(read_kept(text).tolist())
    line_break, first_byte, last_byte = 107, 238, 493
    assert len(kept) == 32_768
    assert {0, 1, 2, 3, line_break} | set(range(first_byte, last_byte + 1)) <= kept
