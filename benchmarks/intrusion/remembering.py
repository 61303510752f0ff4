"""A codec that need not encode again what it has encoded before; its frames are the same."""

from e2e import p02

from vehicle_bus import DbcCodec, Frame, StatusFrame

_MOST = 20_000


class RememberingCodec(DbcCodec):
    def __init__(self) -> None:
        super().__init__()
        self._known: dict[object, Frame] = {}

    def encode_status(self, status: StatusFrame) -> Frame:
        key = (
            status.message,
            tuple(status.values.items()),
            tuple(status.targets.items()),
            status.unfitted,
            status.ack,
            status.result,
        )
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[key] = super().encode_status(status)
        ids = self.wiring.wires[status.message].data_ids
        assert ids is not None  # noqa: S101 - our own database
        data = bytearray(known.data)
        data[1] = data[1] & 0xF0 | status.counter
        p02.e2e_p02_protect(data, ids, increment_counter=False)
        return Frame(known.can_id, bytes(data), known.name)
