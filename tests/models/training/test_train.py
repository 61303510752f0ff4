"""Teaching from a GGUF file to a GGUF file, on a toy model of each architecture.

Needs the extra ``train``; `make train-smoke` installs it.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import gguf
import pytest

from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.training.errors import BaseModelError, CheckpointError
from models.training.tokens import WordTokens
from tests.models.training.toy_base import BOS, EOS, LAYERS, pieces, write_toy

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from models.training.adapter import Adapter, read_adapter, write_adapter  # noqa: E402
from models.training.batches import Encoded, pack, read, shuffled  # noqa: E402
from models.training.train import Run, Settings, exact_share  # noqa: E402
from models.training.weights import load_model  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")

PAIRS = [("fan on", "fan on"), ("no fan", "fan off"), ("wind", "fan on"), ("calm", "fan off")]


@pytest.fixture(scope="module", params=["gemma3", "llama"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two layers that has learnt nothing."""
    file = tmp_path_factory.mktemp("toy") / "toy.gguf"
    write_toy(file, request.param)
    return file


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
    names = pieces("_", "\n")
    cut = [names[token] for token in tokens.words("on off fan")]
    assert cut == ["_on", "_off", "_", "f", "a", "n"]
    assert tokens.prompt("on") == [BOS, names.index("_on"), names.index("\n")]
    assert tokens.answer("on") == [names.index("_on"), EOS]


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
    write_adapter(run.adapter, tmp_path / "adapter.gguf")
    reader = gguf.GGUFReader(tmp_path / "adapter.gguf")
    names = {tensor.name for tensor in reader.tensors}
    assert len(names) == LAYERS * 7 * 2
    assert {"blk.0.attn_q.weight.lora_a", "blk.1.ffn_down.weight.lora_b"} <= names
    assert reader.fields["adapter.lora.alpha"].contents() == 8.0


def test_teaching_goes_on_from_an_adapter(
    base: Path, tmp_path: Path, taught: list[Encoded]
) -> None:
    learnt = _run(base, tmp_path / "a.checkpoint", epochs=2)
    list(learnt.teach(taught))
    write_adapter(learnt.adapter, tmp_path / "adapter.gguf")
    other = _run(base, tmp_path / "b.checkpoint", epochs=1)
    read_adapter(other.adapter, tmp_path / "adapter.gguf")
    for name, weight in learnt.adapter.weights.items():
        assert torch.equal(weight.half().float(), other.adapter.weights[name]), name


def test_an_adapter_of_another_form_is_refused(base: Path, tmp_path: Path) -> None:
    run = _run(base, tmp_path / "a.checkpoint", epochs=1)
    with pytest.raises(BaseModelError):
        read_adapter(run.adapter, base)


class OnOrOff:
    start = 0

    def words(self, state: int, /) -> Mapping[str, int]:
        return {"on": 1, "off": 1} if state == 0 else {}

    def may_end(self, state: int, /) -> bool:
        return state == 1

    def is_static(self, _state: int, /) -> bool:
        return True


def test_the_engine_computes_what_torch_computed(base: Path, tmp_path: Path) -> None:
    """With an adapter of chance, so that no place in the file could be another's unnoticed."""
    adapter = _run(base, tmp_path / "a.checkpoint", epochs=1).adapter
    for weight in adapter.weights.values():
        torch.nn.init.normal_(weight, std=0.3)
    adapter.give_weights()
    write_adapter(adapter, tmp_path / "adapter.gguf")
    tokens, engine = WordTokens(base), LlamaCppLanguageModel(base, tmp_path / "adapter.gguf")
    for prompt in ("fan on", "wind off calm", "no the other fan please", "on on off ; on"):
        assert tuple(tokens.prompt(prompt)) == engine.prompt_tokens(prompt)
        with torch.no_grad():
            hidden = adapter.hidden(torch.tensor([tokens.prompt(prompt)]))[0, -1]
        likely = torch.softmax(adapter.logits(hidden), dim=-1)
        chances = {word: float(likely[tokens.word(word)[0]]) for word in ("on", "off")}
        said = engine.propose(prompt, OnOrOff())
        assert said.words == (max(chances, key=lambda word: chances[word]),)
        assert said.confidence == pytest.approx(max(chances.values()), rel=0.02)
    engine.close()


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "other.gguf", "mamba")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    with pytest.raises(BaseModelError, match="mamba"):
        load_model(tmp_path / "other.gguf")
