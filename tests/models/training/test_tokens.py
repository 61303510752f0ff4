"""Training and the engine cut every word alike."""

import string

import pytest

from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.errors import MissingModelError
from models.training import generate
from models.training.base import installed_base
from models.training.tokens import WordTokens

ODD = {"zzyzx", "aaaaaaaaaaaa", "o'brien's", "101.3", "7:30", ":", "it's", "8pm", "<|im_end|>"}


def _both(name: str) -> tuple[WordTokens, LlamaCppLanguageModel]:
    if name.startswith("smollm2"):
        pytest.importorskip("tokenizers")
    try:
        base = installed_base(name)
    except MissingModelError as error:
        pytest.skip(str(error))
    return WordTokens(base), LlamaCppLanguageModel(base)


@pytest.mark.engine
@pytest.mark.parametrize("name", ["gemma-3-270m-32k", "smollm2-135m-q4-1"])
def test_words_are_cut_as_the_engine_cuts_them(name: str) -> None:
    ours, engine = _both(name)
    train, _ = generate.make(14_000, seed=4, held=0)
    said = {word for example in train for word in f"{example.prompt} {example.answer}".split()}
    for word in said | ODD | {*string.printable.split()[0]}:
        assert ours.word(word) == engine.word_tokens(word), word
    prompt = "last temp up | no the left one"
    assert tuple(ours.prompt(prompt)) == engine.prompt_tokens(prompt)
    engine.close()
