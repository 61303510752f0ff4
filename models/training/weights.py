"""The weights that run in the car, as a torch model to teach.

An adapter fits the numbers it was taught on, so the starting point is the very GGUF file that
runs later, each quantized block unpacked. Needs the extra ``train``; never imported at run time.
"""

from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

_NORMS = "norm.weight"


def load_model(base: Path, dtype: torch.dtype = torch.bfloat16) -> Gemma3ForCausalLM:
    """The Gemma 3 text model of a GGUF file, its weights frozen."""
    reader = gguf.GGUFReader(base)
    model = Gemma3ForCausalLM(_config(reader)).to(dtype)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.GEMMA3, model.config.num_hidden_layers)
    ours = {names.get_name(name, (".weight",)): name for name in model.state_dict()}
    weights = {
        ours[tensor.name]: torch.from_numpy(_unpacked(tensor)).to(dtype)
        for tensor in reader.tensors
    }
    model.load_state_dict(weights, strict=False)
    model.tie_weights()
    return model.requires_grad_(requires_grad=False)


def _unpacked(tensor: gguf.ReaderTensor) -> np.ndarray:
    values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
    # The file holds a norm's whole factor, torch only what it adds to one.
    return values - 1.0 if tensor.name.endswith(_NORMS) else values


def _config(reader: gguf.GGUFReader) -> Gemma3TextConfig:
    def field(name: str) -> float:
        value: float = reader.fields[f"gemma3.{name}"].contents()
        return value

    return Gemma3TextConfig(
        vocab_size=len(reader.fields["tokenizer.ggml.tokens"].contents()),
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
        attn_implementation="sdpa",
    )
