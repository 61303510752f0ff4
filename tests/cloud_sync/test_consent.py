"""No byte of a field leaves without a grant that is live, for that field and that recipient."""

import ast
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import MANUFACTURER, Grant, Ledger, Released
from cloud_sync.errors import ConsentError, EventError
from cloud_sync.event import (
    SCHEMAS,
    DataClass,
    Event,
    Health,
    Kept,
    Place,
    Purpose,
    Speech,
    encode,
    fields_of,
    opened,
)
from cloud_sync.event.schema import Told
from cloud_sync.home import CloudHome
from cloud_sync.outbox import Outbox

START_S = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
UNLIKELY = 731_846_205_913_000
"""From here on no number stands in an envelope by chance, as a part of a time or a sequence."""
KEYS = {data_class.value: X25519PrivateKey.generate() for data_class in DataClass}
RECIPIENTS = {name: key.public_key().public_bytes_raw() for name, key in KEYS.items()}


@dataclass
class Owner:
    """A car's ledger and outbox, and a clock that is turned by hand."""

    home: CloudHome
    now_s: float = 0.0

    def __post_init__(self) -> None:
        self.clock = TrustedClock(self.home, lambda: START_S, lambda: self.now_s)
        self.ledger = Ledger(self.home, self.clock)
        self.outbox = Outbox(self.home, self.clock, self.ledger)

    def tell(self, event: Event) -> tuple[str, ...]:
        released = self.ledger.release(event)
        return self.outbox.put([released]) if released else ()

    def sent(self) -> list[Kept]:
        """Everything that would go out now."""
        return [
            kept
            for data_class, stream in self.outbox.streams()
            for kept in self.outbox.waiting(data_class, stream, 0, 1000)
        ]

    def close(self) -> None:
        self.outbox.close()
        self.ledger.close()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    with closing(Owner(CloudHome(tmp_path))) as owner:
        yield owner


def test_at_first_nothing_at_all_may_be_told(owner: Owner) -> None:
    for schema in SCHEMAS.values():
        full = {name: _value(schema, name, 7) for name in schema.model_fields}
        assert owner.ledger.release(schema(**full)) is None


def test_a_field_without_a_grant_is_not_in_what_is_released(owner: Owner) -> None:
    owner.ledger.give(Purpose.LOCATION, through="voice", fields=["place.latitude"])
    released = owner.ledger.release(Place(latitude=52.5, longitude=13.4))
    assert released is not None
    assert json.loads(released.data) == {"latitude": 52.5}


def test_one_purpose_allows_no_other(owner: Owner) -> None:
    for purpose in set(Purpose) - {Purpose.SPEECH}:
        owner.ledger.give(purpose, through="command")
    assert owner.ledger.release(Speech(said="call my sister")) is None


def test_a_grant_to_one_is_none_to_another(owner: Owner) -> None:
    owner.ledger.give(Purpose.MAINTENANCE, through="command", recipient="my workshop")
    event = Health(battery_v=12.1)
    assert owner.ledger.release(event) is None
    assert owner.ledger.release(event, recipient="my workshop") is not None


def test_what_waits_is_deleted_when_its_grant_is_taken_back(owner: Owner) -> None:
    grant = owner.ledger.give(Purpose.LOCATION, through="voice")
    owner.ledger.give(Purpose.MAINTENANCE, through="voice")
    owner.tell(Place(latitude=52.5))
    owner.tell(Health(battery_v=12.1))
    owner.ledger.take_back([grant])
    assert owner.outbox.drop_what_is_not_allowed() == 1
    assert [kept.name for kept in owner.sent()] == ["health"]


def test_what_waits_is_not_sent_once_its_grant_is_over(owner: Owner) -> None:
    owner.ledger.give(Purpose.LOCATION, through="voice", life=timedelta(days=1))
    owner.tell(Place(latitude=52.5))
    assert len(owner.sent()) == 1
    owner.now_s += 86_400
    assert owner.sent() == []


def test_another_program_that_takes_a_grant_back_is_noticed(owner: Owner) -> None:
    owner.ledger.give(Purpose.LOCATION, through="voice")
    with closing(Ledger(owner.home, owner.clock)) as other:
        other.take_back(other.live())
    assert owner.ledger.release(Place(latitude=52.5)) is None


def test_grants_survive_a_restart(owner: Owner) -> None:
    grant = owner.ledger.give(Purpose.MAINTENANCE, through="command")
    with closing(Ledger(owner.home, owner.clock)) as again:
        assert again.live() == (grant,)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_nothing_is_allowed_for_too_long(owner: Owner, days: int) -> None:
    with pytest.raises(ConsentError):
        owner.ledger.give(Purpose.SPEECH, through="voice", life=timedelta(days=days))


def test_no_field_of_another_purpose_can_be_allowed(owner: Owner) -> None:
    with pytest.raises(ConsentError, match=r"speech\.said"):
        owner.ledger.give(Purpose.LOCATION, through="voice", fields=["speech.said"])


