"""Teach an adapter: ``python -m models.training.train --data FOLDER --out FILE``.

FOLDER holds ``train.jsonl`` and ``held.jsonl`` of ``models.training.generate``. The loss counts
only answers. A checkpoint beside the result is written every few minutes; the same command goes
on from it. ``--minutes`` ends the run after that much work, with the learning rate at its end.
Runs on a GPU where there is one, else on any processor; with a C++ compiler ``--compile`` makes
it about twice as fast. On cores that others use too, ``torchrun --standalone --nproc-per-node 2
-m models.training.train ...`` with ``--threads 1`` waits less than one process of two threads.
"""

import argparse
import hashlib
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from models.training.adapter import RANK, Adapter, read_adapter, write_adapter
from models.training.base import installed_base
from models.training.batches import Batch, Encoded, pack, read, shuffled
from models.training.errors import CheckpointError
from models.training.team import Team
from models.training.tokens import WordTokens
from models.training.weights import load_model

_CHECKPOINT_S = 180.0
_WARM_UP_STEPS = 40
_LAST_SHARE = 0.03
_LARGEST_GRADIENT = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told; the same settings on the same data give the same run."""

    data_sha256: str
    base_sha256: str
    batch: int = 32
    rate: float = 1e-3
    epochs: float = 1.0
    start_sha256: str = ""
    """Of the adapter to go on from; empty for one that knows nothing."""
    minutes: float = 0.0
    """End after this much work; 0 for no limit."""
    seed: int = 0


class Run:
    """One training run, from its first step or from a checkpoint."""

    def __init__(
        self, adapter: Adapter, settings: Settings, checkpoint: Path, team: Team | None = None
    ) -> None:
        self.adapter = adapter
        self._team = team or Team()
        self._settings = settings
        self._checkpoint = checkpoint
        self._optimizer = torch.optim.AdamW(
            list(adapter.weights.values()), lr=settings.rate, weight_decay=0.0, betas=(0.9, 0.98)
        )
        self.step = 0
        self.worked_s = 0.0
        if checkpoint.exists():
            self._resume()

    def teach(self, examples: list[Encoded]) -> Iterator[str]:
        """Learn until the end; a line of progress now and then."""
        settings = self._settings
        steps = max(1, int(settings.epochs * math.ceil(len(examples) / settings.batch)))
        losses: list[float] = []
        saved_s = self.worked_s
        tokens = 0
        for batch in self._batches(examples, steps):
            begun = time.monotonic()
            losses.append(self._learn(pack(self._team.share(batch)), steps))
            tokens += sum(example.length for example in batch)
            self.worked_s = self._team.agree(self.worked_s + time.monotonic() - begun)
            if self.step % 20 == 0:
                yield self._progress(steps, losses, tokens)
                losses, tokens = [], 0
            if self.worked_s - saved_s > _CHECKPOINT_S:
                saved_s = self.worked_s
                self.save()

    def _batches(self, examples: list[Encoded], steps: int) -> Iterator[list[Encoded]]:
        per_epoch = math.ceil(len(examples) / self._settings.batch)
        while self.step < steps and self._done(steps) < 1.0:
            epoch, at = divmod(self.step, per_epoch)
            batches = shuffled(examples, self._settings.batch, self._settings.seed + epoch)
            for batch in batches[at : at + steps - self.step]:
                if self._done(steps) >= 1.0:
                    return
                yield batch

    def _done(self, steps: int) -> float:
        """How much of the run is over, 0 to 1."""
        limit_s = self._settings.minutes * 60
        return max(self.step / steps, self.worked_s / limit_s if limit_s else 0.0)

    def _learn(self, batch: Batch, steps: int) -> float:
        done = min(1.0, self._done(steps))
        cosine = _LAST_SHARE + (1 - _LAST_SHARE) * (1 + math.cos(math.pi * done)) / 2
        for group in self._optimizer.param_groups:
            group["lr"] = self._settings.rate * cosine * min(1.0, (self.step + 1) / _WARM_UP_STEPS)
        hidden = self.adapter.hidden(batch.ids)[batch.rows, batch.places]
        logits = self.adapter.logits(hidden)
        loss = cross_entropy(logits, batch.wanted.to(logits.device))
        loss.backward()
        self.adapter.take_gradients()
        self._team.average(self.adapter.weights.values())
        torch.nn.utils.clip_grad_norm_(list(self.adapter.weights.values()), _LARGEST_GRADIENT)
        self._optimizer.step()
        self.adapter.give_weights()
        self.step += 1
        return float(loss.detach())

    def _progress(self, steps: int, losses: list[float], tokens: int) -> str:
        loss = sum(losses) / len(losses)
        return (
            f"step {self.step} of {steps}, loss {loss:.4f}, {tokens} tokens, "
            f"{self.worked_s / 60:.1f} min"
        )

    def save(self) -> None:
        if not self._team.is_first:
            return
        state = {
            "settings": asdict(self._settings),
            "step": self.step,
            "worked_s": self.worked_s,
            "weights": self.adapter.weights,
            "optimizer": self._optimizer.state_dict(),
        }
        unfinished = self._checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self._checkpoint)

    def _resume(self) -> None:
        state = torch.load(self._checkpoint, map_location="cpu", weights_only=True)
        if state["settings"] != asdict(self._settings):
            raise CheckpointError(f"{self._checkpoint} is of other data or settings")
        self.adapter.load(state["weights"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.worked_s = state["step"], state["worked_s"]


def exact_share(adapter: Adapter, examples: list[Encoded], batch: int = 64) -> float:
    """How many answers greedy decoding without a grammar would give word for word.

    It would exactly where every token of the right answer is the most likely after those before.
    """
    right = 0
    for start in range(0, len(examples), batch):
        packed = pack(examples[start : start + batch])
        with torch.no_grad():
            hidden = adapter.hidden(packed.ids)[packed.rows, packed.places]
            best = adapter.logits(hidden).argmax(dim=-1).cpu()
        wrong = packed.rows[best != packed.wanted]
        right += len(packed.ids) - len(wrong.unique())
    return right / len(examples)


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main() -> None:
    options = _options()
    team = Team()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    base = options.base or installed_base()
    tokens = WordTokens(base)
    examples = read(options.data / "train.jsonl", tokens)[: options.examples]
    held = read(options.data / "held.jsonl", tokens)
    adapter = Adapter(load_model(base).to("cuda" if torch.cuda.is_available() else "cpu"))
    if options.go_on_from:
        read_adapter(adapter, options.go_on_from)
    if options.compile:
        adapter.compile()
    settings = Settings(
        data_sha256=sha256(options.data / "train.jsonl"),
        base_sha256=sha256(base),
        batch=options.batch,
        rate=options.rate,
        epochs=options.epochs,
        start_sha256=sha256(options.go_on_from) if options.go_on_from else "",
        minutes=options.minutes,
        seed=options.seed,
    )
    run = Run(adapter, settings, options.out.with_suffix(".checkpoint"), team)
    for line in run.teach(examples):
        if team.is_first:
            print(line, flush=True)  # noqa: T201
    run.save()
    if not team.is_first:
        return
    write_adapter(adapter, options.out)
    print(f"{options.out}: sha256 {sha256(options.out)}, {run.step} steps")  # noqa: T201
    print(f"exact on held.jsonl, no grammar: {exact_share(adapter, held):.3f}")  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Teach an adapter of rank {RANK}.")
    parser.add_argument("--base", type=Path, help="GGUF file; else the installed one")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--go-on-from", type=Path, help="an adapter file")
    parser.add_argument("--examples", type=int, default=None)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
