"""Collections in ../shared/data → article JSON Lines, for measuring."""
