"""Real encrypted files: what was put is there, whatever happens, and for nobody else."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from personalization.errors import (
    BusyError,
    DamagedError,
    FullError,
    LockedError,
    NewerError,
    PersonalizationError,
)
from personalization.vault import VERSION, Record, Vault

KEY = bytes(range(32))
MARK = b"the lake house behind the old mill"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anna" / "memory.db"


@pytest.fixture
def anew(path: Path) -> Callable[[], Vault]:
    return lambda: Vault(path, KEY)


def test_what_was_put_is_there_after_a_restart(anew: Callable[[], Vault]) -> None:
    vault = anew()
    vault.put("preference", "b", b"2", b"\0\0\x80?")
    vault.put("preference", "a", b"1")
    vault.put("habit", "a", b"3")
    vault.put("preference", "b", b"4")
    vault.close()
    vault = anew()
    assert vault.all("preference") == (Record("b", b"4"), Record("a", b"1"))
    assert vault.get("habit", "a") == b"3"
    assert vault.get("habit", "b") is None
    vault.close()


def test_nothing_on_the_disk_can_be_read(path: Path, anew: Callable[[], Vault]) -> None:
    vault = anew()
    for number in range(200):
        vault.put("preference", f"{MARK.decode()} {number}", MARK, MARK)
        found = [file for file in path.parent.iterdir() if MARK in file.read_bytes()]
        assert found == []
    vault.close()


def test_another_key_opens_nothing(path: Path, anew: Callable[[], Vault]) -> None:
    anew().close()
    with pytest.raises(LockedError):
        Vault(path, bytes(32))
    anew().close()


def test_a_memory_of_a_later_version_is_left_alone(path: Path, anew: Callable[[], Vault]) -> None:
    vault = anew()
    vault.put("preference", "a", b"1")
    vault._base.execute(f"PRAGMA user_version = {VERSION + 1}")
    vault.close()
    with pytest.raises(NewerError):
        anew()
    assert path.stat().st_size > 0


def test_two_programs_do_not_write_at_once(path: Path, anew: Callable[[], Vault]) -> None:
    first = anew()
    with pytest.raises(BusyError):
        anew()
    first.close()
    anew().close()


@pytest.mark.parametrize("at", [0, 16, 5000, 9000])
def test_damage_is_noticed(path: Path, anew: Callable[[], Vault], at: int) -> None:
    vault = anew()
    for number in range(50):
        vault.put("preference", str(number), os.urandom(300))
    vault.close()
    content = bytearray(path.read_bytes())
    content[at : at + 8] = bytes(byte ^ 255 for byte in content[at : at + 8])
    path.write_bytes(content)
    with pytest.raises((LockedError, DamagedError)):
        anew()


def test_a_file_cut_short_is_noticed(path: Path, anew: Callable[[], Vault]) -> None:
    vault = anew()
    for number in range(50):
        vault.put("preference", str(number), os.urandom(300))
    vault.close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(PersonalizationError):
        anew()


def test_a_full_disk_loses_nothing_and_says_so(anew: Callable[[], Vault]) -> None:
    vault = anew()
    vault.put("preference", "first", b"1")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    try:
        with pytest.raises(FullError):
            _fill(vault)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    kept = vault.all("preference")
    assert kept[0] == Record("first", b"1")
    vault.put("preference", "last", b"2")
    vault.close()
    vault = anew()
    assert vault.all("preference") == (*kept, Record("last", b"2"))
    vault.close()


def _fill(vault: Vault) -> None:
    for number in range(100):
        vault.put("preference", f"more {number}", os.urandom(4000))


_WRITER = """
import sys
from pathlib import Path
from personalization.vault import Vault

vault = Vault(Path(sys.argv[1]), bytes(range(32)))
for number in range(100_000):
    vault.put("preference", str(number), str(number).encode() * 50)
    print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 40, 90])
def test_what_was_acknowledged_survives_a_kill(
    path: Path, anew: Callable[[], Vault], acknowledged: int
) -> None:
    command = [sys.executable, "-c", _WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = [int(next(writer.stdout)) for _ in range(acknowledged)][-1]
        writer.kill()
        last = max([last, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    vault = anew()
    kept = vault.all("preference")
    assert len(kept) >= last + 1
    assert all(record.value == record.key.encode() * 50 for record in kept)
    vault.close()


class _AgainstADict(RuleBasedStateMachine):
    """Any order of puts, removals and restarts leaves what a dict would hold."""

    home: Path

    def __init__(self) -> None:
        super().__init__()
        self.path = self.home / os.urandom(8).hex() / "memory.db"
        self.vault = Vault(self.path, KEY)
        self.held: dict[tuple[str, str], tuple[bytes, bytes | None]] = {}

    @rule(
        kind=st.sampled_from("ab"),
        key=st.text(max_size=3),
        value=st.binary(max_size=9),
        vector=st.none() | st.binary(max_size=4),
    )
    def put(self, kind: str, key: str, value: bytes, vector: bytes | None) -> None:
        self.vault.put(kind, key, value, vector)
        self.held[kind, key] = (value, vector)

    @rule(kind=st.sampled_from("ab"), key=st.text(max_size=3))
    def remove(self, kind: str, key: str) -> None:
        self.vault.remove(kind, key)
        self.held.pop((kind, key), None)

    @rule()
    def restart(self) -> None:
        self.vault.close()
        self.vault = Vault(self.path, KEY)

    @invariant()
    def is_the_same(self) -> None:
        for kind in "ab":
            held = [Record(k, *v) for (its, k), v in self.held.items() if its == kind]
            assert list(self.vault.all(kind)) == held

    def teardown(self) -> None:
        self.vault.close()


def test_any_order_of_work_leaves_what_was_put(tmp_path: Path) -> None:
    machine = type("_Here", (_AgainstADict,), {"home": tmp_path})

    run_state_machine_as_test(machine, settings=settings(max_examples=25, deadline=None))
