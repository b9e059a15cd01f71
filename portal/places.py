"""Where the files that ship with the portal lie: in a checkout, and in an installed wheel."""

from pathlib import Path

HERE = Path(__file__).parent


def templates_folder() -> Path:
    """Return the folder of the page templates.

    A wheel carries them within the package; a checkout keeps them beside it.
    """
    installed = HERE / "templates"
    return installed if installed.is_dir() else HERE.parent / "templates"


def static_folder() -> Path:
    """Return the folder of the stylesheet, the scripts and the icons."""
    return HERE / "static"


def samples_file() -> Path:
    """Return the sample articles, as Article JSON Lines."""
    return HERE / "data" / "samples.jsonl"
