import pickle
import struct
from pathlib import Path

import numpy as np
import pytest

from models import EngineError, EngineLoadError, MissingModelError, Sound, UnknownModelError
from models.adapters.resemblyzer import ResemblyzerEncoder
from models.adapters.resemblyzer_weights import HIDDEN, LAYERS, MELS
from models.loader import load_speaker_encoder
from tests.models.speech_engines import tone

SHAPES = {"linear.weight": (HIDDEN, HIDDEN), "linear.bias": (HIDDEN,)}
for layer in range(LAYERS):
    SHAPES[f"lstm.weight_ih_l{layer}"] = (4 * HIDDEN, HIDDEN if layer else MELS)
    SHAPES[f"lstm.weight_hh_l{layer}"] = (4 * HIDDEN, HIDDEN)
    SHAPES[f"lstm.bias_ih_l{layer}"] = SHAPES[f"lstm.bias_hh_l{layer}"] = (4 * HIDDEN,)

_REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"
_ORDERED = b"ccollections\nOrderedDict\n)R"


def _text(text: str) -> bytes:
    return b"X" + struct.pack("<i", len(text)) + text.encode()


def _number(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def _tensor(key: str, shape: tuple[int, ...]) -> bytes:
    storage = b"(" + _text("storage") + b"ctorch\nFloatStorage\n" + _text(key) + _text("cpu")
    storage += _number(int(np.prod(shape))) + b"NtQ"
    size = b"(" + b"".join(_number(each) for each in shape) + b"t"
    return _REBUILD + b"(" + storage + _number(0) + size + size + b"\x89" + _ORDERED + b"tR"


def weights_file(
    path: Path, shapes: dict[str, tuple[int, ...]], table: bytes = b"", fill: float = 1.0
) -> Path:
    """A file as torch's old format has it, written without torch; ``table`` in place of its own."""
    rng = np.random.default_rng(5)
    entries = b"".join(_text(name) + _tensor(name, shape) for name, shape in shapes.items())
    model = b"\x80\x02}(" + _text("model_state") + _ORDERED + b"(" + entries + b"uu."
    prefaces: tuple[object, ...] = (0x1950A86A20F9469CFC6C, 1001, {})
    content = b"".join(pickle.dumps(preface, 2) for preface in prefaces)
    content += (table or model) + pickle.dumps(list(shapes), 2)
    for shape in shapes.values():
        count = int(np.prod(shape))
        values = (rng.standard_normal(count) * 0.05 * fill).astype("<f4")
        content += struct.pack("<q", count) + values.tobytes()
    path.write_bytes(content)
    return path


def test_vectors_are_of_unit_length_and_the_same_every_time(tmp_path: Path) -> None:
    encoder = ResemblyzerEncoder(weights_file(tmp_path / "w.pt", SHAPES))
    for seconds in (0.05, 0.5, 1.6, 4.0):
        vector = encoder.embed(tone(seconds))
        assert vector.shape == (HIDDEN,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert (vector == encoder.embed(tone(seconds))).all()


def test_loudness_and_rate_and_pauses_change_little(tmp_path: Path) -> None:
    encoder = ResemblyzerEncoder(weights_file(tmp_path / "w.pt", SHAPES))
    vector = encoder.embed(tone(2, height=0.02))
    pause = np.zeros(16_000, dtype=np.float32)
    around = Sound(np.concatenate((pause, tone(2).samples, pause)), 16_000)
    assert vector @ encoder.embed(tone(2, height=0.002)) > 0.999
    assert vector @ encoder.embed(tone(2, 48_000, height=0.02)) > 0.99
    assert encoder.embed(tone(2)) @ encoder.embed(around) > 0.98


@pytest.mark.parametrize("samples", [0, 100, 16_000])
def test_a_sound_without_a_voice_is_an_error(tmp_path: Path, samples: int) -> None:
    encoder = ResemblyzerEncoder(weights_file(tmp_path / "w.pt", SHAPES))
    with pytest.raises(EngineError):
        encoder.embed(Sound(np.zeros(samples, dtype=np.float32), 16_000))


EVIL = {
    "a system call": b"\x80\x02cos\nsystem\n(" + _text("true") + b"tR.",
    "eval": b"\x80\x02cbuiltins\neval\n(" + _text("1") + b"tR.",
    "an attribute of a known module": b"\x80\x02ccollections\nnamedtuple\n.",
    "a nested name": b"\x80\x04" + _text("torch._utils") + _text("os.system") + b"\x93.",
    "an extension": b"\x80\x02\x82\x01.",
    "an instance": b"(ios\nsystem\n.",
    "a known name called with the wrong things": b"\x80\x02" + _REBUILD + b")R.",
    "a known name changed": b"\x80\x02" + _REBUILD + b"}" + _text("x") + _number(1) + b"sb.",
    "a storage of another kind": b"\x80\x02(" + _text("storage") + _text("x") + _text("k") + b"tQ.",
    "not a pickle": b"hello",
    "nothing": b".",
    "another table": b"\x80\x02}.",
}


@pytest.mark.parametrize("table", EVIL.values(), ids=EVIL.keys())
def test_a_file_that_would_do_more_than_hold_numbers_is_refused(
    tmp_path: Path, table: bytes
) -> None:
    with pytest.raises(EngineLoadError):
        ResemblyzerEncoder(weights_file(tmp_path / "w.pt", SHAPES, table))


def test_what_a_pickle_of_ours_would_run_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-run"

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return mark.touch, ()

    file = weights_file(tmp_path / "w.pt", SHAPES, pickle.dumps(Bomb(), 2))
    with pytest.raises(EngineLoadError):
        ResemblyzerEncoder(file)
    assert not mark.exists()
    assert pickle.loads(pickle.dumps(Bomb(), 2)) is None  # noqa: S301 our own bomb
    assert mark.exists()


def test_missing_misshapen_cut_and_infinite_weights_are_refused(tmp_path: Path) -> None:
    less = {name: shape for name, shape in SHAPES.items() if name != "linear.bias"}
    wrong = SHAPES | {"linear.bias": (HIDDEN + 1,)}
    cut = weights_file(tmp_path / "cut.pt", SHAPES)
    cut.write_bytes(cut.read_bytes()[:-1000])
    files = [
        weights_file(tmp_path / "less.pt", less),
        weights_file(tmp_path / "wrong.pt", wrong),
        weights_file(tmp_path / "infinite.pt", SHAPES, fill=np.inf),
        cut,
        tmp_path / "missing.pt",
        tmp_path,
    ]
    for file in files:
        with pytest.raises(EngineLoadError):
            ResemblyzerEncoder(file)


@pytest.mark.engine
def test_the_real_weights_tell_one_voice_from_a_tone() -> None:
    hibari = pytest.importorskip("hibari")
    try:
        encoder = load_speaker_encoder()
    except (MissingModelError, UnknownModelError):
        pytest.skip("the speaker encoder is not installed; run 'python -m models setup'")
    speak = hibari.Hibari()
    first, second = (
        encoder.embed(Sound(np.asarray(speak(text), dtype=np.float32), hibari.SAMPLE_RATE))
        for text in (
            "The train to the coast leaves in the morning.",
            "Nobody had seen the cat since Friday.",
        )
    )
    assert first @ second > 0.85
    assert first @ encoder.embed(tone(2)) < 0.7
