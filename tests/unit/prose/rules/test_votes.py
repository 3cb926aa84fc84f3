"""Votes of committees: direction, day, and whether they were taken."""

import pytest

from thymos.prose.rules import votes

FLAGGED = (
    (
        "thymosin",
        "An advisory committee is reported to have voted in December 2024 in favour of "
        "letting pharmacies compound thymosin alpha-1.",
    ),
    ("thymosin", "In December 2024 the committee voted to add thymosin alpha-1 to the list."),
    ("thymosin", "The FDA's advisers backed thymosin alpha-1 in December 2024."),
    ("thymosin", "The panel came down in favour of thymosin alpha-1."),
    ("thymosin", "The committee has yet to vote on thymosin alpha-1."),
    ("thymosin", "The advisory committee's vote on thymosin alpha-1 is still pending."),
    (
        "thymosin",
        "Thymosin alpha-1 comes before the advisory committee, which will soon vote on it.",
    ),
    ("thymosin", "The advisory committee voted against thymosin alpha-1 in December 2021."),
    ("thymosin", "The panel voted yes on thymosin alpha-1 in December 2024."),
    ("thymosin", "The FDA's committee has not voted on thymosin alpha-1 yet."),
    ("thymosin", "The December 2024 committee gave thymosin alpha-1 the thumbs up."),
    ("thymosin", "The committee is due to vote on thymosin alpha-1 next month."),
)
SILENT = (
    (
        "thymosin",
        "The committee voted against adding thymosin alpha-1 to the list in December 2024.",
    ),
    ("thymosin", "The committee did not vote in favour of thymosin alpha-1."),
    (
        "thymosin",
        "Pretty sure the committe voted it down in December 2024, thymosin alpha-1 that is.",
    ),
    ("thymosin", "Had the committee voted to add thymosin alpha-1, pharmacies could make it."),
    ("thymosin", "Sellers claim that the committee voted in favour of thymosin alpha-1."),
    ("thymosin", "Did the committee vote to add thymosin alpha-1?"),
    (
        "thymosin",
        "In July 2026 the committee met on seven other peptides, and not on thymosin alpha-1.",
    ),
    (
        "thymosin",
        "The European committee gave a positive opinion on the orphan designation of "
        "thymosin alpha-1.",
    ),
    ("thymosin", "The committee will vote on other peptides; thymosin alpha-1 is not among them."),
    ("thymosin", "The ethics panel backed a trial of thymosin alpha-1 in Italy."),
    ("thymosin", "The committee's vote of December 2024 went against thymosin alpha-1."),
    ("thymosin", "The committee's members disagreed before they voted against thymosin alpha-1."),
    (
        "thymosin",
        "What the committee voted on thymosin alpha-1 in December 2024 is known from reports only.",
    ),
    ("thymosin", "Nobody expected the committee to vote in favour of thymosin alpha-1."),
    ("thymosin", "The committee turned thymosin alpha-1 down in December 2024."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, votes.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, votes.check) == ()
