"""Numbers of every shipped dossier in many wordings: true ones are silent, wrong ones flagged.

The floors lie below what `benchmarks/prose/twins.py` prints, so that they fail on a loss.
"""

import pytest

from benchmarks.prose.twins import Bench, cases, score
from benchmarks.prose.wordings import EARLIER, LATER, Wording

SILENT, CAUGHT = 0.95, 0.9
SEVERAL = ("magnesium-myocardial-infarction", "bcg-tuberculosis")


def numbered(wordings, start=0):
    return tuple(enumerate(wordings, start))


@pytest.fixture(scope="module")
def scored():
    return score(numbered(EARLIER + LATER), SEVERAL)


def test_true_numbers_are_left_alone(scored):
    assert scored.silent >= SILENT * scored.true, scored.wrong


def test_one_number_changed_is_flagged(scored):
    assert scored.caught >= CAUGHT * scored.false, scored.wrong[:40]


@pytest.mark.long
@pytest.mark.slow
def test_the_floors_hold_for_every_dossier():
    whole = score(numbered(EARLIER + LATER))
    assert whole.silent >= SILENT * whole.true, whole.wrong
    assert whole.caught >= 0.85 * whole.false, whole.wrong[:40]


def test_a_twin_differs_from_its_true_sentence_by_its_numbers_alone():
    bench = Bench("streptokinase-myocardial-infarction")
    wording = Wording("{study} counted {et} {deaths} with {drug} and {ec} with {ctl}.", arms=True)
    true, *twins = cases(bench, [(0, wording)])
    assert true.false is None
    same = [twin for twin in twins if twin.of == true.of and twin.false]
    assert {str(twin.false).split()[0] for twin in same} >= {"swapped", "et", "ec"}
    for twin in same:
        words = [w for w in true.sentence.split() if not w[0].isdigit()]
        assert [w for w in twin.sentence.split() if not w[0].isdigit()] == words
        assert twin.sentence != true.sentence


def test_there_are_many_wordings():
    assert len(EARLIER) >= 40
    assert len({w.context + w.text for w in EARLIER + LATER}) == len(EARLIER + LATER)
