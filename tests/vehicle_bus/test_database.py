"""The committed database is the one the catalogue implies, and other tools can read it."""

import cantools
import pytest
from cantools.database.can.database import Database

from vehicle_bus.catalogue import MESSAGES
from vehicle_bus.database import OWN_DBC, generate
from vehicle_bus.layout import LAYOUTS, Role
from vehicle_bus.wiring import data_ids_of, load_dbc


@pytest.fixture(scope="module")
def database() -> Database:
    return load_dbc(OWN_DBC)


def test_committed_database_is_the_generated_one() -> None:
    assert OWN_DBC.read_text(encoding="utf-8") == generate(), "python -m vehicle_bus dbc"


def test_climate_commands_have_the_agreed_identifier(database: Database) -> None:
    assert database.get_message_by_name("HVAC_CMD_FRONT").frame_id == 1313


def test_no_request_is_all_ones(database: Database) -> None:
    for layout in LAYOUTS.values():
        message = database.get_message_by_name(layout.message.name)
        for placed in layout.placed:
            assert placed.field.coding.idle == (1 << placed.width) - 1
            choices = message.get_signal_by_name(placed.field.name).choices
            assert choices is not None
            blank = "NO_REQUEST" if placed.field.role is Role.COMMAND else "UNKNOWN"
            assert str(choices[placed.field.coding.idle]) == blank


def test_data_ids_differ_from_message_to_message(database: Database) -> None:
    lists = [data_ids_of(database.get_message_by_name(name)) for name in MESSAGES]
    assert None not in lists
    assert len(set(lists)) == len(lists)


def test_cycle_times_and_fd_frames_are_declared(database: Database) -> None:
    for message in MESSAGES.values():
        dbc = database.get_message_by_name(message.name)
        assert (dbc.cycle_time or 0) == message.cycle_ms
        assert dbc.is_fd == (dbc.length > 8)


def test_it_loads_strictly() -> None:
    database = cantools.database.load_string(generate(), "dbc", strict=True)
    assert isinstance(database, Database)
