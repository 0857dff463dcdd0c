"""Every figure of the page Home."""

from tests.claims.claims import claim

CLAIMS = {"teaching": [claim("125 %", 1.25)]}  # advice for a projector


def test_claims(claim):
    claim.check()
