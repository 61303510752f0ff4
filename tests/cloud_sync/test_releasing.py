"""From a developer's files to what a car reads, by the commands a developer types."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloud_sync.ota import delta
from cloud_sync.ota.release import FIELD, Described, Kind, Manifest
from cloud_sync.reference.__main__ import main
from cloud_sync.reference.deltas import family
from cloud_sync.reference.updates import offline_ring, open_updates
from models import Catalogue, ModelCard
from tests.cloud_sync.fleet import Client

CARD = """
[[model]]
name = "tiny-model"
task = "language-model"
format = "gguf"
engine = "llama-cpp"
description = "A tiny one"

[model.licence]
name = "MIT"
url = "https://example.org/mit"
notice = "MIT."

[model.calibration]
intercept = -0.25
slope = 0.5
"""
_RANDOM = random.Random(7)  # noqa: S311
WEIGHTS = _RANDOM.randbytes(300_000)
NUDGED = WEIGHTS[:1000] + b"changed" + WEIGHTS[1007:]
UNLIKE = _RANDOM.randbytes(300_000)


class Developer:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.directory = place / "reference"
        self.say("keys", "create")
        (place / "card.toml").write_text(CARD)

    def says(self, *words: str) -> int:
        where = ("--directory", str(self.directory), "--home", str(self.place / "home"))
        return main([*where, *words])

    def say(self, *words: str) -> None:
        assert self.says(*words) == 0

    def file(self, name: str, content: bytes) -> str:
        (self.place / name).write_bytes(content)
        return str(self.place / name)

    def release_model(self, name: str, content: bytes) -> None:
        file, card = self.file("weights.gguf", content), str(self.place / "card.toml")
        self.say("release", name, "--model", file, "--card", card, "--notes", "Better.")

    def described(self, path: str) -> Described:
        with open_updates(self.directory) as updates:
            client = Client(self.place / "client", updates.image.first_root())
        target = client.target(self.directory / "image", path)
        assert target is not None
        return Described.model_validate(target.custom[FIELD])

    def download(self, path: str) -> bytes:
        with open_updates(self.directory) as updates:
            client = Client(self.place / "client", updates.image.first_root())
        return client.download(self.directory / "image", path)


@pytest.fixture
def developer(tmp_path: Path) -> Developer:
    return Developer(tmp_path)


def test_a_model_arrives_with_its_card(developer: Developer) -> None:
    developer.release_model("2026.11", WEIGHTS)
    path = "models/tiny-model-2026.11.gguf"
    assert developer.download(path) == WEIGHTS
    described = developer.described(path)
    assert (described.kind, described.name) == (Kind.MODEL, "tiny-model-2026.11")
    assert (described.licence, described.deltas, described.needs) == ("MIT", (), ())
    assert described.card is not None
    source = {"kind": "file", "path": "x"}
    card = ModelCard.model_validate(
        {**described.card, "source": source, "size_bytes": 300_000, "sha256": "0" * 64}
    )
    assert card.name == "tiny-model-2026.11"
    assert (card.calibration.intercept, card.calibration.slope) == (-0.25, 0.5)


def test_a_later_version_comes_with_the_short_way_to_it(developer: Developer) -> None:
    developer.release_model("2026.10", WEIGHTS)
    developer.release_model("2026.11", NUDGED)
    (short,) = developer.described("models/tiny-model-2026.11.gguf").deltas
    assert short.size_bytes < 0.7 * len(NUDGED)
    content = developer.download(short.path)
    assert len(content) == short.size_bytes
    base, arrived = Path(developer.file("base", WEIGHTS)), developer.place / "arrived"
    way = Path(developer.file("delta", content))
    delta.apply(short.algorithm, base, way, arrived, len(NUDGED))
    assert arrived.read_bytes() == NUDGED


def test_the_short_way_leads_from_every_older_version(developer: Developer) -> None:
    for name, content in (("2026.9", WEIGHTS), ("2026.10", NUDGED), ("2026.11", NUDGED + b"!")):
        developer.release_model(name, content)
    deltas = developer.described("models/tiny-model-2026.11.gguf").deltas
    assert len({it.base_sha256 for it in deltas}) == 2


def test_a_way_that_saves_too_little_is_none(developer: Developer) -> None:
    developer.release_model("2026.10", WEIGHTS)
    developer.release_model("2026.11", UNLIKE)
    assert developer.described("models/tiny-model-2026.11.gguf").deltas == ()


def test_an_adapter_takes_over_the_card_it_follows(developer: Developer) -> None:
    catalogue = Catalogue.read(developer.place)
    entry = catalogue.entry("codriver-commands-r16")
    assert entry.card.source.kind == "file"
    shipped = entry.resolve(entry.card.source.path).read_bytes()
    file = developer.file("adapter.gguf", shipped + b"nudged")
    words = ("--adapter", file, "--base-card", "codriver-commands-r16", "--notes", "Better.")
    developer.say("release", "2026.11.2", *words)
    described = developer.described("models/codriver-commands-r16-2026.11.2.gguf")
    assert described.card is not None
    assert described.card["adapter_for"] == entry.card.adapter_for
    assert described.needs == (catalogue.card(str(entry.card.adapter_for)).sha256,)
    (short,) = described.deltas
    assert short.base_sha256 == entry.card.sha256


def test_other_files_are_named_after_themselves(developer: Developer) -> None:
    phrases, rules = developer.file("lights.json", b"{}"), developer.file("speed.json", b"[]")
    words = ("--phrases", phrases, "--rules", rules, "--notes", "Better.")
    developer.say("release", "2026.11", *words)
    assert developer.described("phrases/lights-2026.11.json").kind is Kind.PHRASES
    assert developer.described("rules/speed-2026.11.json").name == "speed-2026.11"
    assert developer.download("rules/speed-2026.11.json") == b"[]"


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("codriver-commands-r16", "codriver-commands-r16"),
        ("codriver-commands-r16-2026.11.2", "codriver-commands-r16"),
        ("tiny-2026.11-beta", "tiny"),
        ("gemma-3-270m-32k", "gemma-3-270m-32k"),
    ],
)
def test_a_family_is_the_name_without_the_release(name: str, of: str) -> None:
    assert family(name) == of


def test_nothing_is_published_by_a_dry_run(
    developer: Developer, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--phrases", developer.file("lights.json", b"{}"), "--notes", "Better.")
    developer.say("release", "2026.11", *words, "--percent", "10", "--dry-run")
    assert "0 of 0 cars known" in capsys.readouterr().out
    with open_updates(developer.directory) as updates:
        assert updates.image.targets() == {}
        assert updates.rollout.campaigns() == ()


def test_a_release_is_rolled_out_held_and_given_up(
    developer: Developer, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--phrases", developer.file("lights.json", b"{}"), "--notes", "Better.")
    developer.say("release", "2026.11", *words, "--percent", "10")
    for verb, state in (("--hold", "held"), ("--resume", "running"), ("--abort", "aborted")):
        developer.say("rollout", "2026.11", verb)
        assert state in capsys.readouterr().out
    assert developer.says("rollout", "2026.11", "--hold") == 1
    assert developer.says("rollout", "--hold") == 1
    developer.say("state", "--json")
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("repository", ["image", "director"])
def test_new_root_keys_are_one_command(developer: Developer, repository: str) -> None:
    developer.say("keys", "rotate-root", "--repository", repository)
    developer.release_model("2026.11", WEIGHTS)
    assert developer.download("models/tiny-model-2026.11.gguf") == WEIGHTS
    with open_updates(developer.directory, offline_ring(developer.directory)) as updates:
        updates.refresh()


@pytest.mark.parametrize(
    "words",
    [
        ("release", "November", "--phrases", "lights.json", "--notes", "x"),
        ("release", "2026.11", "--notes", "x"),
        ("release", "2026.11", "--phrases", "nowhere.json", "--notes", "x"),
        ("release", "2026.11", "--model", "lights.json", "--notes", "x"),
        ("release", "2026.11", "--adapter", "lights.json", "--base-card", "none", "--notes", "x"),
        ("release", "2026.11", "--model", "lights.json", "--card", "lights.json", "--notes", "x"),
        ("rollout", "2026.11", "--percent", "5"),
        ("keys", "create"),
        ("keys", "replace", "targets", "--key-id", "0"),
        ("--directory", "nowhere", "state"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    developer: Developer,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    developer.file("lights.json", b"{}")
    monkeypatch.chdir(developer.place)
    assert developer.says(*words) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    with open_updates(developer.directory) as updates:
        assert updates.image.targets() == {}


def test_the_cars_are_shown_as_they_reported(
    developer: Developer, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--phrases", developer.file("lights.json", b"{}"), "--notes", "Better.")
    developer.say("release", "2026.11", *words, "--percent", "100")
    report = Manifest(
        vehicle="car-a",
        at=datetime.now(UTC),
        release=None,
        counter=0,
        installed=(),
        phase="refused",
        target_release="2026.10",
        problem="update.trial",
    )
    with open_updates(developer.directory) as updates:
        order = updates.rollout.took(report)
        assert order.release is not None
    developer.say("refresh")
    capsys.readouterr()
    developer.say("state")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[:4] == ["car-a", "-", "2026.10", "refused"]
    assert line.endswith("update.trial")
    developer.say("rollout", "2026.11", "--percent", "100", "--dry-run")
    assert "1 of 1 cars known: car-a" in capsys.readouterr().out


def test_a_passphrase_is_read_from_a_file(tmp_path: Path) -> None:
    secret, wrong = tmp_path / "secret", tmp_path / "wrong"
    secret.write_bytes(b"correct horse\n")
    wrong.write_bytes(b"donkey\n")
    where = ("--directory", str(tmp_path / "reference"), "--home", str(tmp_path), "keys")
    assert main([*where, "create", "--passphrase-file", str(secret)]) == 0
    assert main([*where, "rotate-root", "--passphrase-file", str(wrong)]) == 1
    assert main([*where, "rotate-root", "--passphrase-file", str(tmp_path / "nowhere")]) == 1
    assert main([*where, "rotate-root", "--passphrase-file", str(secret)]) == 0
