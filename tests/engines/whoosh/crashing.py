"""A child process that is killed at its n-th file operation, and what of its files had not been synced by then."""

import builtins
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPERATIONS = ("open", "fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir")
"""What is counted: everything that changes a folder, and every sync."""


def killed_at(number: int, work: Callable[[], object], ledger: Path) -> bool:
    """Run *work* in a child that SIGKILLs itself before its file operation *number*; return whether it was killed.

    *ledger* then says, as JSON, what a power cut could undo at that moment:
    the files whose content was not synced, and the names (with the content
    that stood under each before) whose folder was not.
    """
    child = os.fork()
    if child == 0:
        try:
            _count_down(number, ledger)
            work()
        except BaseException:  # noqa: BLE001 – a forked child must never return into pytest
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed instead of being killed"
    return False


def _count_down(number: int, ledger: Path) -> None:
    written: set[str] = set()
    names: dict[str, str | None] = {}
    left = number

    def before(operation: str, *arguments: Any, **options: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            with real_open(ledger, "w") as file:
                json.dump({"written": sorted(written), "names": names}, file)
            os.kill(os.getpid(), signal.SIGKILL)

    real_open = builtins.open

    def counting_open(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if any(letter in mode for letter in "wax+"):
            before("open")
            path = Path(file).absolute()
            if "r" not in mode:
                written.add(str(path))
            if not path.exists():
                names.setdefault(str(path), None)
        return real_open(file, mode, *arguments, **options)

    def counting(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            before(name)
            if name in ("replace", "rename"):
                target = Path(arguments[1]).absolute()
                names.setdefault(str(target), target.read_text("latin-1") if target.exists() else None)
            result = real(*arguments, **options)
            if name == "fsync":
                synced = Path(f"/proc/self/fd/{arguments[0]}").readlink()
                written.discard(str(synced))
                for each in [each for each in names if Path(each).parent == synced]:
                    del names[each]
            elif name in ("replace", "rename"):
                source, target = (str(Path(path).absolute()) for path in arguments[:2])
                if source in written:
                    written.discard(source)
                    written.add(target)
            return result

        return call

    builtins.open = counting_open  # type: ignore[assignment]
    for name in OPERATIONS[1:]:
        setattr(os, name, counting(name))


def lose_unsynced(ledger: Path, *, keep: float) -> None:
    """Do to every file in *ledger* what a power cut may: drop it, or keep only its first part."""
    for name in json.loads(ledger.read_text())["written"]:
        path = Path(name)
        if not path.is_file():
            continue
        if keep:
            content = path.read_bytes()
            path.write_bytes(content[: int(len(content) * keep)])
        else:
            path.unlink()


def lose_names(ledger: Path) -> None:
    """Undo every change of a name in *ledger*: new files are gone, replaced ones are what they were."""
    for name, before in json.loads(ledger.read_text())["names"].items():
        path = Path(name)
        if before is not None:
            path.write_text(before, "latin-1")
        elif path.is_file():
            path.unlink()
