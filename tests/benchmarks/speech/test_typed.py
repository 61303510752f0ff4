"""What the corpus asks for is done when it is typed: otherwise no voice could be measured by it."""

import pytest

from assistant import open_cabin
from assistant.config import Config
from benchmarks.speech import corpus, hearing


@pytest.mark.engine
def test_every_command_is_understood_when_it_is_typed() -> None:
    with open_cabin(Config()) as cabin:
        if cabin.model_problem is not None:
            pytest.skip(f"no language model: {cabin.model_problem}")
        typed = {one.text: hearing.do(cabin, one) for one in corpus.commands()}
    assert {text: deed for text, deed in typed.items() if not _is_done(deed)} == {}


def _is_done(deed: hearing.Deed) -> bool:
    return deed.status == "done" or (deed.status == "needs_confirmation" and bool(deed.pending))
