"""How much memory a WordPress export takes to be read, and how long.

    python -m bench.exports --megabytes 1024

The export is made while it is read, so that no disk is needed: posts of some
3 kB with terms, fields of plug-ins and comments, every tenth an attachment.
Memory is the most that the process ever held, the interpreter within it.
"""

import argparse
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.corpora import word
from portal.sources.raw import RawItem
from portal.sources.wxr import read_wxr

MOST_MEGABYTES = 300

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Wharf</title><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>amara</wp:author_login><wp:author_display_name>Amara Diallo</wp:author_display_name>
</wp:author>
"""
_ITEM = """<item><title>{title}</title><link>https://wharf.example/{number}/</link>
<dc:creator><![CDATA[amara]]></dc:creator><guid isPermaLink="false">https://wharf.example/?p={number}</guid>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2026-03-05 09:30:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="post_tag" nicename="ports"><![CDATA[Ports]]></category>
<wp:postmeta><wp:meta_key>_seo</wp:meta_key><wp:meta_value><![CDATA[{title}]]></wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[{title}]]></wp:comment_content></wp:comment>
</item>
"""


def export(size: int) -> Iterator[bytes]:
    """Yield an export of about *size* bytes."""
    yield _HEAD.encode()
    words = [word(rank) for rank in range(600)]
    body = "\n\n".join(" ".join(words[start : start + 60]) for start in range(0, 600, 60)) * 2
    given, number = len(_HEAD), 0
    while given < size:
        number += 1
        title = f"{words[number % 600].title()} {words[number % 599]} {number}"
        kind = "attachment" if number % 10 == 0 else "post"
        item = _ITEM.format(title=title, number=number, kind=kind, body=body).encode()
        given += len(item)
        yield item
    yield b"</channel></rss>"


def most_held() -> int:
    """Return the most bytes of memory that this process ever held."""
    with suppress(OSError):
        # What getrusage says begins with what the parent held.
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if found is not None:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(arguments: list[str] | None = None) -> int:
    """Read an export, and print what it took; exit with 1 when it was more memory than it may be."""
    parser = argparse.ArgumentParser(prog="python -m bench.exports")
    parser.add_argument("--megabytes", type=int, default=1024)
    given = parser.parse_args(arguments)
    started, left = time.process_time(), Counter[str]()
    read = sum(
        isinstance(entry, RawItem)
        for entry in read_wxr(export(given.megabytes * 1024 * 1024), "export.xml", left_out=left)
    )
    seconds = time.process_time() - started
    held = most_held() / 1024 / 1024
    print(
        f"export of {given.megabytes:,} MB: {read:,} posts, {left['attachment']:,} attachments left out, "
        f"{seconds:.1f} s ({read / seconds:,.0f} posts/s), at most {held:.0f} MB of memory"
    )
    return 0 if held < MOST_MEGABYTES and read else 1


if __name__ == "__main__":
    raise SystemExit(main())
