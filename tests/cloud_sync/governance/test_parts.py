"""The list of parts is whole, is CycloneDX 1.6, and the gate lets no unknown licence through."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cloud_sync.__main__ import main
from cloud_sync.errors import GovernanceError
from cloud_sync.governance import licence
from cloud_sync.governance.bom import bom, check
from cloud_sync.governance.parts import LOCK, Library, Parts, libraries, parts
from models import Catalogue

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def told(found: Parts) -> dict[str, Any]:
    return dict(json.loads(bom(found, AT)))


def test_every_part_is_in_it(found: Parts, told: dict[str, Any]) -> None:
    kinds: dict[str, list[str]] = {}
    for component in told["components"]:
        kinds.setdefault(component["type"], []).append(component["name"])
    shipped = {card.name for card in Catalogue.read(Path("/nowhere")).cards()}
    assert set(kinds["machine-learning-model"]) == shipped
    pinned = {line.split("==")[0] for line in LOCK.read_text().splitlines() if "==" in line}
    assert set(kinds["library"]) == pinned
    assert {"teaching-material", "examination"} <= set(kinds["data"])


def test_models_have_digest_licence_and_card(told: dict[str, Any]) -> None:
    cards = {card.name: card for card in Catalogue.read(Path("/nowhere")).cards()}
    for component in told["components"]:
        if component["type"] == "machine-learning-model":
            card = cards[component["name"]]
            assert component["hashes"] == [{"alg": "SHA-256", "content": card.sha256}]
            assert component["licenses"]
            assert component["modelCard"]["modelParameters"]["task"] == card.task.value
    adapter = next(c for c in told["components"] if c["name"] == "codriver-commands-r16")
    assert adapter["modelCard"]["modelParameters"]["datasets"] == [
        {"ref": "codriver:teaching-material"}
    ]


def test_the_same_parts_give_the_same_bytes(found: Parts, told: dict[str, Any]) -> None:
    assert json.loads(bom(found, AT)) == told
    fewer = Parts(found.models[1:], found.data_sets, found.libraries)
    assert json.loads(bom(fewer, AT))["serialNumber"] != told["serialNumber"]


def test_what_is_no_cyclonedx_is_noticed(told: dict[str, Any]) -> None:
    for broken in ({**told, "specVersion": 7}, {**told, "stranger": 1}):
        with pytest.raises(GovernanceError, match="schema"):
            check(json.dumps(broken))


def test_the_gate_finds_what_is_not_for_commercial_use(found: Parts) -> None:
    """The wake words that ship are CC BY-NC-SA: the gate is to say so until they are replaced."""
    bad = dict(found.not_allowed())
    assert bad["hey-jarvis"] == "CC-BY-NC-SA-4.0"
    assert {name for name in bad if name not in {card.name for card in found.models}} == set()


def test_the_gate_stops_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bom.json"
    say = ("--home", str(tmp_path), "governance", "bom", "--at", "2026-11-24", "--out", str(out))
    assert main(say) == 0
    check(out.read_text())
    assert main((*say, "--gate")) == 1
    assert "governance.licence" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "expression", "is_allowed"),
    [
        ("a", "MIT", True),
        ("a", "GPL-2.0-only OR MIT", True),
        ("a", "MIT AND BSD-3-Clause", True),
        ("a", "MIT AND CC-BY-NC-4.0", False),
        ("a", "(GPL-3.0-only OR MIT) AND CC-BY-NC-SA-4.0", False),
        ("a", "GPL-3.0-or-later", False),
        ("piper-tts", "GPL-3.0-or-later", True),
        ("piper-tts", "AGPL-3.0-only", False),
        ("a", "", False),
        ("a", "whatever they say", False),
        ("a", "LicenseRef-Gemma", True),
        ("a", "LicenseRef-Other", False),
    ],
)
def test_what_the_gate_lets_through(name: str, expression: str, is_allowed: bool) -> None:
    assert licence.is_allowed(name, expression) is is_allowed


def test_a_library_nobody_knows_is_not_allowed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# made\nno-such-package-anywhere==1.0\n    # via nobody\nnumpy==1.0\n")
    assert [one.name for one in libraries(lock)] == ["no-such-package-anywhere", "numpy"]
    stranger = Parts((), (), (Library("no-such-package-anywhere", "1.0", licence.UNKNOWN),))
    assert stranger.not_allowed() == (("no-such-package-anywhere", ""),)


def test_a_lock_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(GovernanceError, match=r"nothing\.lock"):
        list(libraries(tmp_path / "nothing.lock"))
