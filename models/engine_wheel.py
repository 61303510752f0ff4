"""Builds llama.cpp for this machine into a wheel, once, and shows how far it is.

    python models/engine_wheel.py DIRECTORY

Only the library is built: no tools, server, examples, tests or multimodal part. The instructions
are this machine's own, but for AMX, whose kernels in llama.cpp crash on some machines. Version and
flags are written next to the wheel, and a wheel that matches them is used again. A script of the
standard library, because it runs before the rest is installed.
"""

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
NO_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
OFF = (
    "LLAVA_BUILD",
    "LLAMA_BUILD_COMMON",
    "LLAMA_BUILD_TOOLS",
    "LLAMA_BUILD_TESTS",
    "LLAMA_BUILD_EXAMPLES",
    "LLAMA_BUILD_SERVER",
    "LLAMA_BUILD_APP",
    "LLAMA_CURL",
    "GGML_CPU_REPACK",
)
STEP = re.compile(r"\[(\d+)/(\d+)\]")


def cmake_arguments(machine: str) -> str:
    arguments = ["-DCMAKE_BUILD_TYPE=Release", "-DGGML_NATIVE=ON"]
    arguments += [f"-D{name}=OFF" for name in OFF]
    if machine == "x86_64":
        arguments += [f"'-DCMAKE_{language}_FLAGS={NO_AMX}'" for language in ("C", "CXX")]
    return " ".join(arguments)


def locked_version() -> str:
    found = re.search(r"^llama-cpp-python==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{LOCK.name} does not pin llama-cpp-python")
    return found[1]


def follow(lines: Iterable[str], recent: deque[str]) -> None:
    """Show every tenth step of the compiler; keep the last lines in case it fails."""
    for line in lines:
        recent.append(line)
        step = STEP.search(line)
        if step and (int(step[1]) % 10 == 0 or step[1] == step[2]):
            sys.stderr.write(f"  compiling llama.cpp: {step[1]} of {step[2]}\n")
            sys.stderr.flush()


def build(version: str, arguments: str, directory: Path) -> None:
    cores = str(len(os.sched_getaffinity(0)))
    environment = os.environ | {"CMAKE_ARGS": arguments, "CMAKE_BUILD_PARALLEL_LEVEL": cores}
    command = [sys.executable, "-m", "pip", "wheel", "--verbose", "--no-deps"]
    command += ["--no-binary=llama-cpp-python", "--no-cache-dir", "--wheel-dir", str(directory)]
    recent: deque[str] = deque(maxlen=30)
    with subprocess.Popen(  # noqa: S603
        [*command, f"llama-cpp-python=={version}"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        follow(process.stdout or (), recent)
    if process.returncode != 0:
        sys.stderr.writelines(recent)
        raise SystemExit("llama.cpp was not built; see above, then: make setup")


def main() -> None:
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    version, arguments = locked_version(), cmake_arguments(os.uname().machine)
    record = directory / "llama-cpp-python.built"
    recipe = f"{version} {arguments}\n"
    if record.exists() and record.read_text(encoding="utf-8") == recipe:
        return
    sys.stderr.write(f"Building llama-cpp-python {version} for this machine (some minutes, once)\n")
    build(version, arguments, directory)
    record.write_text(recipe, encoding="utf-8")


if __name__ == "__main__":
    main()
