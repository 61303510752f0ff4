"""Importing a package's public face stays cheap: no engine is loaded by looking."""

import subprocess
import sys

import pytest

HEAVY = {"torch", "chromadb", "sentence_transformers", "llama_cpp", "onnxruntime", "transformers"}


@pytest.mark.parametrize(
    "face", ["assistant", "vehicle_bus", "models", "personalization", "cloud_sync"]
)
def test_face_is_light(face: str) -> None:
    code = f"import sys, {face}; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


@pytest.mark.parametrize(
    "face", ["assistant", "vehicle_bus", "models", "personalization", "cloud_sync"]
)
def test_face_is_ours(face: str) -> None:
    """The names are generic: make sure no installed package is found in their place."""
    code = f"import {face}, pathlib; print(pathlib.Path({face}.__file__).parent.parent)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(__import__("pathlib").Path(__file__).parents[2])
