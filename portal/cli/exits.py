"""Exit statuses: what scripts may rely on."""

DONE = 0
REFUSED = 1
"""Some items were refused, or something was found that needs doing; the report says what."""

USAGE = 2
AWAY = 3
"""Nothing could be read, or a service is away."""

INTERRUPTED = 130
