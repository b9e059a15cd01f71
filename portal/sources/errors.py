"""Everything this room raises on purpose.

SourceError
├── SourceUnreadable     nothing can be read from it at all: missing, empty, a folder
│   └── FormatUnknown    it is there, and in no format that is read
└── SourceCut            it broke off in the middle: what came before is good
"""


class SourceError(Exception):
    """Anything that goes wrong in this room on purpose; the message is a sentence for the operator."""


class SourceUnreadable(SourceError):
    """Nothing can be read from the source at all."""


class FormatUnknown(SourceUnreadable):
    """The source is in no format that is recognized."""


class SourceCut(SourceError):
    """The source broke off in the middle; what was read before it is good."""
