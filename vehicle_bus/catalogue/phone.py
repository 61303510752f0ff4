"""Phone: calls and messages."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.signal import Kind

_OURS = f"{OVERLAY}.Infotainment.Phone"
_phone = Family("PHONE")

PHONE = (
    _phone.query("Phone.Call", f"{_OURS}.Call", "Call a contact or number", "query", service=0x30),
    _phone.query("Phone.Message", f"{_OURS}.Message", "Send a text", "text to", service=0x31),
    _phone.choice(
        "Phone.Call.State",
        f"{_OURS}.CallState",
        "What to do with the call",
        "ANSWERED REJECTED ENDED",
    ),
    _phone.press("Phone.ReadMessages", f"{_OURS}.ReadMessages", "Read unread messages out"),
    _phone.sense("Phone.Connected", f"{_OURS}.IsConnected", "A phone is here", Kind.BOOL, True),
)
