"""Reading every file of the current commit, and setting aside what is not what was written."""

from index.engines.whoosh.columns import DamagedFile
from index.engines.whoosh.disk import Disk, verify


def check_disk(disk: Disk) -> list[str]:
    """Return what is wrong with the current commit, a sentence for each file; empty when it is sound.

    A commit with a damaged file is not searched any more, by any process:
    the file is set aside, and so are those of earlier commits that would serve
    in its stead. A writer may publish meanwhile; then what counts is the
    newest commit, of which only files that looked damaged are read again.
    """
    suspects: set[str] | None = None
    while True:
        stamp = disk.stamp()
        try:
            place = disk.current()
        except (DamagedFile, OSError, ValueError) as error:
            if disk.stamp() == stamp:
                disk.touch()
                _condemn_earlier(disk)
                return [str(error)]
            continue
        if place is None:
            return ["there is no index"]
        files = place.manifest.files
        found = verify(place, None if suspects is None else suspects & files.keys())
        if not found:
            return []
        if disk.stamp() == stamp:
            disk.condemn(place, found)
            _condemn_earlier(disk)
            return list(found.values())
        suspects = set(found)


def _condemn_earlier(disk: Disk) -> None:
    for place in disk.earlier():
        found = verify(place)
        if found:
            disk.condemn(place, found)
