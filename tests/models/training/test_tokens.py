"""Training and the engine cut every word alike."""

import string

import pytest

from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.training import generate
from models.training.base import installed_base
from models.training.tokens import WordTokens


@pytest.mark.engine
def test_words_are_cut_as_the_engine_cuts_them() -> None:
    base = installed_base()
    ours, engine = WordTokens(base), LlamaCppLanguageModel(base)
    train, _ = generate.make(14_000, seed=4, held=0)
    said = {word for example in train for word in f"{example.prompt} {example.answer}".split()}
    odd = {*string.printable.split()[0], "zzyzx", "aaaaaaaaaaaa", "o'brien's", "101.3", "7:30", ":"}
    for word in said | odd:
        assert ours.word(word) == engine.word_tokens(word), word
    prompt = "last temp up | no the left one"
    assert tuple(ours.prompt(prompt)) == engine.prompt_tokens(prompt)
    engine.close()
