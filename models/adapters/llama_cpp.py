"""Small GGUF language models on llama.cpp.

One thread owns the model: llama.cpp aborts the process when two use one context. Requests queue
there. It computes on as many threads as were asked for, or on fewer when others use the cores.
Decoding is greedy, but only among the tokens that the grammar allows: their logits are compared
directly, no sampler and no mask over the vocabulary. Where the grammar leaves one token, it is
not computed at all.

The beginning of a prompt that equals the previous one stays in the key-value cache, in blocks of
32 tokens. Blocks, because llama.cpp rounds differently when the same tokens are read in other
groups: this way the groups, and so the answer, depend on the prompt alone and never on what was
asked before.

Training must build the same token ids, so this is fixed here and pinned by a test:
``prompt_tokens(text) = [BOS] + tokens(" " + word) for each word + tokens("\\n")``, and an answer
is ``tokens(" " + word)`` for each word, then the end token. Nothing in a word is read as a
special token.
"""

import ctypes
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from models.calibration import AS_IT_IS, Calibration
from models.cores import free_cores
from models.decoding import Tokens, Tries, Walk
from models.engine import Cancel, Proposal, StateT, WordGrammar
from models.errors import (
    CancelledError,
    ContextOverflowError,
    EngineClosedError,
    EngineError,
    EngineLoadError,
)

Logits = NDArray[np.float32]

_LOG_ERROR = 3
_SEPARATOR = b"\n"
_KNOWN_WORDS = 8192
_BLOCK_TOKENS = 32
_engine_log: deque[str] = deque(maxlen=3)


def _keep_errors(level: int, text: bytes, _user_data: ctypes.c_void_p) -> None:
    """Keep llama.cpp's chatter off the terminal; the last errors explain a failed load."""
    if level == _LOG_ERROR:
        _engine_log.append(text.decode("utf-8", "replace").strip())


_LOG_SINK = llama_cpp.llama_log_callback(_keep_errors)


@dataclass(frozen=True, slots=True)
class Limits:
    context_tokens: int
    answer_tokens: int


LIMITS = Limits(context_tokens=512, answer_tokens=96)


class LlamaCppLanguageModel:
    """A ``LanguageModel``; an answer that grows too long ends at the first legal place."""

    def __init__(
        self,
        base: Path,
        adapter: Path | None = None,
        threads: int = 2,
        calibration: Calibration = AS_IT_IS,
        limits: Limits = LIMITS,
    ) -> None:
        self._owner = ThreadPoolExecutor(1, thread_name_prefix="language-model")
        try:
            self._session = self._owner.submit(
                _Session, base, adapter, threads, calibration, limits
            ).result()
        except EngineError:
            self._owner.shutdown()
            raise

    def prompt_tokens(self, text: str) -> tuple[int, ...]:
        return self._session.prompt_tokens(text)

    def word_tokens(self, word: str) -> tuple[int, ...]:
        return self._session.word_tokens(word)

    def propose(
        self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel | None = None
    ) -> Proposal:
        try:
            answer = self._owner.submit(self._session.propose, prompt, grammar, cancel or Cancel())
        except RuntimeError as error:
            raise EngineClosedError("the language model was closed") from error
        return answer.result()

    def close(self) -> None:
        """Serves what is already queued, then gives the memory back; may be called twice."""
        self._owner.shutdown()
        self._session.close()


