"""Remembered frames are bit for bit those the codec makes."""

from benchmarks.intrusion.remembering import RememberingCodec
from vehicle_bus import DbcCodec, StatusFrame


def test_a_remembered_frame_is_the_one_the_codec_makes() -> None:
    fast, plain = RememberingCodec(), DbcCodec()
    for is_open in (True, 1, False, True):
        for counter in (3, 15, 3):
            status = StatusFrame("DOOR_STATUS", counter, values={"Door.Driver.Open": bool(is_open)})
            assert fast.encode_status(status) == plain.encode_status(status)
