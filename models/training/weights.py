"""The weights that run in the car, as a torch model to teach.

An adapter fits the numbers it was taught on, so the starting point is the very GGUF file that
runs later, each quantized block unpacked. Needs the extra ``train``; never imported at run time.
"""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from transformers import PretrainedConfig, PreTrainedModel

from models.training import architecture
from models.training.architecture import Architecture
from models.training.errors import BaseModelError

_HEAD, _EMBEDDINGS = "lm_head.weight", "model.embed_tokens.weight"


def load_model(base: Path, dtype: torch.dtype = torch.bfloat16) -> PreTrainedModel:
    """The model of a GGUF file, its weights frozen."""
    reader = gguf.GGUFReader(base)
    family = architecture.named(reader.fields["general.architecture"].contents())
    config = _config(reader, family)
    model = family.model(config).to(dtype)
    names = family.tensor_names(config)
    ours = {names.get_name(name, (".weight",)): name for name in set(model.state_dict()) - {_HEAD}}
    if {tensor.name for tensor in reader.tensors} != ours.keys():
        raise BaseModelError(f"{base.name} has other tensors than a {family.name} of this kind")
    weights = {
        ours[tensor.name]: torch.from_numpy(
            family.to_torch(tensor.name, _unpacked(tensor), config)
        ).to(dtype)
        for tensor in reader.tensors
    }
    model.load_state_dict({**weights, _HEAD: weights[_EMBEDDINGS]})
    model.tie_weights()
    return model.requires_grad_(requires_grad=False)


def _unpacked(tensor: gguf.ReaderTensor) -> architecture.Values:
    return gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)


def _config(reader: gguf.GGUFReader, family: Architecture) -> PretrainedConfig:
    def field(name: str) -> Any:
        return reader.fields[f"{family.name}.{name}"].contents()

    config = family.config(field)
    config.vocab_size = len(reader.fields["tokenizer.ggml.tokens"].contents())
    return config
