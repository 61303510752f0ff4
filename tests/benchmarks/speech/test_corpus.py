"""The corpus has the form, the size and the spread that its figures stand for."""

from assistant.request import Context
from benchmarks.speech import corpus
from models import normalise


def test_there_are_enough_commands_of_every_kind_and_none_twice() -> None:
    commands = corpus.commands()
    assert len(commands) >= 130
    assert len({normalise(command.text).text for command in commands}) == len(commands)
    assert [command.number for command in commands] == list(range(len(commands)))
    for group, least in {"climate": 12, "media": 25, "navigation": 15, "phone": 8}.items():
        assert sum(command.group == group for command in commands) >= least


def test_commands_are_written_as_they_are_spoken() -> None:
    digits = [c.text for c in corpus.commands() if any(letter.isdigit() for letter in c.text)]
    assert digits == []


def test_a_share_keeps_every_group_and_the_numbers() -> None:
    everything, some = corpus.commands(), corpus.commands(6)
    assert {command.group for command in some} == {command.group for command in everything}
    assert len(some) < len(everything) / 3
    assert all(everything[command.number] == command for command in some)


def test_contexts_are_those_of_the_machine_interface() -> None:
    contexts = [command.context for command in corpus.commands()]
    assert sum(context != Context() for context in contexts) > 30
    assert any(context.contacts for context in contexts)


def test_talk_names_no_wish_of_the_corpus() -> None:
    wishes = {normalise(command.text).text for command in corpus.commands()}
    talk = corpus.talk()
    assert len(talk) >= 40
    assert not wishes & {normalise(sentence).text for sentence in talk}
