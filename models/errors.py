"""Errors of the models package.

ModelsError                   base of all; ``code`` is stable and free of personal data
├── CatalogueError            a catalogue file cannot be read or breaks its rules
│   ├── UnknownModelError     no card has that name
│   └── ForbiddenModelError   the rules of the release in use do not allow it
├── StoreError                a model file cannot be put, found or trusted
│   ├── MissingModelError     the card is known, its file is not on this machine
│   ├── WrongDigestError      the bytes are not those the card promises
│   ├── FetchError            the source did not deliver
│   ├── IncompleteModelError  a file that the engine needs is missing or empty
│   ├── OversizedModelError   a file is larger than any such model
│   └── UnsuitableModelError  the files are no model for this engine
├── RecipeError               a derived model cannot be made from its base
│   ├── MalformedVocabularyError
│   └── PruningError
├── EvaluationError           an examination cannot be held, or a system did not finish it
│   ├── RowsError             a file of rows breaks its form
│   └── UnsafeSystemError     a system did what it must not
└── EngineError               a loaded model, or the attempt to load one
    ├── EngineLoadError       the engine refused the file
    ├── ContextOverflowError  prompt and answer do not fit the context
    ├── CancelledError        the caller took the request back
    └── EngineClosedError     the engine was closed before the request

No third-party exception leaves this package: adapters raise one of these ``from`` the original.
"""


class ModelsError(Exception):
    code = "models.error"


class CatalogueError(ModelsError):
    code = "models.catalogue"


class UnknownModelError(CatalogueError):
    code = "models.unknown"


class ForbiddenModelError(CatalogueError):
    code = "models.forbidden"


class StoreError(ModelsError):
    code = "models.store"


class MissingModelError(StoreError):
    code = "models.missing"


class WrongDigestError(StoreError):
    code = "models.wrong_digest"


class FetchError(StoreError):
    code = "models.fetch"


class IncompleteModelError(StoreError):
    code = "models.incomplete"


class OversizedModelError(StoreError):
    code = "models.too_large"


class UnsuitableModelError(StoreError):
    code = "models.unsuitable"


class RecipeError(ModelsError):
    code = "models.recipe"


class MalformedVocabularyError(RecipeError):
    code = "models.malformed_vocabulary"


class PruningError(RecipeError):
    code = "models.pruning"


class EvaluationError(ModelsError):
    code = "models.evaluation"


class RowsError(EvaluationError):
    code = "models.rows"


class UnsafeSystemError(EvaluationError):
    code = "models.unsafe"


class EngineError(ModelsError):
    code = "models.engine"


class EngineLoadError(EngineError):
    code = "models.engine_load"


class ContextOverflowError(EngineError):
    code = "models.context_overflow"


class CancelledError(EngineError):
    code = "models.cancelled"


class EngineClosedError(EngineError):
    code = "models.engine_closed"
