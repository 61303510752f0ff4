"""The part that learns: two small matrices beside every linear layer, and the file they become.

The layers compute in bfloat16; the numbers that learn are kept beside them in full precision,
since a step of training is smaller than what bfloat16 can tell apart.
"""

from pathlib import Path

import gguf
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import PreTrainedModel

from models.training import architecture
from models.training.errors import BaseModelError

RANK = 16
ALPHA = 32
_LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
_PREFIX = "base_model.model."


class Adapter:
    """A model with an adapter to teach."""

    def __init__(self, model: PreTrainedModel, rank: int = RANK, alpha: int = ALPHA) -> None:
        self.alpha = alpha
        settings = LoraConfig(
            r=rank, lora_alpha=alpha, target_modules=_LAYERS, task_type="CAUSAL_LM"
        )
        self._wrapped = get_peft_model(model, settings, autocast_adapter_dtype=False)
        self.model = model
        self._computed = {
            name.removeprefix(_PREFIX): weight
            for name, weight in self._wrapped.named_parameters()
            if weight.requires_grad
        }
        self.weights = {
            name: weight.detach().float().clone().requires_grad_()
            for name, weight in self._computed.items()
        }

    def compile(self) -> None:
        """Fuse the small operations of each layer; needs a C++ compiler."""
        for layer in self.model.model.layers:
            layer.compile(dynamic=True)

    def take_gradients(self) -> None:
        """From the computed copies to the weights that learn."""
        for name, computed in self._computed.items():
            gradient = computed.grad
            self.weights[name].grad = None if gradient is None else gradient.float()
            computed.grad = None

    def give_weights(self) -> None:
        """From the weights that learn to the computed copies."""
        with torch.no_grad():
            for name, computed in self._computed.items():
                computed.copy_(self.weights[name])

    def load(self, weights: dict[str, torch.Tensor]) -> None:
        with torch.no_grad():
            for name, weight in weights.items():
                self.weights[name].copy_(weight)
        self.give_weights()

    def hidden(self, ids: torch.Tensor) -> torch.Tensor:
        """The last hidden state at every place."""
        ids = ids.to(self.model.device)
        state = self.model.model(input_ids=ids, use_cache=False).last_hidden_state
        return torch.as_tensor(state)

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        return (hidden @ self.model.lm_head.weight.T).float()


def read_adapter(adapter: Adapter, file: Path) -> None:
    """Go on from what an adapter of the same form has learnt; BaseModelError if it does not fit."""
    config = adapter.model.config
    family = architecture.of(adapter.model)
    stored = {tensor.name: tensor.data for tensor in gguf.GGUFReader(file).tensors}
    tensors = _tensors(adapter)
    if {name: stored[name].shape for name in stored} != {
        tensor: tuple(adapter.weights[name].shape) for name, tensor in tensors.items()
    }:
        raise BaseModelError(f"{file.name} is no adapter of rank {RANK} for this model")
    adapter.load(
        {
            name: torch.from_numpy(
                family.to_torch(tensor, stored[tensor].astype(np.float32), config).copy()
            )
            for name, tensor in tensors.items()
        }
    )


def _tensors(adapter: Adapter) -> dict[str, str]:
    """What the file calls each of torch's weights."""
    names = architecture.of(adapter.model).tensor_names(adapter.model.config)
    tensors = {}
    for name in sorted(adapter.weights):
        layer, _, which = name.removesuffix(".default.weight").rpartition(".lora_")
        tensors[name] = f"{names.get_name(f'{layer}.weight', ('.weight',))}.lora_{which.lower()}"
    return tensors


def write_adapter(adapter: Adapter, file: Path) -> None:
    """The adapter as llama.cpp reads it, in half precision."""
    config = adapter.model.config
    family = architecture.of(adapter.model)
    writer = gguf.GGUFWriter(file, family.name)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(adapter.alpha))
    for name, tensor in _tensors(adapter).items():
        values = family.to_file(tensor, adapter.weights[name].detach().cpu().numpy(), config)
        writer.add_tensor(tensor, np.ascontiguousarray(values.astype(np.float16)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
