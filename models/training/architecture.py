"""What sets the model families apart that can be taught: one entry each.

A GGUF file and torch hold the same numbers in slightly different ways. ``to_torch`` and
``to_file`` lead from one to the other, for a base model's tensors and for an adapter's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PretrainedConfig,
    PreTrainedModel,
)

from models.training.errors import BaseModelError

Values = NDArray[np.float32]
Field = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Architecture:
    """A family; every model of it has tied embeddings."""

    key: gguf.MODEL_ARCH
    model: type[PreTrainedModel]
    config: Callable[[Field], PretrainedConfig]
    """Torch's settings from the file's, which are named without the family's prefix."""
    added_to_norms: float
    """The file holds a norm's whole factor, torch what it adds to this."""
    paired: Mapping[str, str]
    """Tensors whose rows turn in pairs by place in the text, and what torch calls their number of
    heads. The file has a pair's rows side by side, torch in the two halves of the head."""

    @property
    def name(self) -> str:
        return gguf.MODEL_ARCH_NAMES[self.key]

    def tensor_names(self, config: PretrainedConfig) -> gguf.TensorNameMap:
        """From torch's names to the file's."""
        return gguf.get_tensor_name_map(self.key, config.num_hidden_layers)

    def to_torch(self, tensor: str, values: Values, config: PretrainedConfig) -> Values:
        if tensor.endswith("norm.weight"):
            return values - np.float32(self.added_to_norms)
        rows = self._rows(tensor, len(values), config)
        return values if rows is None else values[np.argsort(rows)]

    def to_file(self, tensor: str, values: Values, config: PretrainedConfig) -> Values:
        rows = self._rows(tensor, len(values), config)
        return values if rows is None else values[rows]

    def _rows(self, tensor: str, count: int, config: PretrainedConfig) -> NDArray[np.intp] | None:
        """The row of torch's that each row of the file is; None if it is the same."""
        part = tensor.partition(".weight")[0].rpartition(".")[2]
        if part not in self.paired or tensor.endswith(".lora_a"):
            return None
        heads = getattr(config, self.paired[part])
        return np.arange(count).reshape(heads, 2, -1).swapaxes(1, 2).ravel()


def _gemma3(field: Field) -> Gemma3TextConfig:
    return Gemma3TextConfig(
        hidden_size=field("embedding_length"),
        intermediate_size=field("feed_forward_length"),
        num_hidden_layers=field("block_count"),
        num_attention_heads=field("attention.head_count"),
        num_key_value_heads=field("attention.head_count_kv"),
        head_dim=field("attention.key_length"),
        query_pre_attn_scalar=field("attention.key_length"),
        max_position_embeddings=field("context_length"),
        rms_norm_eps=field("attention.layer_norm_rms_epsilon"),
        sliding_window=field("attention.sliding_window"),
        rope_parameters={
            "full_attention": {"rope_theta": field("rope.freq_base"), "rope_type": "default"},
            "sliding_attention": {"rope_theta": 10_000.0, "rope_type": "default"},
        },
    )


def _llama(field: Field) -> LlamaConfig:
    return LlamaConfig(
        hidden_size=field("embedding_length"),
        intermediate_size=field("feed_forward_length"),
        num_hidden_layers=field("block_count"),
        num_attention_heads=field("attention.head_count"),
        num_key_value_heads=field("attention.head_count_kv"),
        head_dim=field("rope.dimension_count"),
        max_position_embeddings=field("context_length"),
        rms_norm_eps=field("attention.layer_norm_rms_epsilon"),
        rope_parameters={"rope_theta": field("rope.freq_base"), "rope_type": "default"},
        tie_word_embeddings=True,
    )


_ALL = (
    Architecture(gguf.MODEL_ARCH.GEMMA3, Gemma3ForCausalLM, _gemma3, 1.0, {}),
    Architecture(
        gguf.MODEL_ARCH.LLAMA,
        LlamaForCausalLM,
        _llama,
        0.0,
        {"attn_q": "num_attention_heads", "attn_k": "num_key_value_heads"},
    ),
)


def named(name: str) -> Architecture:
    """The family that a file calls its ``general.architecture``."""
    for architecture in _ALL:
        if architecture.name == name:
            return architecture
    raise BaseModelError(f"models of the architecture {name!r} cannot be taught here")


def of(model: PreTrainedModel) -> Architecture:
    return next(one for one in _ALL if isinstance(model, one.model))
