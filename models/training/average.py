"""The mean of adapters that went on from one another, weight by weight.

    python -m models.training.average --out ADAPTER.gguf 0.5:LAST.gguf 0.5:BEFORE.gguf

Runs that share a beginning end near each other; between their ends a small model loses less of
what only one of them learnt. The shares add up to one. All adapters have one form.
"""

import argparse
from pathlib import Path

import gguf
import numpy as np

from models.training.errors import BaseModelError


def average(shares: list[tuple[float, Path]], file: Path) -> None:
    """Write the mean in half precision; BaseModelError if the adapters differ in form."""
    readers = [gguf.GGUFReader(path) for _, path in shares]
    stored = [{tensor.name: tensor.data for tensor in reader.tensors} for reader in readers]
    forms = [{name: data.shape for name, data in one.items()} for one in stored]
    if any(form != forms[0] for form in forms):
        raise BaseModelError("only adapters of one form can be averaged")
    fields = readers[0].fields
    writer = gguf.GGUFWriter(file, fields["general.architecture"].contents())
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    alpha = fields[gguf.Keys.Adapter.LORA_ALPHA].contents()
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(alpha))
    for name in stored[0]:
        mean = sum(
            share * one[name].astype(np.float32)
            for (share, _), one in zip(shares, stored, strict=True)
        )
        writer.add_tensor(name, np.ascontiguousarray(np.asarray(mean, dtype=np.float16)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _share(text: str) -> tuple[float, Path]:
    share, _, path = text.partition(":")
    return float(share), Path(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Average adapters.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("adapters", nargs="+", type=_share, metavar="SHARE:FILE")
    options = parser.parse_args()
    average(options.adapters, options.out)


if __name__ == "__main__":
    main()
