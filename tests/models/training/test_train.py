"""Teaching from a GGUF file to a GGUF file, on a toy model made here.

Needs the extra ``train``; `make train-smoke` installs it.
"""

import json
import string
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from models.training.adapter import Adapter, write_adapter  # noqa: E402
from models.training.batches import Encoded, pack, read, shuffled  # noqa: E402
from models.training.errors import CheckpointError  # noqa: E402
from models.training.tokens import WordTokens  # noqa: E402
from models.training.train import Run, Settings, exact_share  # noqa: E402
from models.training.weights import load_model  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")

LAYERS, WIDTH, HEADS, HEAD, INNER = 2, 32, 2, 16, 64
PIECES = ["<pad>", "<eos>", "<bos>", "<unk>", "\n", "\u2581", *string.ascii_lowercase, ";"]
MERGED = ["\u2581o", "on", "\u2581on", "of", "\u2581of", "\u2581off", "ff"]
PAIRS = [("fan on", "fan on"), ("no fan", "fan off"), ("wind", "fan on"), ("calm", "fan off")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Gemma 3 of two layers that has learnt nothing."""
    file = tmp_path_factory.mktemp("toy") / "toy.gguf"
    writer = gguf.GGUFWriter(file, "gemma3")
    tokens = PIECES + MERGED
    writer.add_context_length(128)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_sliding_window(64)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(at) for at in range(len(tokens))])
    writer.add_token_types([3, 3, 3, 2, 4, *[1] * (len(tokens) - 5)])
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    for name, values in _toy_tensors(len(tokens)):
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _toy_tensors(tokens: int) -> Iterator[tuple[str, np.ndarray]]:
    dice = np.random.default_rng(0)

    def matrix(*shape: int) -> np.ndarray:
        return dice.normal(0, 0.2, shape).astype(np.float32)

    yield "token_embd.weight", matrix(tokens, WIDTH)
    yield "output_norm.weight", np.ones(WIDTH, np.float32)
    shapes = {
        "attn_q": (HEADS * HEAD, WIDTH),
        "attn_k": (HEAD, WIDTH),
        "attn_v": (HEAD, WIDTH),
        "attn_output": (WIDTH, HEADS * HEAD),
        "ffn_gate": (INNER, WIDTH),
        "ffn_up": (INNER, WIDTH),
        "ffn_down": (WIDTH, INNER),
    }
    norms = {
        **dict.fromkeys(("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"), WIDTH),
        **dict.fromkeys(("attn_q_norm", "attn_k_norm"), HEAD),
    }
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            yield f"blk.{layer}.{name}.weight", matrix(*shape)
        for name, width in norms.items():
            yield f"blk.{layer}.{name}.weight", np.ones(width, np.float32)


@pytest.fixture
def taught(base: Path, tmp_path: Path) -> list[Encoded]:
    file = tmp_path / "train.jsonl"
    rows = [{"prompt": said, "answer": answer, "heading": "toy"} for said, answer in PAIRS * 8]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return read(file, WordTokens(base))


def _run(base: Path, checkpoint: Path, epochs: float, rate: float = 1e-2) -> Run:
    torch.manual_seed(0)
    settings = Settings("data", "base", batch=8, rate=rate, epochs=epochs)
    return Run(Adapter(load_model(base, torch.float32), rank=4, alpha=8), settings, checkpoint)


def test_words_are_cut_by_the_best_merge(base: Path) -> None:
    tokens = WordTokens(base)
    cut = [(PIECES + MERGED)[token] for token in tokens.words("on off fan")]
    assert cut == ["\u2581on", "\u2581off", "\u2581", "f", "a", "n"]
    assert tokens.prompt("on")[0] == 2
    assert tokens.prompt("on")[-1] == PIECES.index("\n")
    assert tokens.answer("on")[-1] == 1


def test_a_batch_marks_the_places_before_each_answer_token(taught: list[Encoded]) -> None:
    batch = pack(taught[:2])
    first = taught[0]
    at = batch.places[batch.rows == 0]
    assert batch.ids[0, at + 1].tolist() == list(first.answer)
    assert batch.wanted[: len(first.answer)].tolist() == list(first.answer)


def test_each_example_comes_once(taught: list[Encoded]) -> None:
    seen = [example for batch in shuffled(taught, 5, seed=3) for example in batch]
    assert sorted(map(id, seen)) == sorted(map(id, taught))


def test_it_learns_and_goes_on_from_a_checkpoint(
    base: Path, tmp_path: Path, taught: list[Encoded]
) -> None:
    whole = _run(base, tmp_path / "whole.checkpoint", epochs=20)
    before = exact_share(whole.adapter, taught)
    assert list(whole.teach(taught))
    assert exact_share(whole.adapter, taught) > before

    begun = _run(base, tmp_path / "parts.checkpoint", epochs=20)
    for at, _ in enumerate(begun.teach(taught)):
        if at == 1:
            break
    begun.save()
    resumed = _run(base, tmp_path / "parts.checkpoint", epochs=20)
    assert resumed.step == begun.step == 40
    list(resumed.teach(taught))
    for name, weight in whole.adapter.weights.items():
        assert torch.equal(weight, resumed.adapter.weights[name]), name


def test_a_checkpoint_of_another_run_is_refused(base: Path, tmp_path: Path) -> None:
    _run(base, tmp_path / "a.checkpoint", epochs=1).save()
    with pytest.raises(CheckpointError):
        _run(base, tmp_path / "a.checkpoint", epochs=1, rate=1.0)


def test_the_file_holds_a_pair_for_every_layer(base: Path, tmp_path: Path) -> None:
    run = _run(base, tmp_path / "a.checkpoint", epochs=1)
    write_adapter(run.adapter.weights, alpha=8, layers=LAYERS, file=tmp_path / "adapter.gguf")
    reader = gguf.GGUFReader(tmp_path / "adapter.gguf")
    names = {tensor.name for tensor in reader.tensors}
    assert len(names) == LAYERS * 7 * 2
    assert {"blk.0.attn_q.weight.lora_a", "blk.1.ffn_down.weight.lora_b"} <= names
    assert reader.fields["adapter.lora.alpha"].contents() == 8.0
