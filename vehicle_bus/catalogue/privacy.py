"""What the car may learn, keep and share; and the wishes that the program above answers itself."""

from vehicle_bus.catalogue.entry import OVERLAY, Family, offline
from vehicle_bus.catalogue.vehicle import VEHICLE
from vehicle_bus.signal import Kind

_telematics = Family("TELEMATICS")

_ASKED = (
    "LIGHTS FAULTS SAFE TYRES BATTERY BRAKES OIL COOLANT WIPERS FILTERS PARTS SERVICE IDENTITY"
    " SOFTWARE"
)
_LIGHTS = next(signal.choices for signal in VEHICLE if signal.name == "Vehicle.Warnings")

PRIVACY = (
    _telematics.switch(
        "Profile.Learning", f"{OVERLAY}.Profile.IsLearning", "Habits are learned", default=True
    ),
    _telematics.switch(
        "Privacy.LocationSharing",
        f"{OVERLAY}.Privacy.SharesLocation",
        "Others may see where the car is",
        default=True,
    ),
    _telematics.switch(
        "Privacy.DataSharing", f"{OVERLAY}.Privacy.SharesData", "Usage data go up", default=True
    ),
    _telematics.switch(
        "Privacy.Microphone", f"{OVERLAY}.Privacy.Listens", "The car listens", default=True
    ),
    _telematics.query(
        "Privacy.History.Clear",
        f"{OVERLAY}.Privacy.ClearHistory",
        "Forget destinations, calls, voice or all",
        "scope",
        service=0x40,
    ),
    offline("Profile.Preference.Set", "Store a preference", Kind.QUERY, "id key text value when"),
    offline("Profile.Preference.Apply", "Do what was learned", Kind.QUERY, "scope"),
    offline("Profile.Preference.Forget", "Delete what was learned", Kind.QUERY, "id scope"),
    offline("Profile.Preference.Recall", "Say what was told about something", Kind.QUERY, "text"),
    offline("Profile.Preference.List", "Say what is known", Kind.MOMENTARY),
    offline(
        "Profile.Category", "Keep something about a category, or nothing", Kind.QUERY, "name on"
    ),
    offline("Profile.Routine.Set", "Store wishes under a name", Kind.QUERY, "name text wishes"),
    offline("Profile.Routine.Agree", "Do what was offered without asking", Kind.QUERY, "id"),
    offline("Profile.Routine.Forget", "Delete wishes with a name", Kind.QUERY, "id name"),
    offline("Profile.Routine.List", "Say which routines there are", Kind.MOMENTARY),
    offline("Profile.Key", "The key that opened the car is this driver's", Kind.MOMENTARY),
    offline("Profile.Switch", "Another driver", Kind.QUERY, "name"),
    offline("Assistant.Undo", "Take the last action back", Kind.MOMENTARY),
    offline("Software.Update", "Updates over the air", Kind.ENUM, "CHECK INSTALL POSTPONE"),
    offline("Software.Update.Tonight", "Install the update in the night", Kind.MOMENTARY),
    offline("Software.Update.Changes", "Say what an update changes", Kind.MOMENTARY),
    offline("Software.Update.Back", "Return to the release before", Kind.MOMENTARY),
    offline("Cloud.Sent.List", "Say what is sent about the driver", Kind.MOMENTARY),
    offline("Cloud.Sent.Erase", "Have what was sent deleted", Kind.MOMENTARY),
    offline("Care.Ask", "Say how a part of the car is", Kind.ENUM, _ASKED),
    offline("Care.Light", "Say what a warning light means", Kind.ENUM, " ".join(_LIGHTS)),
    offline("Care.Code", "Say what a trouble code means", Kind.QUERY, "code"),
)
