"""The Merkle tree over the records (RFC 9162, section 2.1): one number that stands for all of them.

Only the roots of the whole subtrees are kept, as many as the size has ones in binary. The tests
compare every root with that of pymerkle, which is under the GPL and so no part of the program.
"""

import hashlib

from cloud_sync.audit.chain import Chain
from cloud_sync.audit.record import Kind, Row

_LEAF, _NODE = b"\x00", b"\x01"
"""Told apart, so that no node can pass for a record."""


class Tree:
    """Grows with its chain, and is made when it is first asked for."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._leaves = Leaves()
        last = chain.last()
        self.checked = last.sequence if last else 0
        """The last record that a checkpoint stands for, or that was there at the beginning."""

    def grown(self) -> tuple[int, str]:
        """How many records there are, and the root over them."""
        for row in self._chain.rows(self._leaves.size):
            self._leaves.add(bytes.fromhex(row.digest))
        self.checked = self._leaves.size
        return self._leaves.size, self._leaves.root()


class Leaves:
    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []
        """Roots of whole subtrees, the largest first."""

    def add(self, entry: bytes) -> None:
        node, size = hashlib.sha256(_LEAF + entry).digest(), self.size
        while size & 1:
            node = hashlib.sha256(_NODE + self._whole.pop() + node).digest()
            size >>= 1
        self._whole.append(node)
        self.size += 1

    def root(self) -> str:
        """In hexadecimal."""
        if not self._whole:
            return hashlib.sha256(b"").hexdigest()
        *rest, node = self._whole
        for left in reversed(rest):
            node = hashlib.sha256(_NODE + left + node).digest()
        return node.hex()


def is_checkpoint(row: Row) -> bool:
    return row.kind == Kind.CHECKPOINT
