"""Averaging keeps the form, weighs each adapter by its share and refuses another form."""

from pathlib import Path

import gguf
import numpy as np
import pytest

from models.training.average import average
from models.training.errors import BaseModelError


def _adapter(file: Path, value: float, rank: int = 2) -> Path:
    writer = gguf.GGUFWriter(file, "gemma3")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, 4.0)
    writer.add_tensor("blk.0.attn_q.weight.lora_a", np.full((rank, 8), value, dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def test_each_counts_by_its_share(tmp_path: Path) -> None:
    one, other = _adapter(tmp_path / "a.gguf", 1.0), _adapter(tmp_path / "b.gguf", 5.0)
    average([(0.75, one), (0.25, other)], tmp_path / "mean.gguf")
    reader = gguf.GGUFReader(tmp_path / "mean.gguf")
    (tensor,) = reader.tensors
    assert tensor.name == "blk.0.attn_q.weight.lora_a"
    assert np.all(tensor.data == 2.0)
    assert reader.fields["adapter.lora.alpha"].contents() == 4.0


def test_another_form_is_refused(tmp_path: Path) -> None:
    one, other = _adapter(tmp_path / "a.gguf", 1.0), _adapter(tmp_path / "b.gguf", 1.0, rank=3)
    with pytest.raises(BaseModelError):
        average([(0.5, one), (0.5, other)], tmp_path / "mean.gguf")
