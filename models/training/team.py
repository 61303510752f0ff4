"""Several processes that teach one adapter together, each on its share of every batch.

Started by ``torchrun``; without it a team of one. Processes of one thread meet once a step,
threads of one process many hundred times, which is what makes shared cores slow.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

import torch
import torch.distributed

_T = TypeVar("_T")


class Team:
    """The processes that ``torchrun`` started."""

    def __init__(self) -> None:
        self._size = int(os.environ.get("WORLD_SIZE", "1"))
        self._rank = int(os.environ.get("RANK", "0"))
        if self._size > 1 and not torch.distributed.is_initialized():
            torch.distributed.init_process_group("gloo")

    @property
    def is_first(self) -> bool:
        """The one that writes files and reports."""
        return self._rank == 0

    def share(self, batch: list[_T]) -> list[_T]:
        """This process's part of a batch, never empty."""
        return batch[self._rank :: self._size] or batch[:1]

    def average(self, weights: Iterable[torch.Tensor]) -> None:
        """Give every process the mean of all gradients."""
        if self._size == 1:
            return
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients]) / self._size
        torch.distributed.all_reduce(flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()

    def agree(self, number: float) -> float:
        """The mean of what each process says."""
        if self._size == 1:
            return number
        said = torch.tensor([number / self._size], dtype=torch.float64)
        torch.distributed.all_reduce(said)
        return float(said)
