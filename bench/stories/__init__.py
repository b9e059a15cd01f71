"""How well near duplicates are told: on a set made from real articles, with what only looks alike among them."""
