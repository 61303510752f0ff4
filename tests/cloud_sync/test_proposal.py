"""Nothing but genuine, timely, new words of the fleet to this car become a proposal."""

import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CommandError, ReceiptError
from cloud_sync.home import CloudHome
from cloud_sync.link.proposal import Proposal, Proposals
from cloud_sync.link.receipt import Receipt, read_receipt
from cloud_sync.link.topic import StreamKey
from cloud_sync.profile import FleetProfile
from tests.cloud_sync.papers import command

NOW = 1_800_000_000
FLEET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
INGEST = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {"fleet": FLEET, "ingest": INGEST}
PROFILE = FleetProfile.model_construct(
    vehicle_id="car-1",
    signing_keys={name: key.public_key().public_bytes_raw() for name, key in KEYS.items()},
)
TRIPS = StreamKey("vehicle", "trips")
GENUINE = command(FLEET, at=NOW)
Open = Callable[..., Proposals]


@pytest.fixture
def anew(tmp_path: Path) -> Open:
    def anew(now: float = NOW) -> Proposals:
        home = CloudHome(tmp_path)
        return Proposals(PROFILE, TrustedClock(home, lambda: now, lambda: 0.0), home)

    return anew


@pytest.fixture
def proposals(anew: Open) -> Iterator[Proposals]:
    with closing(anew()) as proposals:
        yield proposals


def refused(proposals: Proposals, token: bytes) -> str:
    with pytest.raises(CommandError) as caught:
        proposals.read(token)
    return caught.value.code.removeprefix("link.command.")


def test_a_genuine_command_is_a_proposal(proposals: Proposals) -> None:
    expires = datetime.fromtimestamp(NOW + 600, UTC)
    why = "Frost is expected tonight."
    assert proposals.read(GENUINE) == Proposal("c0ffee00-1", "hvac_power", True, why, expires)


@pytest.mark.parametrize("value", [True, 0, -3, 21.5, "eco"])
def test_a_value_keeps_its_kind(proposals: Proposals, value: object) -> None:
    heard = proposals.read(command(FLEET, {"value": value}, at=NOW)).value
    assert (heard, type(heard)) == (value, type(value))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aud": "car-2"}, "not_for_us"),
        ({"aud": ["car-1"]}, "malformed"),
        ({"iss": "ingest"}, "malformed"),
        ({"iat": NOW - 3_601, "exp": NOW}, "too_long_lived"),
        ({"exp": NOW + 3_601}, "too_long_lived"),
        ({"exp": NOW}, "too_long_lived"),
        ({"iat": NOW - 600, "exp": NOW}, "expired"),
        ({"iat": NOW + 61}, "not_yet"),
        ({"exp": None}, "malformed"),
        ({"iat": None}, "malformed"),
        ({"jti": None}, "malformed"),
        ({"aud": None}, "malformed"),
        ({"exp": str(NOW)}, "malformed"),
        ({"exp": NOW + 1.5}, "malformed"),
        ({"jti": "short"}, "malformed"),
        ({"signal": "hvac power; rm"}, "malformed"),
        ({"signal": "a" * 129}, "malformed"),
        ({"value": None}, "malformed"),
        ({"value": "x" * 65}, "malformed"),
        ({"value": [1]}, "malformed"),
        ({"value": float("nan")}, "malformed"),
        ({"value": float("inf")}, "malformed"),
        ({"why": ""}, "malformed"),
        ({"why": "x" * 201}, "malformed"),
        ({"why": "two\nlines"}, "malformed"),
        ({"more": 1}, "malformed"),
        ({"why": "x" * 5_000}, "malformed"),
    ],
)
def test_whatever_else_is_refused_by_its_code(
    proposals: Proposals, changes: dict[str, object], code: str
) -> None:
    assert refused(proposals, command(FLEET, changes, at=NOW)) == code


@pytest.mark.parametrize(
    "changes",
    [
        {"iat": NOW - 3_599, "exp": NOW + 1},
        {"iat": NOW + 60},
        {"exp": NOW + 3_600},
        {"signal": "Vehicle.Cabin.HVAC.Station.Row1.Left.Temperature"},
        {"why": "x" * 200, "value": "x" * 64},
    ],
)
def test_what_is_just_within_the_limits_is_heard(
    proposals: Proposals, changes: dict[str, object]
) -> None:
    proposals.read(command(FLEET, changes, at=NOW))


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (command(INGEST, at=NOW), "bad_signature"),
        (command(INGEST, key_id="ingest", at=NOW), "unknown_key"),
        (command(FLEET, key_id="fleet-9", at=NOW), "unknown_key"),
        (jwt.encode({}, FLEET, "EdDSA").encode(), "unknown_key"),
        (jwt.encode({}, FLEET, "EdDSA", headers={"kid": "fleet"}).encode(), "malformed"),
        (jwt.encode({}, "x" * 32, "HS256", headers={"kid": "fleet"}).encode(), "bad_signature"),
        (jwt.encode({}, "", "none", headers={"kid": "fleet"}).encode(), "bad_signature"),
        (b"", "malformed"),
        (b"..", "malformed"),
        (b"{}", "malformed"),
        (b"\xff.\xff.\xff", "malformed"),
        (GENUINE + b"=", "malformed"),
        (GENUINE + b"\n", "malformed"),
        (b"A" * 5_000, "malformed"),
    ],
)
def test_what_another_signed_is_refused(proposals: Proposals, token: bytes, code: str) -> None:
    assert refused(proposals, token) == code


