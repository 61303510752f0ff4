"""Where the broker's program comes from: this machine, or Debian's packages unpacked beside it.

Nothing is installed and nobody need be root: the packages that apt has checked are unpacked into a
directory, the digest of every file that runs is written down at that moment and compared before
each later use.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.errors import BrokerMissingError
from cloud_sync.home import replace_file

_PACKAGES = ("mosquitto", "libmosquitto1", "libcjson1", "libdlt2", "libwrap0", "libwebsockets17")
_PINS = "pins.json"
_LIMIT_S = 120
_LEAST = 2
_VERSION = re.compile(r"mosquitto version (\d+)")
_HELP = "Install it ('apt-get install mosquitto'), or give this machine a Debian mirror."


@dataclass(frozen=True, slots=True)
class Mosquitto:
    program: Path
    libraries: tuple[Path, ...] = ()
    """Directories of shared libraries it needs besides the system's."""

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
        return kept | {"LD_LIBRARY_PATH": ":".join(str(path) for path in self.libraries)}


def find_mosquitto(cache: Path) -> Mosquitto:
    """``cache``: where it is or will be unpacked. BrokerMissingError: it can be had neither way."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    if found := shutil.which("mosquitto", path=path):
        return _checked(Mosquitto(Path(found)))
    return unpacked_mosquitto(cache)


def unpacked_mosquitto(cache: Path) -> Mosquitto:
    """The copy below ``cache``, fetched if there is none. BrokerMissingError: see above."""
    if not (cache / _PINS).is_file():
        _unpack(cache)
    _verify(cache)
    return _unpacked(cache)


def _unpack(cache: Path) -> None:
    fresh = cache.with_name(f"{cache.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for package in _PACKAGES:
            _add(package, fresh)
            if (fresh / "usr/sbin/mosquitto").is_file() and not _missing(_unpacked(fresh)):
                break
        _checked(_unpacked(fresh))
        replace_file(fresh / _PINS, json.dumps(_digests(fresh), indent=1).encode())
        shutil.rmtree(cache, ignore_errors=True)
        fresh.replace(cache)
    except OSError as error:
        raise BrokerMissingError(f"mosquitto cannot be unpacked: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _add(package: str, directory: Path) -> None:
    """A package that this release of Debian does not have may be one that is not needed."""
    downloads = directory / "packages"
    downloads.mkdir(exist_ok=True)
    _run(["apt-get", "download", package], downloads)
    for archive in downloads.glob(f"{package}_*.deb"):
        _run(["dpkg-deb", "-x", archive.name, str(directory.resolve())], downloads)


def _missing(mosquitto: Mosquitto) -> list[str]:
    told = _run(["ldd", str(mosquitto.program)], Path.cwd(), mosquitto.environment())
    return re.findall(r"(\S+) => not found", told)


def _checked(mosquitto: Mosquitto) -> Mosquitto:
    told = _run([str(mosquitto.program), "-h"], Path.cwd(), mosquitto.environment())
    version = _VERSION.search(told)
    if version is None or int(version[1]) < _LEAST:
        raise BrokerMissingError(f"There is no mosquitto of version {_LEAST} here. {_HELP}")
    return mosquitto


def _unpacked(cache: Path) -> Mosquitto:
    whole = cache.resolve()
    libraries = sorted({path.parent for path in whole.rglob("*.so*") if path.is_file()})
    return Mosquitto(whole / "usr/sbin/mosquitto", tuple(libraries))


def _digests(cache: Path) -> dict[str, str]:
    """Of what runs: the program and the libraries."""
    files = [cache / "usr/sbin/mosquitto", *cache.rglob("*.so*")]
    return {
        str(path.relative_to(cache)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def _verify(cache: Path) -> None:
    try:
        pinned = json.loads((cache / _PINS).read_bytes())
        same = pinned == _digests(cache)
    except (OSError, ValueError) as error:
        raise BrokerMissingError(f"{cache} is damaged; delete it.") from error
    if not same:
        raise BrokerMissingError(
            f"{cache} is not as it was unpacked; delete it to have it fetched again."
        )


def _run(command: Sequence[str], where: Path, environment: dict[str, str] | None = None) -> str:
    """What it printed, whatever its exit status: what is missing afterwards tells."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and paths of ours
            command,
            cwd=where,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BrokerMissingError(f"There is no mosquitto here. {_HELP}") from error
    return done.stdout
