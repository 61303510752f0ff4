"""What hears and speaks, by its name: a card, an address, or whatever is in use."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from models import (
    DEFAULT_HOME,
    DETECTOR_CHUNK,
    Catalogue,
    EngineError,
    EngineLoadError,
    MissingModelError,
    ModelCard,
    ModelStore,
    Task,
    UnknownModelError,
    WrongDigestError,
    active_language_model,
    load_speaker_encoder,
    load_speech_detector,
    load_transcriber,
    load_voice,
    load_wake_word,
    name_in_use,
)
from models.adapters.wyoming_services import Engines
from models.card import ENGINES, Engine
from models.catalogue import append_card
from models.loader import _ENGINES, _class, in_use, select
from tests.models.cards import card_of
from tests.models.speech_engines import LengthTranscriber, LoudWakeWord, ToneVoice, tone
from tests.models.wyoming_home import HOST, served

Load = Callable[[str | None, Path], object]


def _load_transcriber(name: str | None, home: Path) -> object:
    return load_transcriber(name, home=home)


LOADED: dict[Task, Load] = {
    Task.TRANSCRIBER: _load_transcriber,
    Task.VOICE: load_voice,
    Task.WAKE_WORD: load_wake_word,
}
SHIPPED = Catalogue.read(Path("/nowhere")).cards()
BY_NAME = [card for card in SHIPPED if card.task in LOADED]


def _use(home: Path, task: Task, name: str) -> Callable[[Path], object]:
    """Choose a card as ``use`` does; gives what loads it."""
    ModelStore(home / "models").activate(Catalogue.read(home).card(name))
    if task in LOADED:
        return partial(LOADED[task], None)
    return load_speaker_encoder


def test_every_engine_of_every_task_has_its_class() -> None:
    assert set(_ENGINES) == set(Engine) == {each for some in ENGINES.values() for each in some}
    for place in _ENGINES.values():
        assert callable(_class(place))


def test_an_engine_that_is_not_installed_says_what_mends_it() -> None:
    with pytest.raises(EngineLoadError, match="make setup"):
        _class("models.adapters.gramophone:Gramophone")


@pytest.mark.engine
@pytest.mark.parametrize("card", BY_NAME, ids=lambda card: card.name)
def test_every_card_is_loaded_by_its_name_and_when_in_use(card: ModelCard, tmp_path: Path) -> None:
    installed = DEFAULT_HOME / "models" / card.sha256
    if not installed.exists():
        pytest.skip(f"{card.name} is not installed")
    (tmp_path / "models").mkdir()
    shutil.copy(installed, tmp_path / "models")
    in_use = partial(_use(tmp_path, card.task, card.name), tmp_path)
    for load in (partial(LOADED[card.task], card.name, tmp_path), in_use):
        loaded = load()
        if card.task is not Task.WAKE_WORD:
            assert isinstance(loaded, _class(_ENGINES[card.engine]))
            loaded.close()
        else:
            assert getattr(loaded, "phrase", "") == card.name.replace("-", " ")


@pytest.mark.parametrize("task", LOADED)
def test_a_model_that_is_not_installed_is_named(task: Task, tmp_path: Path) -> None:
    for name in (None, *(card.name for card in BY_NAME if card.task is task)):
        missing = name or name_in_use(task, tmp_path)
        with pytest.raises(MissingModelError, match=f"models add {missing}'"):
            LOADED[task](name, tmp_path)


def test_the_others_are_named_too(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="resemblyzer"):
        load_speaker_encoder(tmp_path)
    with pytest.raises(MissingModelError, match=name_in_use(Task.LANGUAGE_MODEL, tmp_path)):
        active_language_model(home=tmp_path)


@pytest.mark.parametrize("task", LOADED)
@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: card.name)
def test_a_name_of_another_task_is_refused(task: Task, card: ModelCard, tmp_path: Path) -> None:
    if card.task is task:
        return
    with pytest.raises(UnknownModelError) as caught:
        LOADED[task](card.name, tmp_path)
    assert str(caught.value) == f"{card.name} is a {card.task}, not a {task}"


@pytest.mark.parametrize("task", LOADED)
@pytest.mark.parametrize("name", ["nothing", "", "Whisper", "../models", "udp://127.0.0.1:1"])
def test_a_name_that_nobody_has_is_refused(task: Task, name: str, tmp_path: Path) -> None:
    with pytest.raises((UnknownModelError, MissingModelError)):
        LOADED[task](name, tmp_path)


@pytest.mark.parametrize("task", LOADED)
def test_damaged_bytes_meet_no_engine(task: Task, tmp_path: Path) -> None:
    card = card_of("mine", b"whole", task=task, engine=ENGINES[task][0])
    append_card(tmp_path, card)
    ModelStore(tmp_path / "models").install(card, [b"whole"])
    for refusal, content in ((EngineLoadError, b"whole"), (WrongDigestError, b"other")):
        (tmp_path / "models" / card.sha256).write_bytes(content)
        with pytest.raises(refusal):
            LOADED[task]("mine", tmp_path)


def test_the_name_in_use_is_the_default_until_another_is_chosen(tmp_path: Path) -> None:
    for task, name in Catalogue.read(tmp_path).defaults.items():
        assert name_in_use(task, tmp_path) == name
    card, store = (
        card_of("mine", b"x", task="voice", engine="piper"),
        ModelStore(tmp_path / "models"),
    )
    append_card(tmp_path, card)
    store.install(card, [b"x"])
    store.activate(card)
    assert name_in_use(Task.VOICE, tmp_path) == "mine"
    assert card in in_use(Catalogue.read(tmp_path), store)
    store.roll_back(Task.VOICE)
    assert name_in_use(Task.VOICE, tmp_path) == "piper-joe"


def test_a_choice_whose_card_is_gone_is_refused(tmp_path: Path) -> None:
    card, store = (
        card_of("mine", b"x", task="voice", engine="piper"),
        ModelStore(tmp_path / "models"),
    )
    written = append_card(tmp_path, card)
    store.install(card, [b"x"])
    store.activate(card)
    written.unlink()
    with pytest.raises(UnknownModelError, match="mine"):
        load_voice(home=tmp_path)


def test_nothing_is_in_use_where_nothing_was_chosen(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="no language-model is chosen"):
        select(Catalogue({}, {}), ModelStore(tmp_path))


def test_an_address_is_a_server_and_needs_no_card(tmp_path: Path) -> None:
    with served(Engines(LengthTranscriber(), ToneVoice(), LoudWakeWord)) as server:
        address = f"tcp://{HOST}:{server.port}"
        ear = load_transcriber(address, home=tmp_path)
        voice, wake_word = load_voice(address, tmp_path), load_wake_word(address, tmp_path)
        assert ear.transcribe(tone(0.7)).text == "7 tenths"
        assert sum(piece.duration_s for piece in voice.speak("one two")) == pytest.approx(0.2, 0.01)
        assert wake_word.phrase == "hey loud"
        assert not wake_word.heard(tone(0.032, height=0.1).samples)
        wake_word.reset()
        ear.close()
        voice.close()
        by_name = load_voice(f"tcp://localhost:{server.port}", tmp_path)
        assert by_name.rate_hz == voice.rate_hz


BAD = [
    "tcp://",
    "tcp://host",
    "tcp://host:",
    "tcp://:10300",
    "tcp://host:port",
    "tcp://host:0",
    "tcp://host:-1",
    "tcp://host:65536",
    "tcp://host:99999",
    "tcp://host:1e3",
    "tcp://host:\u0661\u0662",
    "tcp://host:10300/path",
    f"tcp://host:{'9' * 5000}",
]


@pytest.mark.parametrize("task", LOADED)
@pytest.mark.parametrize("address", BAD, ids=lambda address: address[6:20] or "nothing")
def test_what_is_no_address_is_refused(task: Task, address: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="is no address: tcp://HOST:PORT") as caught:
        LOADED[task](address, tmp_path)
    assert caught.value.code == "models.unknown"


@pytest.mark.parametrize("host", [HOST, "::1", "a" * 64, "a..b", ".", "999.0.0.1"])
def test_an_address_where_nobody_answers_is_an_error(host: str, tmp_path: Path) -> None:
    with served(Engines()) as server:
        address = f"tcp://{host}:{server.port}"
    ear = load_transcriber(address, home=tmp_path)
    with pytest.raises(EngineError, match="no Wyoming server answers"):
        ear.transcribe(tone(0.1))
    for load in (load_voice, load_wake_word):
        with pytest.raises(EngineError, match="no Wyoming server answers"):
            load(address, tmp_path)


def test_the_detector_of_speech_comes_with_its_package() -> None:
    detector = load_speech_detector()
    assert 0 <= detector.probability(np.zeros(DETECTOR_CHUNK, dtype=np.float32)) < 0.5
