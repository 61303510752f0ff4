"""Where the half-precision weights of a GGUF file lie, for those who tell files apart.

Only the layout is read; nothing is loaded. The file is one of our own: it is read where models are
released, never where a file has just arrived.
"""

from pathlib import Path

from models.errors import UnsuitableModelError


def half_float_tensors(path: Path) -> tuple[slice, ...]:
    """The bytes of each such tensor, in the order they lie; UnsuitableModelError for others."""
    from gguf import GGMLQuantizationType, GGUFReader  # noqa: PLC0415 - only where it is released

    try:
        tensors = GGUFReader(path).tensors
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise UnsuitableModelError(f"{path.name} is no GGUF file") from error
    half = (t for t in tensors if t.tensor_type is GGMLQuantizationType.F16)
    places = ((int(t.data_offset), int(t.n_bytes)) for t in half)
    return tuple(slice(start, start + size) for start, size in sorted(places))
