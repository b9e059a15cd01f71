"""Queries whose facet values are called otherwise by now → the same queries with what they are called."""

from collections.abc import Callable

from index.query import And, FacetValue, Not, Or, Query


def moved_query(query: Query, move: Callable[[FacetValue], FacetValue]) -> Query:
    """Return *query* with every facet value replaced by what *move* gives for it."""
    match query:
        case FacetValue():
            return move(query)
        case And(children):
            return And(tuple(moved_query(child, move) for child in children))
        case Or(children):
            return Or(tuple(moved_query(child, move) for child in children))
        case Not(child):
            return Not(moved_query(child, move))
        case _:
            return query


def names_any(query: Query, fields: frozenset[str]) -> bool:
    """Say whether *query* names a value of one of *fields*."""
    match query:
        case FacetValue():
            return query.field in fields
        case And(children) | Or(children):
            return any(names_any(child, fields) for child in children)
        case Not(child):
            return names_any(child, fields)
        case _:
            return False
