"""Compiles the engine's kernels when the package is built or installed from a checkout; without a compiler, goes on."""

import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNELS = "index/engines/whoosh/kernels"


class KernelsBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # nothing here is configured
    """Puts the compiled kernels into a wheel, which is then one for this kind of machine."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See hatchling's documentation of build hooks."""
        if self.target_name != "wheel":
            return
        made = runpy.run_path(str(Path(self.root) / KERNELS / "building.py"))["build"]()
        if not isinstance(made, Path):
            self.app.display_warning(f"searching runs in NumPy alone: {made}")
            return
        if version == "standard":
            build_data["pure_python"] = False
            build_data["tag"] = f"cp311-abi3-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
            build_data["force_include"][str(made)] = f"{KERNELS}/{made.name}"