class _Session:
    """The model, its context and what its cache holds. Only the owner thread runs it."""

    def __init__(
        self,
        base: Path,
        adapter: Path | None,
        threads: int,
        calibration: Calibration,
        limits: Limits,
    ) -> None:
        llama_cpp.llama_log_set(_LOG_SINK, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        _engine_log.clear()
        self._limits = limits
        self._threads = threads
        self._calibration = calibration
        self._model = _load_model(base)
        self._context = _open_context(self._model, threads, limits)
        if adapter is not None:
            _attach(self._model, self._context, adapter)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._vocabulary_size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self._cached: list[int] = []
        self._whole_tokens = 0
        self._is_closed = False
        self.word_tokens = lru_cache(maxsize=_KNOWN_WORDS)(self._word_tokens)
        self._tries = Tries(self.word_tokens, llama_cpp.llama_vocab_eos(self._vocabulary))

    def prompt_tokens(self, text: str) -> tuple[int, ...]:
        first = llama_cpp.llama_vocab_bos(self._vocabulary)
        words = (token for word in text.split() for token in self.word_tokens(word))
        return (first, *words, *self._tokenise(_SEPARATOR))

    def _word_tokens(self, word: str) -> tuple[int, ...]:
        return self._tokenise(b" " + word.encode("utf-8", "replace"))

    def _tokenise(self, text: bytes) -> tuple[int, ...]:
        if self._is_closed:
            raise EngineClosedError("the language model was closed")
        most = len(text) + 1
        tokens = (llama_cpp.llama_token * most)()
        count = llama_cpp.llama_tokenize(
            self._vocabulary, text, len(text), tokens, most, False, False
        )
        return tuple(tokens[:count])

    def propose(self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel) -> Proposal:
        started_s = time.perf_counter()
        threads = max(1, min(self._threads, free_cores()))
        llama_cpp.llama_set_n_threads(self._context, threads, threads)
        ahead = self._read_prompt(self.prompt_tokens(prompt))
        prompt_tokens = len(self._cached) + len(ahead)
        walk = Walk(grammar, self._tries)
        tokens = 0
        while not walk.is_over:
            if cancel.is_cancelled:
                raise CancelledError("the request was taken back")
            choices = walk.choices()
            if walk.may_end and tokens >= self._limits.answer_tokens:
                choices = self._tries.end
            token, probability = int(choices[0]), 1.0
            if choices.size > 1:
                token, probability = _best(self._advance(ahead), choices)
                ahead = []
            walk.take(token, probability)
            ahead.append(token)
            tokens += 1
        elapsed_ms = (time.perf_counter() - started_s) * 1000
        sureness = tuple(map(self._calibration.probability, walk.sureness))
        return Proposal(walk.words, sureness, tokens, prompt_tokens, elapsed_ms)

    def _read_prompt(self, prompt: tuple[int, ...]) -> list[int]:
        """Bring the cache to the last block of the prompt; returns that block, still to be read."""
        if len(prompt) + self._limits.answer_tokens > self._limits.context_tokens:
            raise ContextOverflowError(f"{len(prompt)} tokens leave no room for an answer")
        last = (len(prompt) - 1) // _BLOCK_TOKENS * _BLOCK_TOKENS
        known = 0
        while known < last and self._holds(prompt, known):
            known += _BLOCK_TOKENS
        self._forget(known)
        for begin in range(known, last, _BLOCK_TOKENS):
            self._advance(prompt[begin : begin + _BLOCK_TOKENS])
        self._whole_tokens = last
        return list(prompt[last:])

    def _holds(self, prompt: tuple[int, ...], begin: int) -> bool:
        end = begin + _BLOCK_TOKENS
        return end <= self._whole_tokens and tuple(self._cached[begin:end]) == prompt[begin:end]

    def _forget(self, beyond: int) -> None:
        self._whole_tokens = beyond
        del self._cached[beyond:]
        if beyond == 0:
            llama_cpp.llama_memory_clear(self._memory, False)
        else:
            llama_cpp.llama_memory_seq_rm(self._memory, 0, beyond, -1)

    def _advance(self, tokens: Sequence[int]) -> Logits:
        """Read ``tokens``; returns the scores of what may follow them."""
        if len(self._cached) + len(tokens) > self._limits.context_tokens:
            raise ContextOverflowError("the grammar forces an answer longer than the context")
        batch = (llama_cpp.llama_token * len(tokens))(*tokens)
        status = llama_cpp.llama_decode(
            self._context, llama_cpp.llama_batch_get_one(batch, len(tokens))
        )
        if status != 0:
            self._forget(0)
            raise EngineError(f"llama.cpp stopped with status {status}")
        self._cached.extend(tokens)
        row = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(row, shape=(self._vocabulary_size,))

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.word_tokens.cache_clear()
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)


def _best(logits: Logits, choices: Tokens) -> tuple[int, float]:
    """The likeliest choice (the lowest id of equals) and its probability among all tokens."""
    token = int(choices[np.argmax(logits[choices])])
    highest = logits.max()
    return token, float(np.exp(logits[token] - highest) / np.exp(logits - highest).sum())


def _load_model(base: Path) -> "llama_cpp.llama_model_p":
    parameters = llama_cpp.llama_model_default_params()
    parameters.n_gpu_layers = 0
    parameters.use_extra_bufts = False
    model: llama_cpp.llama_model_p | None = llama_cpp.llama_model_load_from_file(
        str(base).encode(), parameters
    )
    if not model:
        raise EngineLoadError(f"{base.name} cannot be loaded: {_reason()}")
    return model


def _open_context(
    model: "llama_cpp.llama_model_p", threads: int, limits: Limits
) -> "llama_cpp.llama_context_p":
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = limits.context_tokens
    parameters.n_ubatch = min(limits.context_tokens, 128)
    parameters.n_threads = parameters.n_threads_batch = threads
    parameters.swa_full = True
    parameters.no_perf = True
    context: llama_cpp.llama_context_p | None = llama_cpp.llama_init_from_model(model, parameters)
    if not context:
        raise EngineLoadError(f"no context of {limits.context_tokens} tokens: {_reason()}")
    return context


def _attach(
    model: "llama_cpp.llama_model_p", context: "llama_cpp.llama_context_p", adapter: Path
) -> None:
    weights = llama_cpp.llama_adapter_lora_init(model, str(adapter).encode())
    if not weights:
        raise EngineLoadError(f"{adapter.name} does not fit the base model: {_reason()}")
    adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(weights)
    scales = (ctypes.c_float * 1)(1.0)
    if llama_cpp.llama_set_adapters_lora(context, adapters, 1, scales) != 0:
        raise EngineLoadError(f"{adapter.name} cannot be used: {_reason()}")


def _reason() -> str:
    return _engine_log[-1] if _engine_log else "no reason was given"
