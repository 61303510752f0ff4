"""Base models of two layers and random weights: small enough to teach in a second."""

import string
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np

LAYERS, WIDTH, HEADS, HEAD, INNER = 2, 32, 2, 16, 64
_SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>"]
_LETTERS = [*string.ascii_lowercase, ";"]
_MERGES = ["{} o", "o n", "{}o n", "o f", "{}o f", "{}of f", "f f"]
EOS, BOS = 1, 2


def write_toy(file: Path, architecture: str) -> None:
    writer = gguf.GGUFWriter(file, architecture)
    tokens = {"gemma3": _sentence_pieces, "llama": _byte_pairs}[architecture](writer)
    writer.add_context_length(128)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e4)
    writer.add_rope_dimension_count(HEAD)
    if architecture == "gemma3":
        writer.add_key_length(HEAD)
        writer.add_value_length(HEAD)
        writer.add_sliding_window(64)
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(EOS)
    for name, values in _tensors(tokens, architecture):
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def pieces(space: str, newline: str) -> list[str]:
    merged = [merge.format(space).replace(" ", "") for merge in _MERGES]
    return [*_SPECIAL, newline, space, *_LETTERS, *merged]


def _sentence_pieces(writer: gguf.GGUFWriter) -> int:
    tokens = pieces("\u2581", "\n")
    writer.add_tokenizer_model("llama")
    writer.add_add_space_prefix(False)
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(at) for at in range(len(tokens))])
    writer.add_token_types([3, 3, 3, 2, 4, *[1] * (len(tokens) - 5)])
    return len(tokens)


def _byte_pairs(writer: gguf.GGUFWriter) -> int:
    tokens = pieces("\u0120", "\u010a")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_merges([merge.format("\u0120") for merge in _MERGES])
    writer.add_token_types([3, 3, 3, 3, *[1] * (len(tokens) - 4)])
    return len(tokens)


def _tensors(tokens: int, architecture: str) -> Iterator[tuple[str, np.ndarray]]:
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
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            yield f"blk.{layer}.{name}.weight", matrix(*shape)
        for name, width in _norms(architecture).items():
            yield f"blk.{layer}.{name}.weight", np.ones(width, np.float32)


def _norms(architecture: str) -> dict[str, int]:
    norms = dict.fromkeys(("attn_norm", "ffn_norm"), WIDTH)
    if architecture == "gemma3":
        norms |= dict.fromkeys(("post_attention_norm", "post_ffw_norm"), WIDTH)
        norms |= dict.fromkeys(("attn_q_norm", "attn_k_norm"), HEAD)
    return norms