def test_any_changed_byte_is_refused(proposals: Proposals) -> None:
    @settings(max_examples=600, deadline=None)
    @given(st.integers(0, len(GENUINE) - 1), st.integers(1, 255))
    def changed(at: int, by: int) -> None:
        token = bytearray(GENUINE)
        token[at] ^= by
        assert refused(proposals, bytes(token)) in {"malformed", "bad_signature", "unknown_key"}

    changed()
    proposals.read(GENUINE)


def test_another_spelling_of_the_same_words_is_refused(proposals: Proposals) -> None:
    """The last letter of the signature has four bits that say nothing."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    twin = letters[letters.index(chr(GENUINE[-1])) ^ 1].encode()
    assert refused(proposals, GENUINE[:-1] + twin) == "malformed"


def test_any_bytes_are_refused(proposals: Proposals) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.binary() | st.text(alphabet="eyJhbGciOi.=-_", max_size=80).map(str.encode))
    def anything(token: bytes) -> None:
        assert refused(proposals, token)

    anything()


def test_what_was_heard_is_not_heard_again(anew: Open) -> None:
    for again in (False, True, True):
        with closing(anew()) as proposals:
            if again:
                assert refused(proposals, GENUINE) == "replayed"
            else:
                proposals.read(GENUINE)


def test_a_clock_turned_back_brings_no_command_to_life(anew: Open) -> None:
    with closing(anew(NOW + 700)) as proposals:
        assert refused(proposals, GENUINE) == "expired"
    with closing(anew(NOW)) as proposals:
        assert refused(proposals, GENUINE) == "expired"


def test_what_is_remembered_has_an_end(anew: Open) -> None:
    with closing(anew()) as proposals:
        for number in range(1_000):
            proposals.read(command(FLEET, {"jti": f"command-{number}"}, at=NOW))
        assert refused(proposals, command(FLEET, {"jti": "one-more"}, at=NOW)) == "too_many"
    with closing(anew(NOW + 3_000)) as proposals:
        proposals.read(command(FLEET, {"jti": "one-more"}, at=NOW + 3_000))


_HEAR = """
import os, signal, sys
from pathlib import Path
from tests.cloud_sync import test_proposal as t
home = t.CloudHome(Path(sys.argv[1]))
t.Proposals(t.PROFILE, t.TrustedClock(home, lambda: t.NOW, lambda: 0.0), home).read(t.GENUINE)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_heard_before_a_kill_is_not_heard_again(tmp_path: Path, anew: Open) -> None:
    done = subprocess.run([sys.executable, "-c", _HEAR, str(tmp_path)], check=False)
    assert done.returncode == -9
    with closing(anew()) as proposals:
        assert refused(proposals, GENUINE) == "replayed"


def receipt(key: Ed25519PrivateKey = INGEST, key_id: str = "ingest", **changes: object) -> bytes:
    claims = {
        "iss": "ingest",
        "aud": "car-1",
        "dataclass": "vehicle",
        "stream": "trips",
        "sequence": 7,
        "at": "2026-11-23T12:00:00+00:00",
        "digest": "0" * 64,
    }
    return jwt.encode(claims | changes, key, "EdDSA", headers={"kid": key_id}).encode()


def test_a_genuine_receipt_is_read() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    token = receipt()
    expected = Receipt(TRIPS, 7, at, "0" * 64, token.decode())
    assert read_receipt(token, TRIPS, PROFILE) == expected


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (receipt(aud="car-2"), "not_for_us"),
        (receipt(stream="others"), "not_for_us"),
        (receipt(dataclass="safety"), "not_for_us"),
        (receipt(sequence=-1), "malformed"),
        (receipt(sequence="7"), "malformed"),
        (receipt(sequence=10**16), "malformed"),
        (receipt(digest="x"), "malformed"),
        (receipt(iss="fleet"), "malformed"),
        (receipt(FLEET), "bad_signature"),
        (receipt(FLEET, "fleet"), "unknown_key"),
        (GENUINE, "malformed"),
    ],
)
def test_any_other_receipt_is_refused(token: bytes, code: str) -> None:
    with pytest.raises(ReceiptError) as caught:
        read_receipt(token, TRIPS, PROFILE)
    assert caught.value.code == f"link.receipt.{code}"
