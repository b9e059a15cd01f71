"""Everything this room raises on purpose.

IngestError
├── InvalidUrl       not an address under which an article can be kept
└── Unacceptable     an item that cannot become an article, with the reason that the report gives
    └── BodyTooBig   its markup is over a limit of size, depth or number
"""


class IngestError(Exception):
    """Anything that goes wrong in this room on purpose; the message is a plain reason."""


class InvalidUrl(IngestError):
    """Not an address under which an article can be kept."""


class Unacceptable(IngestError):
    """An item that cannot become an article."""


class BodyTooBig(Unacceptable):
    """The markup of a body is over a limit of size, depth or number."""
