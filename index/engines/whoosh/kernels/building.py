"""Compiles the kernels where there is a C compiler; where there is none, NumPy runs instead, and nothing else changes.

The build of the package runs this, and so does an installation from a checkout.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

_SOURCE = Path(__file__).with_name("kernels.c")
NAME = "_kernels.abi3.so"

# No fused multiply-add and no reordering: scores have to be those of NumPy, to the last bit.
_FLAGS = ("-O3", "-shared", "-fPIC", "-ffp-contract=off", "-fno-fast-math", "-fvisibility=hidden")


def digest() -> str:
    """Return what names the source as it is now; empty where it was not shipped."""
    try:
        return hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def build(folder: Path = _SOURCE.parent) -> Path | str:
    """Compile the kernels into *folder*; return the file, or why there is none."""
    try:
        return _built(folder)
    except (OSError, ValueError) as error:
        # A compiler that is not there, or says yes and makes nothing; a folder that cannot be written to.
        return f"the C compiler could not be used: {error}"


def _built(folder: Path) -> Path | str:
    compiler = shlex.split(os.environ.get("CC", "")) or _found("cc", "gcc", "clang")
    if not compiler:
        return "there is no C compiler"
    headers = sysconfig.get_path("include")
    if not (Path(headers) / "Python.h").exists():
        return "the headers of Python are not installed"
    made = folder / NAME
    unfinished = made.with_name(f".{os.getpid()}.{NAME}")
    linking = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    command = [
        *compiler,
        *_FLAGS,
        *linking,
        f'-DSOURCE="{digest()}"',
        f"-I{headers}",
        str(_SOURCE),
        "-o",
        str(unfinished),
    ]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - the operator's compiler
    if done.returncode:
        unfinished.unlink(missing_ok=True)
        return f"{compiler[0]} failed: {done.stderr.decode(errors='replace').strip()[-500:]}"
    unfinished.replace(made)
    return made


def _found(*names: str) -> list[str]:
    return [path for name in names for path in [shutil.which(name)] if path][:1]
