"""Several files as one: the same bytes every time, and nothing else is read."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bundle import MOST_BYTES, locate_in_bundle, packed, read_bundle
from models.errors import EngineLoadError, FetchError

_NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True)
_CONTENTS = st.dictionaries(_NAMES, st.binary(max_size=2000), min_size=1, max_size=5)
_BLOCK = 512


def _packed(directory: Path, contents: Mapping[str, bytes]) -> bytes:
    files = {}
    for number, (name, content) in enumerate(contents.items()):
        files[name] = directory / f"source-{number}"
        files[name].write_bytes(content)
    return b"".join(packed(files))


def _read(directory: Path, whole: bytes) -> dict[str, bytes]:
    (directory / "whole").write_bytes(whole)
    return read_bundle(directory / "whole")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@given(_CONTENTS)
def test_what_is_packed_is_read(directory: Path, contents: dict[str, bytes]) -> None:
    assert _read(directory, _packed(directory, contents)) == contents


@given(_CONTENTS)
def test_any_tar_reads_it(directory: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(fileobj=io.BytesIO(_packed(directory, contents))) as archive:
        assert archive.getnames() == sorted(contents)


@given(_CONTENTS, st.data())
def test_no_byte_can_change_without_being_read_or_refused(
    directory: Path, contents: dict[str, bytes], data: st.DataObject
) -> None:
    """What is read after damage would be packed to just the damaged bytes: none is passed over."""
    damaged = bytearray(_packed(directory, contents))
    places = st.integers(0, len(damaged) - 1)
    for place, byte in data.draw(st.dictionaries(places, st.integers(0, 255))).items():
        damaged[place] = byte
    cut = data.draw(st.integers(0, len(damaged)) | st.just(len(damaged)))
    whole = bytes(damaged[:cut]) + data.draw(st.binary(max_size=1000))
    try:
        read = _read(directory, whole)
    except EngineLoadError:
        return
    assert {name: len(content) for name, content in read.items()} == {
        name: len(content) for name, content in contents.items()
    }
    assert _packed(directory, read) == whole


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(directory: Path, whole: bytes) -> None:
    with pytest.raises(EngineLoadError):
        _read(directory, whole)


def test_the_bytes_depend_on_nothing_but_names_and_contents(tmp_path: Path) -> None:
    first = _packed(tmp_path, {"a.bin": b"1", "b.json": b"{}"})
    assert first == _packed(tmp_path, {"b.json": b"{}", "a.bin": b"1"})


@pytest.mark.parametrize("name", ["../up", "/root", "a/b", "", ".hidden", "x" * 101, "a\nb"])
def test_a_name_that_is_no_plain_one_is_not_packed(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError):
        _packed(tmp_path, {name: b""})


def test_nothing_and_what_is_missing_are_not_packed(tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        b"".join(packed({}))
    with pytest.raises(FetchError):
        b"".join(packed({"a": tmp_path / "missing"}))
    with pytest.raises(FetchError):
        b"".join(packed({"a": tmp_path}))


def test_a_file_that_shrinks_meanwhile_is_not_packed(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * (3 << 20))
    chunks = packed({"a": file})
    next(chunks)
    file.write_bytes(b"")
    with pytest.raises(FetchError, match="changed"):
        b"".join(chunks)


def _member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    if member.issym() or member.islnk():
        member.linkname = "/etc/passwd"
    return member


def _extended(**headers: str) -> tarfile.TarInfo:
    member = _member("a", size=3)
    member.pax_headers = headers
    return member


def _tar(*members: tarfile.TarInfo) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return whole.getvalue()


SPARSE = {"GNU.sparse.map": "0,3", "GNU.sparse.size": "99999999"}
REFUSED = {
    "a path up": [_member("../../etc/cron.d/x")],
    "an absolute path": [_member("/abs")],
    "a folder's file": [_member("a/b")],
    "a link": [_member("link", tarfile.SYMTYPE)],
    "a hard link": [_member("hard", tarfile.LNKTYPE)],
    "a device": [_member("device", tarfile.CHRTYPE)],
    "a folder": [_member("folder", tarfile.DIRTYPE)],
    "a sparse file": [_member("sparse", tarfile.GNUTYPE_SPARSE)],
    "a sparse file of the new kind": [_extended(**SPARSE)],
    "a contiguous file": [_member("old", tarfile.CONTTYPE)],
    "an extended header": [_extended(comment="x")],
    "a name twice": [_member("a", size=5), _member("a", size=5)],
    "names out of order": [_member("b", size=5), _member("a", size=5)],
    "nothing": [],
}


@pytest.mark.parametrize("members", REFUSED.values(), ids=REFUSED.keys())
def test_what_packing_does_not_write_is_not_read(
    tmp_path: Path, members: list[tarfile.TarInfo]
) -> None:
    with pytest.raises(EngineLoadError):
        _read(tmp_path, _tar(*members))


@pytest.mark.parametrize("size", [1001, 1 << 20, MOST_BYTES, MOST_BYTES + 1, 1 << 40])
def test_a_size_beyond_the_file_is_not_believed(tmp_path: Path, size: int) -> None:
    header = _member("a", size=size).tobuf(tarfile.GNU_FORMAT)
    with pytest.raises(EngineLoadError):
        _read(tmp_path, header + _packed(tmp_path, {"a": b"x" * 1000})[_BLOCK:])


TWO = {"a": b"x" * 1000, "b": b"y" * 1000}
SECOND = 3 * _BLOCK
"""Where the header of the second file begins."""
END = 2 * SECOND
DAMAGE = {
    "cut between files": lambda whole: whole[:SECOND],
    "cut in a header": lambda whole: whole[: SECOND + 100],
    "cut in a file": lambda whole: whole[: SECOND + 600],
    "cut in the filling of the last": lambda whole: whole[: END - 3],
    "cut before its end": lambda whole: whole[:END],
    "cut in its end": lambda whole: whole[: END + _BLOCK],
    "one byte short": lambda whole: whole[:-1],
    "more behind its end": lambda whole: whole + b"garbage",
    "empty records behind its end": lambda whole: whole + bytes(20 * _BLOCK),
    "something in its end": lambda whole: whole[:-1] + b"!",
    "something in the filling": lambda whole: whole[: SECOND - 1] + b"!" + whole[SECOND:],
    "a damaged second header": lambda whole: whole[:SECOND] + b"c" + whole[SECOND + 1 :],
    "no second header": lambda whole: whole[:SECOND] + bytes(_BLOCK) + whole[SECOND + _BLOCK :],
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_bundle_is_refused(tmp_path: Path, kind: str) -> None:
    whole = _packed(tmp_path, TWO)
    assert len(whole) == 20 * _BLOCK
    with pytest.raises(EngineLoadError) as caught:
        _read(tmp_path, DAMAGE[kind](whole))
    assert caught.value.code == "models.engine_load"


def test_where_a_file_lies_is_where_its_bytes_are(tmp_path: Path) -> None:
    whole = _packed(tmp_path, TWO)
    (tmp_path / "whole").write_bytes(whole)
    places = locate_in_bundle(tmp_path / "whole")
    assert {name: whole[place] for name, place in places.items()} == TWO
    (tmp_path / "whole").write_bytes(whole[:-1])
    with pytest.raises(EngineLoadError):
        locate_in_bundle(tmp_path / "whole")


def test_no_file_at_all_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(EngineLoadError):
            read_bundle(path)
