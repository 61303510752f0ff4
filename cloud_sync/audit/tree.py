"""The Merkle tree over the records (RFC 9162, by pymerkle): one number that stands for all."""

from pymerkle import InmemoryTree

from cloud_sync.audit.chain import Chain
from cloud_sync.audit.record import Kind, Row


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
            self._leaves.add(row)
        self.checked = self._leaves.size
        return self._leaves.size, self._leaves.root()


class Leaves:
    def __init__(self) -> None:
        self._tree = InmemoryTree(algorithm="sha256")
        self.size = 0

    def add(self, row: Row) -> None:
        self._tree.append_entry(bytes.fromhex(row.digest))
        self.size += 1

    def root(self) -> str:
        return str(self._tree.get_root(self.size).hex())


def is_checkpoint(row: Row) -> bool:
    return row.kind == Kind.CHECKPOINT
