"""Errors of teaching the model.

TrainingError
├── SeedError        a seed line that cannot be used
├── SlotError        a slot without values
├── BaseModelError   a base model of a kind that is not known here
└── CheckpointError  a checkpoint of other data or settings
"""

from models.errors import ModelsError


class TrainingError(ModelsError):
    code = "models.training"


class SeedError(TrainingError):
    code = "models.training.seed"


class SlotError(TrainingError):
    code = "models.training.slot"


class BaseModelError(TrainingError):
    code = "models.training.base_model"


class CheckpointError(TrainingError):
    code = "models.training.checkpoint"
