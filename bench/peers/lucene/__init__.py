"""Lucene, measured by one Java source file that is compiled when it is needed."""

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers.asking import Asked
from bench.peers.corpus import Corpus, rows

NAME = "Lucene"
SEGMENTS = (1, 8)

VERSION = "10.4.0"
"""The newest there is; it asks for a Java of at least `JAVA`."""

JAVA = 21

_JARS = ("lucene-core", "lucene-facet", "lucene-analysis-common")
_SOURCE = Path(__file__).with_name("Lucene.java")
_VALUES = "\x1e"
_WARM_SECONDS = 10.0
"""Of searching before each mode is timed, so that the compiler is done."""

_OPTIONS = ("-Xms1500m", "-Xmx3g", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED")  # fmt: skip


def absent(cache: Path) -> str | None:
    """Say why Lucene cannot run here; None where it can. The first time, jars are fetched into *cache*."""
    if java_home() is None:
        return f"no Java {JAVA} or newer with a compiler"
    if not all(jar.exists() for jar in _jars(cache)):
        if shutil.which("mvn") is None:
            return "no Maven to fetch the jars with"
        failed = _fetch(cache)
        if failed:
            return f"Maven has no Lucene {VERSION}: {failed}"
    return None


@functools.cache
def java_home() -> Path | None:
    """Return the newest Java there is, when it is new enough."""
    homes = {Path(home) for home in (os.environ.get("JAVA_HOME"),) if home}
    homes |= set(Path("/usr/lib/jvm").glob("*"))
    if found := shutil.which("javac"):
        homes.add(Path(found).resolve().parents[1])
    newest = max(((_release(home), home) for home in homes if (home / "bin" / "javac").exists()), default=None)
    return newest[1] if newest is not None and newest[0] >= JAVA else None


def _release(home: Path) -> int:
    release = home / "release"
    match = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.exists() else None
    return int(match[1]) if match else 0


def version() -> str:
    """Return the version of Lucene and of Java."""
    home = java_home()
    return f"Lucene {VERSION}, Java {_release(home) if home else 0}"


def _jars(cache: Path) -> list[Path]:
    return [cache / f"{jar}-{VERSION}.jar" for jar in _JARS]


def _fetch(cache: Path) -> str:
    """Copy the jars from Maven Central; return what failed."""
    for jar in _JARS:
        command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact=org.apache.lucene:{jar}:{VERSION}",
                   f"-DoutputDirectory={cache.resolve()}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            return done.stdout.strip().partition("\n")[0]
    return ""


def command(cache: Path, *arguments: str) -> list[str]:
    """Return the command that runs the Java program, compiled when it is not yet."""
    home = java_home()
    assert home is not None
    classes = cache / "classes"
    path = os.pathsep.join(str(jar) for jar in _jars(cache))
    made = classes / "Lucene.class"
    if not made.exists() or made.stat().st_mtime < _SOURCE.stat().st_mtime:
        compiler = [str(home / "bin" / "javac"), "-cp", path, "-d", str(classes), str(_SOURCE)]
        subprocess.run(compiler, check=True, capture_output=True)
    return [str(home / "bin" / "java"), *_OPTIONS, "-cp", f"{classes}{os.pathsep}{path}", "Lucene", *arguments]


def write_documents(corpus: Corpus, file: Path) -> None:
    """Write what the program indexes."""
    with file.open("w", encoding="utf-8") as out:
        for row in rows(corpus):
            stems = "" if corpus.is_plain else row.stems
            out.write("\t".join((row.id, row.words, stems, _VALUES.join(row.tag), _VALUES.join(row.org))) + "\n")


def write_queries(asked: Sequence[Asked], file: Path) -> None:
    """Write what the program is asked."""
    with file.open("w", encoding="utf-8") as out:
        for each in asked:
            cells = (str(each.number), each.operator, each.field, " ".join(each.terms), each.tag, each.org)
            out.write("\t".join(cells) + "\n")


def ask_arguments(queries: Path, folder: Path, rounds: int, out: Path, warm: float = _WARM_SECONDS) -> list[str]:
    """Return the arguments that time the queries."""
    return ["ask", str(queries), str(folder), str(rounds), str(warm), str(out)]


def read_report(file: Path) -> dict[str, Any]:
    """Return what the program reported, as `bench.peers.worker.ask` gives it."""
    segments, answers, times = 0, {}, {}
    for line in file.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        letter, key, *cells = line.split("\t")
        if letter == "S":
            segments = int(key)
        elif letter == "T":
            times[key] = [tuple(map(int, cell.split(":"))) for cell in cells]
        else:
            total, hits, *facets = cells
            counts = {name: _counts(cell) for name, cell in zip(("tag", "org"), facets, strict=False)}
            answers[key] = {"total": int(total), "hits": int(hits), "facets": counts}
    return {"segments": segments, "answers": answers, "times": {NAME: times}}


def _counts(cell: str) -> list[tuple[str, int]]:
    pairs = (entry.partition(" ") for entry in cell.split(_VALUES) if entry)
    return [(value, int(count)) for count, _, value in pairs]
