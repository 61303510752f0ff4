"""What can be wrong with the memory of drivers. Codes are stable and tell nothing personal.

PersonalizationError
|-- KeyFileError         memory.key            the key is missing, damaged or open to others
|-- LockedError          memory.locked         the key does not open it
|-- DamagedError         memory.damaged        what is on the disk is not what was written
|-- NewerError           memory.newer          written by a later version of the program
|-- BusyError            memory.busy           another program has it open
|-- FullError            memory.full           the disk takes no more
|-- UnknownDriverError   memory.unknown_driver nobody of that name
`-- UnknownMemoryError   memory.unknown        nothing of that id
"""


class PersonalizationError(Exception):
    code = "memory.broken"


class KeyFileError(PersonalizationError):
    code = "memory.key"


class LockedError(PersonalizationError):
    code = "memory.locked"


class DamagedError(PersonalizationError):
    code = "memory.damaged"


class NewerError(PersonalizationError):
    code = "memory.newer"


class BusyError(PersonalizationError):
    code = "memory.busy"


class FullError(PersonalizationError):
    code = "memory.full"


class UnknownDriverError(PersonalizationError):
    code = "memory.unknown_driver"


class UnknownMemoryError(PersonalizationError):
    code = "memory.unknown"
