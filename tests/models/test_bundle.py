"""Several files as one: the same bytes every time, and nothing that reaches outside."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bundle import pack, read_bundle
from models.errors import EngineLoadError, FetchError

_NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True)


def _packed(directory: Path, contents: dict[str, bytes]) -> Path:
    files = {}
    for number, (name, content) in enumerate(contents.items()):
        files[name] = directory / f"source-{number}"
        files[name].write_bytes(content)
    target = directory / "whole"
    pack(files, target)
    return target


@given(st.dictionaries(_NAMES, st.binary(max_size=2000), max_size=5))
def test_what_is_packed_is_read(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]
) -> None:
    assert read_bundle(_packed(tmp_path_factory.mktemp("b"), contents)) == contents


def test_the_bytes_depend_on_nothing_but_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = _packed(tmp_path / "one", {"a.bin": b"1", "b.json": b"{}"})
    second = _packed(tmp_path / "two", {"b.json": b"{}", "a.bin": b"1"})
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", ["../up", "/root", "a/b", "", ".hidden", "x" * 101, "a\nb"])
def test_a_name_that_is_no_plain_one_is_not_packed(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError):
        _packed(tmp_path, {name: b""})


def _tar(tmp_path: Path, *members: tarfile.TarInfo) -> Path:
    path = tmp_path / "bad.tar"
    with tarfile.open(path, "w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def _member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, size, "/etc/passwd"
    return member


@pytest.mark.parametrize(
    "member",
    [
        _member("../../etc/cron.d/x"),
        _member("/abs"),
        _member("link", tarfile.SYMTYPE),
        _member("hard", tarfile.LNKTYPE),
        _member("device", tarfile.CHRTYPE),
        _member("folder", tarfile.DIRTYPE),
    ],
)
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, member: tarfile.TarInfo) -> None:
    with pytest.raises(EngineLoadError):
        read_bundle(_tar(tmp_path, member))


@pytest.mark.parametrize("kept", [0, 1, 100, 600, 1500])
def test_a_cut_bundle_is_refused(tmp_path: Path, kept: int) -> None:
    whole = _tar(tmp_path, _member("a", size=1000), _member("b", size=1000))
    whole.write_bytes(whole.read_bytes()[:kept])
    with pytest.raises(EngineLoadError):
        read_bundle(whole)


def test_no_bundle_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineLoadError):
        read_bundle(tmp_path / "missing")
    (tmp_path / "text").write_text("this is no tar " * 100, encoding="utf-8")
    with pytest.raises(EngineLoadError):
        read_bundle(tmp_path / "text")
