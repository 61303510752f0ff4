"""Adapter beside the weights, or merged into them: what it costs and what it changes.

    python -m benchmarks.merging

Writes, for this comparison only, a copy of the base model whose taught layers hold the adapter's
share already, at 8 bits a weight, and asks both the sentences of the examination under the
assistant's grammar, turn by turn. Prints median and 95th percentile for one thread and for two,
sizes, and how many answers differ. Nothing else should run on the machine meanwhile.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import gguf
import numpy as np

from assistant.skills import SKILLS
from assistant.understanding.grammar import PlanGrammar
from models import DEFAULT_HOME, Catalogue, ModelStore, Proposal, normalise
from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.loader import select
from models.slots import STORE_DIRECTORY

_ROWS = Path(__file__).parents[1] / "models" / "evaluation" / "drivers.jsonl"
_SENTENCES = 120
_OWN = ("GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture")
_KIND = gguf.GGMLQuantizationType.Q8_0


def merge(base: Path, adapter: Path, merged: Path) -> None:
    """Write ``base`` with every layer that ``adapter`` changes replaced by the changed one."""
    reader, taught = gguf.GGUFReader(base), gguf.GGUFReader(adapter)
    parts = {tensor.name: tensor.data.astype(np.float32) for tensor in taught.tensors}
    alpha = taught.fields["adapter.lora.alpha"].contents()
    writer = gguf.GGUFWriter(merged, reader.fields["general.architecture"].contents())
    for name, field in reader.fields.items():
        if name not in _OWN:
            kind, inner = field.types[0], field.types[-1]
            writer.add_key_value(name, field.contents(), kind, sub_type=inner)
    for tensor in reader.tensors:
        if (first := parts.get(f"{tensor.name}.lora_a")) is None:
            writer.add_tensor(tensor.name, np.array(tensor.data), raw_dtype=tensor.tensor_type)
            continue
        change = alpha / len(first) * (parts[f"{tensor.name}.lora_b"] @ first)
        whole = gguf.quants.dequantize(tensor.data, tensor.tensor_type) + change
        writer.add_tensor(tensor.name, gguf.quants.quantize(whole, _KIND), raw_dtype=_KIND)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _sentences() -> Iterator[tuple[str, ...]]:
    rows = map(json.loads, _ROWS.read_text(encoding="utf-8").splitlines())
    said = [normalise(row["utterance"]).words for row in rows if "utterance" in row]
    return iter(said[:: max(1, len(said) // _SENTENCES)])


def _asked(
    models: dict[str, LlamaCppLanguageModel], grammar: PlanGrammar
) -> dict[str, list[Proposal]]:
    """Every model's answers, sentence by sentence in turn."""
    answers: dict[str, list[Proposal]] = {name: [] for name in models}
    for words in _sentences():
        for name, model in models.items():
            answers[name].append(model.propose(" ".join(words), grammar.for_utterance(words)))
    return answers


def main() -> int:
    chosen = select(Catalogue.read(DEFAULT_HOME), ModelStore(DEFAULT_HOME / STORE_DIRECTORY))
    if chosen.adapter is None:
        sys.stderr.write("There is no adapter for the language model in use.\n")
        return 1
    store = ModelStore(DEFAULT_HOME / STORE_DIRECTORY)
    base, adapter = store.verify(chosen.base), store.verify(chosen.adapter)
    grammar = PlanGrammar(SKILLS)
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged.gguf"
        merge(base, adapter, merged)
        sizes = {"beside": base.stat().st_size + adapter.stat().st_size}
        sizes["merged"] = merged.stat().st_size
        for threads in (1, 2):
            models = {
                "beside": LlamaCppLanguageModel(base, adapter, threads),
                "merged": LlamaCppLanguageModel(merged, None, threads),
            }
            answers = _asked(models, grammar)
            for name, given in answers.items():
                times = [proposal.ms for proposal in given]
                p50, p95 = median(times), quantiles(times, n=20)[-1]
                print(
                    f"{threads} thread(s), {name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms,"
                    f" {sizes[name] / 1e6:.0f} MB, {len(given)} sentences"
                )
                models[name].close()
            pairs = zip(answers["beside"], answers["merged"], strict=True)
            print(f"answers that differ: {sum(a.words != b.words for a, b in pairs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
