"""How long a pause may become."""

import pytest

from assistant.speech.patience import patience_s


@pytest.mark.parametrize("text", ["navigate to", "call the", "set it to 21 and"])
def test_an_open_sentence_is_waited_for(text: str) -> None:
    assert patience_s(text) > patience_s("open the window") > patience_s("stop")


def test_nothing_heard_is_waited_for_as_usual() -> None:
    assert patience_s("") == patience_s("open the window")
