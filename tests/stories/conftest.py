"""Texts that are told apart."""

from datetime import date

import pytest

from portal.stories.signature import Signature, signature_of

DAY = date(2026, 3, 5).toordinal()

REPORT = """The port authority of Valparaíso will pay seafarers a day's wage for every night that they are kept on board
after their contract has ended, under an agreement signed on Thursday with the two unions of deck and engine crews.
It covers 1,240 seafarers on 38 ships, and is to be paid out of the harbor dues that owners deposit on arrival.
Marta Ibáñez, who led the talks for the crews, said that the money mattered less than the date it comes with: owners
now have 14 days to bring a relief. In the spring some crews had waited for 97 days within sight of the pier, and a
cook from Cebu had missed the birth of his daughter. The owners' association called the terms harsh and announced
that it would ask the maritime court to look at them. Inspectors of the transport federation counted 61 ships with
overdue contracts along the coast in February, a third fewer than a year ago, when the strike at San Antonio began.
"""


def a_signature(body: str = REPORT, *, title: str = "Crews win pay", language: str = "en", day: int = DAY) -> Signature:
    """Return the signature of a text, with everything defaulted."""
    return signature_of(title, body, language=language, day=day)


@pytest.fixture
def report() -> Signature:
    return a_signature()
