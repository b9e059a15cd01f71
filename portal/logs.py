"""Logs as events with fields, one line each: ours through structlog, those of libraries through the same handler."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Control characters would forge lines, directional ones would hide what a line says.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_QUIET = ("huey", "alembic", "sqlalchemy", "py3langid", "hypothesis")


def configure_logs(level: str = "info", style: str = "auto") -> None:
    """Write the events from *level* on to standard error.

    *style* is ``text``, ``json``, or ``auto``: text on a terminal, else JSON.
    What a visitor typed is logged at ``debug`` only.
    """
    is_text = style == "text" or (style == "auto" and sys.stderr.isatty())
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if is_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                escaped,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def escaped(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Escape what could forge or hide a line, in every text of *event* but a traceback of ours."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception":
            event[name] = _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), value)
    return event
