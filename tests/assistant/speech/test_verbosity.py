"""Words where words are needed, whatever the setting."""

import pytest

from assistant.messages import Reply, Status
from assistant.speech.tones import Tone
from assistant.speech.verbosity import Verbosity, choose, is_demanding

DONE = Reply("Fan at 60 percent. Also: air conditioning on.", Status.DONE)
NEEDED = [
    Reply("Shall I open the sunroof?", Status.NEEDS_CONFIRMATION),
    Reply("Which one: Anna or Annika?", Status.CLARIFY),
    Reply("The boot? Not while we are moving.", Status.REFUSED),
    Reply("Not done (fan): the car did not confirm it.", Status.UNSUPPORTED),
    Reply("I found Aral or Shell. Which one?", Status.DONE),
]


@pytest.mark.parametrize("reply", NEEDED)
@pytest.mark.parametrize("verbosity", list(Verbosity))
def test_questions_refusals_and_failures_are_always_said_whole(
    reply: Reply, verbosity: Verbosity
) -> None:
    chosen = choose(reply, verbosity, only_deeds=True, demanding=True)
    assert (chosen.words, chosen.tone) == (reply.text, None)


def test_a_deed_is_said_whole_shortly_or_as_a_tone() -> None:
    assert choose(DONE, Verbosity.FULL, only_deeds=True).words == DONE.text
    assert choose(DONE, Verbosity.SHORT, only_deeds=True).words == "Fan at 60 percent."
    assert choose(DONE, Verbosity.TONES, only_deeds=True).tone is Tone.DONE
    assert not choose(DONE, Verbosity.TONES, only_deeds=True).words


def test_an_answer_is_never_a_tone() -> None:
    answer = Reply("The fan is at 60 percent.", Status.DONE)
    assert choose(answer, Verbosity.TONES).words == answer.text


def test_in_a_demanding_moment_a_long_report_is_cut_at_a_sentence() -> None:
    long = Reply(("One two three four five. " * 8).strip(), Status.DONE)
    chosen = choose(long, Verbosity.FULL, only_deeds=True, demanding=True)
    assert len(chosen.words.split()) == 25
    assert long.text.startswith(chosen.words)


def test_an_answer_that_was_asked_for_is_never_cut() -> None:
    answer = Reply("Anna writes: " + "one two three four five. " * 8, Status.DONE)
    assert choose(answer, Verbosity.FULL, demanding=True).words == answer.text


def test_a_first_sentence_is_never_torn() -> None:
    first = "word " * 40 + "end."
    long = Reply(f"{first} More.", Status.DONE)
    assert choose(long, Verbosity.FULL, only_deeds=True, demanding=True).words == first


@pytest.mark.parametrize(
    ("speed_kmh", "demanding"), [(0, False), (50, False), (130, True), (None, False)]
)
def test_speed_is_demanding(speed_kmh: float | None, *, demanding: bool) -> None:
    assert is_demanding(speed_kmh) is demanding
