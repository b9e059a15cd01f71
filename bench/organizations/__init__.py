"""How well organizations are recognized: on real articles that people read and labelled."""