def test_the_ledger_cannot_be_read_without_its_key(owner: Owner) -> None:
    owner.ledger.give(Purpose.MAINTENANCE, through="command", recipient="my workshop")
    content = b"".join(path.read_bytes() for path in owner.home.path("consent").glob("*db*"))
    assert b"workshop" not in content
    assert b"SQLite" not in content


def test_a_field_that_does_not_say_what_it_is_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="has to say"):

        class Careless(Event):
            name: ClassVar[str] = "careless"
            stream: ClassVar[str] = "careless"
            odometer_km: float | None = None


def test_two_classes_in_one_event_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="belong together"):

        class Mixed(Event):
            name: ClassVar[str] = "mixed"
            stream: ClassVar[str] = "mixed"
            at: Annotated[float | None, Told(DataClass.PERSONAL, Purpose.LOCATION)] = None
            volt: Annotated[float | None, Told(DataClass.VEHICLE, Purpose.MAINTENANCE)] = None


def test_nobody_else_makes_what_can_be_sent() -> None:
    with pytest.raises(TypeError, match="only the ledger"):
        Released(
            "1", "place", 1, "place", DataClass.PERSONAL, Purpose.LOCATION,
            datetime.now(UTC), (), b"{}", object(),
        )  # fmt: skip
    root = Path(__file__).parents[2]
    makers = {
        path.name
        for folder in ("assistant", "cloud_sync", "models", "personalization", "vehicle_bus")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Released"
    }
    assert makers == {"release.py"}


@pytest.mark.parametrize("attribute", ["id", "source", "type", "sequence", "purpose"])
def test_sealed_data_open_in_no_other_event(owner: Owner, attribute: str) -> None:
    content = _sealed(owner)
    event = json.loads(content)
    event[attribute] = "0000000000000001" if attribute == "sequence" else "com.other"
    with pytest.raises(EventError):
        opened(json.dumps(event).encode(), KEYS)


def test_sealed_data_open_for_nobody_else(owner: Owner) -> None:
    content = _sealed(owner)
    assert b"52.5" not in content
    assert opened(content, KEYS)[1] == {"latitude": 52.5}
    strangers = dict.fromkeys(KEYS, X25519PrivateKey.generate())
    with pytest.raises(EventError):
        opened(content, strangers)


def _sealed(owner: Owner) -> bytes:
    owner.ledger.give(Purpose.LOCATION, through="voice")
    owner.tell(Place(latitude=52.5))
    (kept,) = owner.sent()
    return encode(kept, "car-a", RECIPIENTS)


class Life:
    """An owner who gives and takes back, and a car that tells; every value is found again.

    Each value is a number of its own, so that it can be looked for wherever it went.
    """

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.allowed: list[Grant] = []
        self.values: dict[int, str] = {}

    def give(self, purpose: Purpose, amount: int) -> None:
        fields, life = fields_of(purpose)[: amount + 1], timedelta(hours=amount + 1)
        grant = self.owner.ledger.give(purpose, through="voice", fields=fields, life=life)
        self.allowed.append(grant)

    def take_back(self, purpose: Purpose, amount: int) -> None:
        gone = [grant for grant in self.allowed if grant.purpose is purpose]
        self.owner.ledger.take_back(gone)
        self.allowed = [grant for grant in self.allowed if grant not in gone]

    def wait(self, purpose: Purpose, amount: int) -> None:
        self.owner.now_s += amount * 1800

    def tell(self, purpose: Purpose, amount: int) -> None:
        for schema in (s for s in SCHEMAS.values() if s.purpose is purpose):
            told = {}
            for field in schema.model_fields:
                value = UNLIKELY + len(self.values)
                told[field] = _value(schema, field, value)
                self.values[value] = f"{schema.name}.{field}"
            self.owner.tell(schema(**told))

    def send(self, purpose: Purpose, amount: int) -> None:
        out = b"".join(_plain(kept) for kept in self.owner.sent())
        now = self.owner.clock.now()
        for value, field in self.values.items():
            if str(value).encode() in out:
                assert any(grant.covers(field, MANUFACTURER, now) for grant in self.allowed)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([Life.give, Life.take_back, Life.tell, Life.wait, Life.send]),
        st.sampled_from(list(Purpose)),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_no_byte_is_sent_without_a_live_grant(
    steps: list[tuple[Callable[[Life, Purpose, int], None], Purpose, int]],
) -> None:
    with TemporaryDirectory() as directory, closing(Owner(CloudHome(Path(directory)))) as owner:
        life = Life(owner)
        for step, purpose, amount in steps:
            step(life, purpose, amount)
        life.send(Purpose.SPEECH, 0)


def _plain(kept: Kept) -> bytes:
    """What is sent, opened again."""
    attributes, data = opened(encode(kept, "car-a", RECIPIENTS), KEYS)
    return json.dumps([{k: str(v) for k, v in attributes.items()}, data]).encode()


def _value(schema: type[Event], field: str, number: int) -> object:
    is_text = "str" in str(schema.model_fields[field].annotation)
    return str(number) if is_text else number
