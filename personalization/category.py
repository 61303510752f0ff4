"""The kinds of preference a driver can switch off one by one."""

from enum import StrEnum


class Category(StrEnum):
    COMFORT = "comfort"
    SEATS = "seats"
    LIGHT = "light"
    NAVIGATION = "navigation"
    PLACES = "places"
    MEDIA = "media"
    CONTACTS = "contacts"
    WORDING = "wording"
