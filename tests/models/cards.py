"""Cards for tests."""

import hashlib

from models import ModelCard


def card_of(name: str, content: bytes, **fields: object) -> ModelCard:
    return ModelCard.model_validate(
        {
            "name": name,
            "task": "language-model",
            "format": "gguf",
            "engine": "llama-cpp",
            "size_bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "description": "for a test",
            "licence": {"name": "Apache-2.0", "url": "", "notice": ""},
            "source": {"kind": "file", "path": f"{name}.gguf"},
            **fields,
        }
    )
