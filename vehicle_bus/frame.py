"""One frame on the wire, and the sizes a frame may have."""

from dataclasses import dataclass, field

CLASSIC_BYTES = 8
FD_BYTES = (8, 12, 16, 20, 24, 32, 48, 64)


@dataclass(frozen=True, slots=True)
class Frame:
    can_id: int
    data: bytes
    name: str = field(default="", compare=False)
    """Name of the message in the database, for people; empty when nobody looked it up."""

    @property
    def is_fd(self) -> bool:
        return len(self.data) > CLASSIC_BYTES


def fitting_size(used_bytes: int) -> int:
    """The smallest frame that holds so many bytes."""
    return next(size for size in FD_BYTES if size >= used_bytes)
