"""The shipped cards hold together, and a file that does not is refused as a whole."""

from pathlib import Path

import pytest

from models import Catalogue, CatalogueError, Task, UnknownModelError
from models.card import FileSource, PackageSource, PrunedSource
from models.catalogue import append_card
from models.loader import select
from models.store import ModelStore
from tests.models.cards import card_of

CARD = """
[[model]]
name = "mine"
task = "language-model"
format = "gguf"
engine = "llama-cpp"
size_bytes = 4
sha256 = "{digest}"
description = "mine"
licence = {{ name = "MIT", url = "", notice = "" }}
source = {{ kind = "{kind}", {field} = "{value}" }}
"""
GOOD = CARD.format(digest="0" * 64, kind="file", field="path", value="mine.gguf")


def read(home: Path, text: str) -> Catalogue:
    (home / "models.toml").write_text(text, encoding="utf-8")
    return Catalogue.read(home)


def test_every_shipped_card_states_its_terms(tmp_path: Path) -> None:
    for card in Catalogue.read(tmp_path).cards():
        assert card.licence.name
        assert card.licence.url.startswith("https://")
        assert card.licence.notice


def test_every_shipped_file_a_card_names_is_there(tmp_path: Path) -> None:
    for entry in Catalogue.read(tmp_path).entries.values():
        match entry.card.source:
            case FileSource(path=path) | PrunedSource(vocabulary=path):
                assert entry.resolve(path).is_file()
            case PackageSource(parts=parts):
                assert parts


def test_a_user_s_card_joins_the_shipped_ones(tmp_path: Path) -> None:
    catalogue = read(tmp_path, GOOD + '\n[defaults]\nlanguage-model = "mine"\n')
    assert catalogue.entry("mine").resolve("mine.gguf") == tmp_path / "mine.gguf"
    assert select(catalogue, ModelStore(tmp_path)).base.name == "mine"


def test_a_written_card_is_read_back_the_same(tmp_path: Path) -> None:
    card = card_of("tiny", b"GGUF", adapter_for="gemma-3-270m-32k", task="language-adapter")
    append_card(tmp_path, card)
    assert Catalogue.read(tmp_path).card("tiny") == card


def test_an_adapter_is_used_with_its_own_base_only(tmp_path: Path) -> None:
    append_card(
        tmp_path,
        card_of("tiny", b"GGUF", adapter_for="smollm2-135m-q4-1", task="language-adapter"),
    )
    with (tmp_path / "models.toml").open("a") as file:
        file.write('[defaults]\nlanguage-adapter = "tiny"\n')
    catalogue, store = Catalogue.read(tmp_path), ModelStore(tmp_path)
    assert select(catalogue, store).adapter is None
    both = Catalogue(
        catalogue.entries, {**catalogue.defaults, Task.LANGUAGE_MODEL: "smollm2-135m-q4-1"}
    )
    assert select(both, store).adapter == catalogue.card("tiny")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[model]\n", "cannot be read"),
        ("colour = 1\n", "colour"),
        (GOOD.replace("0" * 64, "xyz"), "sha256"),
        (GOOD.replace("size_bytes = 4", "size_bytes = 0"), "size_bytes"),
        (GOOD.replace('name = "mine"', 'name = "../mine"', 1), "name"),
        (GOOD.replace('"mine"', '"gemma-3-270m-32k"', 1), "taken"),
        (GOOD + GOOD, "taken"),
        (GOOD.replace('task = "language-model"', 'task = "language-adapter"'), "adapter_for"),
        (GOOD.replace('kind = "file"', 'kind = "guess"'), "source"),
        (CARD.format(digest="0" * 64, kind="url", field="url", value="http://x"), "url"),
        ('[defaults]\nlanguage-model = "none"\n', "default"),
        ('[defaults]\nlanguage-adapter = "gemma-3-270m-32k"\n', "default"),
    ],
)
def test_a_catalogue_that_breaks_a_rule_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint) as caught:
        read(tmp_path, text)
    assert caught.value.code == "models.catalogue"


@pytest.mark.parametrize("member", ["../secret", "/etc/passwd"])
def test_a_member_outside_its_wheel_is_refused(member: str) -> None:
    part = {"package": "some", "version": "1.0", "member": member}
    with pytest.raises(ValueError, match="inside the wheel"):
        card_of("tiny", b"GGUF", source={"kind": "packages", "parts": [part]})


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="gemma-3-270m-32k") as caught:
        Catalogue.read(tmp_path).card("nothing")
    assert caught.value.code == "models.unknown"
