"""The whole way in a minute: examples, a few steps, an adapter, and the engine answers by it.

    python -m models.training.smoke

ends with status 1 if the adapter cannot be loaded, or if it does not bring the wanted answers
nearer. What it makes is thrown away.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.training import generate
from models.training.adapter import Adapter, write_adapter
from models.training.base import installed_base
from models.training.batches import read
from models.training.evaluate import examine, read_rows
from models.training.tokens import WordTokens
from models.training.train import Run, Settings, sha256
from models.training.weights import load_model

_EXAMPLES = 240
_ROWS = 6


def main() -> int:
    parser = argparse.ArgumentParser(description="Prove the way from seeds to answers.")
    parser.add_argument("--base", type=Path)
    base = parser.parse_args().base or installed_base()
    with tempfile.TemporaryDirectory() as folder:
        right_before, right_after = _prove(base, Path(folder))
    _say(f"answers right of {_ROWS} taught ones: {right_before} before, {right_after} after")
    return 0 if right_after > right_before else 1


def _prove(base: Path, folder: Path) -> tuple[int, int]:
    """How many taught rows are answered rightly without and with the adapter."""
    torch.manual_seed(0)
    file = folder / "train.jsonl"
    taught, _ = generate.make(_EXAMPLES, seed=1, held=0)
    generate.write(file, taught[:_ROWS] * (_EXAMPLES // _ROWS))
    adapter = Adapter(load_model(base))
    settings = Settings(sha256(file), sha256(base), batch=8)
    run = Run(adapter, settings, folder / "checkpoint")
    for line in run.teach(read(file, WordTokens(base))):
        _say(line)
    made = folder / "adapter.gguf"
    write_adapter(adapter, made)
    rows = read_rows(file)[:_ROWS]
    return _right(base, None, rows), _right(base, made, rows)


def _right(base: Path, adapter: Path | None, rows: list[dict[str, str]]) -> int:
    model = LlamaCppLanguageModel(base, adapter)
    known = {word for row in rows for word in row["answer"].split()}
    answered = examine(model, rows, known)
    model.close()
    return sum(one.is_exact for one in answered)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
