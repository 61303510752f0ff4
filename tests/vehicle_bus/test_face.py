"""The face offers what it says, cheaply; and nothing but the gate writes to the car's bus."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import vehicle_bus

PACKAGE = Path(vehicle_bus.__file__).parent
HEAVY = {"can", "cantools", "isotp", "pydantic", "numpy"}
WIRES = {"bus.py", "tap.py"}
"""Are the bus itself."""
OTHER_END = {"__main__.py", "trace.py"}
"""Play the car's side: the virtual car as a process, replayed recordings."""


def test_importing_the_face_loads_no_bus_and_no_database() -> None:
    code = "import sys, vehicle_bus; print(*{m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert not HEAVY & set(loaded.stdout.split())


def test_the_virtual_car_is_there_for_those_who_ask() -> None:
    assert vehicle_bus.VirtualVehicle.__name__ == "VirtualVehicle"
    with pytest.raises(AttributeError):
        getattr(vehicle_bus, "SelfDestruction")  # noqa: B009 - the type checker knows better


def test_the_gate_is_the_only_writer() -> None:
    writers = {
        path.name
        for path in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "send"
        and "bus" in ast.unparse(node.func.value)
    }
    assert writers - WIRES - OTHER_END == {"gate.py"}
