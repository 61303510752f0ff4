"""The stand-in keeps the promises of the port."""

import pytest

from models import Cancel, CancelledError, EngineClosedError
from models.adapters.scripted import ScriptedLanguageModel
from tests.models.toy import ToyGrammar

MODEL = {"warmer please": "temp up", "odd": "dance"}


@pytest.fixture
def model() -> ScriptedLanguageModel:
    return ScriptedLanguageModel(MODEL, fallback="undo")


def test_it_answers_what_is_written(model: ScriptedLanguageModel) -> None:
    assert model.propose("warmer please", ToyGrammar("")).words == ("temp", "up")
    assert model.propose("anything else", ToyGrammar("")).words == ("undo",)


def test_an_illegal_line_is_a_mistake_in_the_table(model: ScriptedLanguageModel) -> None:
    with pytest.raises(ValueError, match="dance"):
        model.propose("odd", ToyGrammar(""))


def test_it_can_be_cancelled_and_closed(model: ScriptedLanguageModel) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        model.propose("odd", ToyGrammar(""), cancel)
    model.close()
    with pytest.raises(EngineClosedError):
        model.propose("odd", ToyGrammar(""))
