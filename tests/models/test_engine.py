"""The real engine on the real base model: what it answers is legal, repeatable and bounded."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import DEFAULT_HOME, Cancel, Catalogue, ModelStore
from models.adapters.llama_cpp import Limits, LlamaCppLanguageModel
from models.adapters.scripted import is_legal
from models.errors import (
    CancelledError,
    ContextOverflowError,
    EngineClosedError,
    EngineLoadError,
)
from tests.models.toy import ToyGrammar

pytestmark = pytest.mark.engine

BASE = "gemma-3-270m-32k"


def base() -> Path:
    card = Catalogue.read(DEFAULT_HOME).card(BASE)
    return ModelStore(DEFAULT_HOME / "models").verify(card)


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaCppLanguageModel]:
    loaded = LlamaCppLanguageModel(base())
    yield loaded
    loaded.close()


@settings(max_examples=25, deadline=None)
@given(prompt=st.text(max_size=60))
def test_any_text_gets_an_answer_in_the_grammar(model: LlamaCppLanguageModel, prompt: str) -> None:
    grammar = ToyGrammar(prompt)
    proposal = model.propose(prompt, grammar)
    assert is_legal(proposal.words, grammar)
    assert 0.0 <= proposal.confidence <= 1.0


def test_the_answer_depends_on_the_prompt_alone(model: LlamaCppLanguageModel) -> None:
    """Neither on what was asked before nor on what the cache happens to hold."""
    scene = "last temp driver 20 ; play artist miles davis ; window rear left down ; volume 30 | "
    prompts = ["play some miles davis", scene * 2 + "a bit more", scene * 2 + "no the other", "hm"]
    forward = {prompt: model.propose(prompt, ToyGrammar(prompt)) for prompt in prompts}
    for prompt in [*reversed(prompts), *prompts]:
        again = model.propose(prompt, ToyGrammar(prompt))
        assert (again.words, again.confidence) == (
            forward[prompt].words,
            forward[prompt].confidence,
        )


def test_one_thread_and_two_give_the_same_answer(model: LlamaCppLanguageModel) -> None:
    single = LlamaCppLanguageModel(base(), threads=1)
    prompt = "window on the passenger side 30 percent"
    expected = model.propose(prompt, ToyGrammar(prompt))
    found = single.propose(prompt, ToyGrammar(prompt))
    single.close()
    assert (found.words, found.confidence) == (expected.words, expected.confidence)


def test_many_threads_may_ask_at_once(model: LlamaCppLanguageModel) -> None:
    prompts = [f"turn the volume to {level}" for level in range(8)]
    alone = [model.propose(prompt, ToyGrammar(prompt)).words for prompt in prompts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda p: model.propose(p, ToyGrammar(p)).words, prompts))
    assert together == alone


def test_prompt_tokens_are_those_training_builds(model: LlamaCppLanguageModel) -> None:
    first, line_break = 2, 7
    words = model.word_tokens("call") + model.word_tokens("mom")
    assert model.prompt_tokens("call mom") == (first, *words, line_break)


def test_marks_of_the_model_s_own_are_plain_text(model: LlamaCppLanguageModel) -> None:
    special = set(range(7))
    for text in ("<eos>", "<bos><start_of_turn>", "<end_of_turn>", "[multimodal]", "<unk>"):
        assert not special & set(model.word_tokens(text))


def test_a_request_taken_back_stops_and_the_next_is_served(model: LlamaCppLanguageModel) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        model.propose("play some miles davis", ToyGrammar("x"), cancel)
    assert model.propose("volume up", ToyGrammar("volume up")).words


class Endless:
    """Never lets an answer end by itself."""

    start = "start"

    def __init__(self, may_end: bool) -> None:
        self._may_end = may_end

    def words(self, _state: str, /) -> Mapping[str, str]:
        return {"warmer": "start", "colder": "start"}

    def may_end(self, _state: str, /) -> bool:
        return self._may_end

    def is_static(self, _state: str, /) -> bool:
        return False


def test_cancelling_stops_an_answer_that_is_under_way(model: LlamaCppLanguageModel) -> None:
    cancel = Cancel()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    with pytest.raises(CancelledError):
        model.propose("on and on", Endless(may_end=False), cancel)
    timer.join()


def test_an_answer_ends_at_the_limit(model: LlamaCppLanguageModel) -> None:
    assert model.propose("on and on", Endless(may_end=True)).tokens <= 97


def test_an_answer_that_cannot_end_overflows_by_name() -> None:
    small = LlamaCppLanguageModel(base(), limits=Limits(32, 16))
    with pytest.raises(ContextOverflowError, match="longer than the context"):
        small.propose("on and on", Endless(may_end=False))
    small.close()


def test_a_prompt_that_is_too_long_is_refused_and_the_next_is_served(
    model: LlamaCppLanguageModel,
) -> None:
    with pytest.raises(ContextOverflowError, match="no room"):
        model.propose("warmer " * 600, ToyGrammar("warmer"))
    assert model.propose("volume up", ToyGrammar("volume up")).words


def test_a_file_that_is_no_model_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(EngineLoadError, match=r"broken\.gguf"):
        LlamaCppLanguageModel(file)


def test_an_adapter_that_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(EngineLoadError, match="does not fit"):
        LlamaCppLanguageModel(base(), adapter=base())


def test_a_closed_model_says_so() -> None:
    closed = LlamaCppLanguageModel(base())
    closed.close()
    closed.close()
    with pytest.raises(EngineClosedError):
        closed.propose("volume up", ToyGrammar("volume up"))


def test_the_engine_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    quiet = LlamaCppLanguageModel(base())
    quiet.propose("volume up", ToyGrammar("volume up"))
    quiet.close()
    assert capfd.readouterr() == ("", "")
