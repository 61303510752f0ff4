"""Errors of the models package.

ModelsError
└── MalformedVocabularyError
"""


class ModelsError(Exception):
    code = "models.error"


class MalformedVocabularyError(ModelsError):
    code = "models.malformed_vocabulary"


class PruningError(ModelsError):
    code = "models.pruning"
