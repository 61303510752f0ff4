"""The list of all parts as CycloneDX 1.6, models and data sets included (an ML-BOM).

The library writes what it knows and checks the whole against the schema; model cards and data sets,
which it has no classes for, are put in as the standard words them. The same parts give the same
bytes: the serial number is made of the content, and the time is the one that was given.
"""

import json
import uuid
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cloud_sync.errors import GovernanceError
from cloud_sync.governance import licence
from cloud_sync.governance.parts import DataSet, Library, Parts
from models import ModelCard, Task

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component

_PROGRAM = "codriver"
_SERIALS = uuid.UUID("5b1a2b58-6f0e-5d6c-9d0e-0e1f2a3b4c5d")
_TAUGHT_WITH = "teaching-material"
_ENGLISH = frozenset({Task.LANGUAGE_ADAPTER, Task.TRANSCRIBER, Task.VOICE, Task.WAKE_WORD})
_HEARS = frozenset({Task.TRANSCRIBER, Task.WAKE_WORD, Task.SPEAKER_ENCODER})
_USERS = "Drivers and passengers, by voice or keyboard, through the policy and the gate."
_UNEQUAL = {
    "name": "Voices and accents it was not measured with may be served worse.",
    "mitigationStrategy": "Differences between groups stand in the quarterly report.",
}
_APPROACH = {Task.LANGUAGE_ADAPTER: "supervised", Task.LANGUAGE_MODEL: "self-supervised"}


def bom(parts: Parts, at: datetime) -> str:
    """GovernanceError if it would not be CycloneDX 1.6."""
    from cyclonedx.output.json import JsonV1Dot6  # noqa: PLC0415 - slow, and only for this

    told: dict[str, Any] = json.loads(JsonV1Dot6(_bom(parts, at)).output_as_string())
    by_ref = {component["bom-ref"]: component for component in told["components"]}
    for card in parts.models:
        by_ref[_ref(card.name)]["modelCard"] = model_card(card)
    for data_set in parts.data_sets:
        by_ref[_ref(data_set.name)]["data"] = [_data(data_set)]
    del told["serialNumber"]  # made by chance
    told["serialNumber"] = uuid.uuid5(_SERIALS, json.dumps(told, sort_keys=True)).urn
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    check(text)
    return text


def check(text: str) -> None:
    """GovernanceError if this is no CycloneDX 1.6 of JSON."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    if (problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)) is not None:
        where = getattr(problem.data, "json_path", "?")
        raise GovernanceError(f"The list of parts breaks the schema of CycloneDX at {where}.")


def model_card(card: ModelCard) -> dict[str, Any]:
    """What is known of a model, as CycloneDX has it; what is not known is left out."""
    parameters: dict[str, Any] = {"task": card.task.value}
    if card.task in _APPROACH:
        parameters["approach"] = {"type": _APPROACH[card.task]}
    if card.task is Task.LANGUAGE_ADAPTER:
        parameters["datasets"] = [{"ref": _ref(_TAUGHT_WITH)}]
    considerations: dict[str, Any] = {"users": [_USERS]}
    if card.task in _ENGLISH:
        considerations["technicalLimitations"] = ["English only."]
    if card.task in _HEARS:
        considerations["ethicalConsiderations"] = [_UNEQUAL]
    properties = [{"name": "codriver:engine", "value": card.engine.value}]
    if card.adapter_for is not None:
        properties.append({"name": "codriver:adapter_for", "value": card.adapter_for})
    return {
        "modelParameters": parameters,
        "considerations": considerations,
        "properties": properties,
    }


def _bom(parts: Parts, at: datetime) -> "Bom":
    from cyclonedx.model.bom import Bom, BomMetaData  # noqa: PLC0415
    from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

    program = Component(
        name=_PROGRAM,
        version=version(_PROGRAM),
        type=ComponentType.APPLICATION,
        bom_ref=_ref(_PROGRAM),
        licenses=_licences("Apache-2.0"),
    )
    made = Bom(metadata=BomMetaData(timestamp=at, component=program))
    components = [
        *map(_model, parts.models),
        *map(_data_set, parts.data_sets),
        *map(_library, parts.libraries),
    ]
    for component in components:
        made.components.add(component)
    made.register_dependency(program, components)
    return made


def _model(card: ModelCard) -> "Component":
    from cyclonedx.model import HashAlgorithm, HashType  # noqa: PLC0415
    from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

    return Component(
        name=card.name,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=_ref(card.name),
        description=card.description,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=card.sha256)],
        licenses=_licences(licence.spdx(card.licence.name), card.licence.url),
        copyright=card.licence.notice,
    )


def _data_set(told: DataSet) -> "Component":
    from cyclonedx.model import HashAlgorithm, HashType  # noqa: PLC0415
    from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

    return Component(
        name=told.name,
        type=ComponentType.DATA,
        bom_ref=_ref(told.name),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=told.sha256)],
        licenses=_licences(told.licence),
    )


def _data(told: DataSet) -> dict[str, Any]:
    return {
        "type": "dataset",
        "name": told.name,
        "classification": "written for this project; no person's speech or records",
        "description": f"{told.what}: {told.entries} entries",
        "contents": {"properties": [{"name": "codriver:entries", "value": str(told.entries)}]},
    }


def _library(told: Library) -> "Component":
    from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415
    from packageurl import PackageURL  # noqa: PLC0415

    return Component(
        name=told.name,
        version=told.version,
        type=ComponentType.LIBRARY,
        bom_ref=_ref(f"pypi/{told.name}"),
        purl=PackageURL("pypi", None, told.name.lower(), told.version),
        licenses=_licences(told.licence),
    )


def _licences(expression: str, url: str | None = None) -> list[Any]:
    from cyclonedx.contrib.license.factories import LicenseFactory  # noqa: PLC0415
    from cyclonedx.model import XsUri  # noqa: PLC0415
    from cyclonedx.model.license import DisjunctiveLicense  # noqa: PLC0415

    if not expression:
        return []
    if expression.startswith("LicenseRef-"):
        return [DisjunctiveLicense(name=expression, url=XsUri(url) if url else None)]
    return [LicenseFactory().make_from_string(expression)]


def _ref(name: str) -> str:
    return f"codriver:{name}"
