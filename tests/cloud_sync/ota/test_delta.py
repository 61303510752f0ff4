"""Deltas lead to exactly what was signed, or nowhere."""

import struct
from contextlib import suppress
from pathlib import Path

import gguf
import numpy as np
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.errors import DeltaError
from cloud_sync.ota import delta, weight_steps
from cloud_sync.ota.release import Algorithm

RANDOM = np.random.default_rng(7)


def adapter(path: Path, weights: np.ndarray, note: str = "first") -> Path:
    """A GGUF file of half-precision weights, as an adapter is."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_string("general.description", note)
    for number, part in enumerate(np.array_split(weights.astype(np.float16), 4)):
        writer.add_tensor(f"blk.{number}.lora_a", part)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """An adapter and the same one taught on: every weight has moved a little."""
    before = RANDOM.normal(0, 0.03, 400_000)
    after = before + RANDOM.normal(0, 0.004, before.size)
    return adapter(tmp_path / "1.gguf", before), adapter(tmp_path / "2.gguf", after, "secon")


def test_weights_on_a_grid_tell_in_a_third_of_the_file(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, taught = pair
    new, told, built = (tmp_path / name for name in ("new", "told", "built"))
    delta.round_near(old, taught, new)
    size = delta.make(Algorithm.WEIGHT_STEPS, old, new, told)
    delta.apply(Algorithm.WEIGHT_STEPS, old, told, built, new.stat().st_size)
    assert built.read_bytes() == new.read_bytes()
    assert size < 0.4 * new.stat().st_size


def test_rounding_moves_no_weight_by_more_than_half_a_step(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, taught = pair
    delta.round_near(old, taught, tmp_path / "new")
    exact, rounded = (_weights(path) for path in (taught, tmp_path / "new"))
    moved = exact - _weights(old)
    assert np.abs(exact - rounded).max() <= 0.12 * moved.std()


def test_weights_on_no_grid_are_not_told_so(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(DeltaError) as refused:
        delta.make(Algorithm.WEIGHT_STEPS, *pair, tmp_path / "told")
    assert refused.value.code == "update.delta.not_alike"


def test_a_file_with_a_part_replaced_tells_in_little_more_than_that_part(tmp_path: Path) -> None:
    content = bytearray(RANDOM.bytes(3_000_000))
    old, new, told, built = (tmp_path / name for name in ("old", "new", "told", "built"))
    old.write_bytes(content)
    content[1_000_000:1_050_000] = RANDOM.bytes(50_000)
    new.write_bytes(content)
    size = delta.make(Algorithm.ZSTD_PREFIX, old, new, told)
    delta.apply(Algorithm.ZSTD_PREFIX, old, told, built, len(content))
    assert built.read_bytes() == bytes(content)
    assert size < 60_000


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_delta_that_unpacks_to_more_than_was_signed_is_stopped(
    algorithm: Algorithm, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb"
    bomb.write_bytes(zstd.compress(bytes(200_000_000), level=19))
    with pytest.raises(DeltaError) as refused:
        delta.apply(algorithm, pair[0], bomb, tmp_path / "out", pair[0].stat().st_size)
    assert refused.value.code == "update.delta.bomb"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_delta_for_another_base_does_not_come_out_right(
    algorithm: Algorithm, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, taught = pair
    new, told, out, other = (tmp_path / name for name in ("new", "told", "out", "other"))
    delta.round_near(old, taught, new)
    delta.make(algorithm, old, new, told)
    other.write_bytes(RANDOM.bytes(old.stat().st_size))
    try:
        delta.apply(algorithm, other, told, out, new.stat().st_size)
    except DeltaError:
        assert not out.exists()
    else:
        assert out.read_bytes() != new.read_bytes()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader_of_steps(told: bytes) -> None:
    with suppress(DeltaError):
        assert len(weight_steps.rebuilt(bytes(64), told)) == 64


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1)), max_size=3))
def test_no_stretch_reaches_outside_the_file(places: list[tuple[int, int]]) -> None:
    head = struct.pack("<I", len(places))
    told = head + b"".join(struct.pack("<QQf", *place, 1.0) for place in places) + bytes(64)
    with suppress(DeltaError):
        assert len(weight_steps.rebuilt(bytes(64), told)) == 64


def _weights(path: Path) -> np.ndarray:
    tensors = gguf.GGUFReader(path).tensors
    return np.concatenate([np.array(t.data, dtype=np.float32).ravel() for t in tensors])
