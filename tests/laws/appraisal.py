"""RoB 2 over every combination of answers: total, as the guidance words it, never better for worse.

The criteria below were written from the tables of the full guidance of 22 August 2019 (one box a
judgement), not from the flow charts that the trees in `rob2` follow.
"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thymos.evidence.appraisal import rob2
from thymos.records.questions import asked, questions

YES, NO = {"Y", "PY"}, {"N", "PN"}
CASES = (
    ("1", "assignment"),
    ("2", "assignment"),
    ("2", "adherence"),
    ("3", "assignment"),
    ("4", "assignment"),
    ("5", "assignment"),
)
# The reply that cannot make things worse first, for every question; equal ranks share a place.
BETTER = {
    "1.1": (("Y", "NI"), ("N",)),
    "1.2": (("Y",), ("NI",), ("N",)),
    "1.3": (("N", "NI"), ("Y",)),
    "3.1": (("Y",), ("N", "NI")),
    "3.2": (("Y",), ("N",)),
    "3.3": (("N",), ("Y", "NI")),
    "3.4": (("N",), ("Y", "NI")),
    "4.1": (("N", "NI"), ("Y",)),
    "4.2": (("N",), ("NI",), ("Y",)),
    "4.3": (("N",), ("Y", "NI")),
    "4.4": (("N",), ("Y", "NI")),
    "4.5": (("N",), ("Y", "NI")),
    "5.1": (("Y",), ("N", "NI")),
    "5.2": (("N",), ("NI",), ("Y",)),
    "5.3": (("N",), ("NI",), ("Y",)),
}
BETTER_ASSIGNMENT = {
    "2.1": (("N",), ("Y", "NI")),
    "2.2": (("N",), ("Y", "NI")),
    "2.3": (("N",), ("NI",), ("Y",)),
    "2.4": (("N",), ("Y", "NI")),
    "2.5": (("Y",), ("N", "NI")),
    "2.6": (("Y",), ("N", "NI")),
    "2.7": (("N",), ("Y", "NI")),
}
BETTER_ADHERENCE = {
    "2.1": (("N",), ("Y", "NI")),
    "2.2": (("N",), ("Y", "NI")),
    "2.3": (("Y", "NA"), ("N", "NI")),
    "2.4": (("N", "NA"), ("Y", "NI")),
    "2.5": (("N", "NA"), ("Y", "NI")),
    "2.6": (("Y",), ("N", "NI")),
}


def better(effect):
    return BETTER | (BETTER_ASSIGNMENT if effect == "assignment" else BETTER_ADHERENCE)


def of_domain(number, effect):
    return [q for q in questions("RoB 2", effect) if q.id.startswith(f"{number}.")]


def complete(number, effect, only=("Y", "PY", "PN", "N", "NI")):
    """Every way to fill a domain in: each question that is asked answered, no other."""
    known = {q.id: q for q in of_domain(number, effect)}
    sets: list[dict[str, str]] = [{}]
    for question in known.values():
        longer = []
        for replies in sets:
            if asked(question, replies, known) is False:
                longer.append(replies)
                continue
            assert asked(question, replies, known) is True
            wanted = [reply for reply in question.replies if reply in only]
            wanted += ["NA"] if question.may_not_apply else []
            longer += [replies | {question.id: reply} for reply in wanted]
        sets = longer
    return sets


def plainly(reply):
    """Yes, no, no information: what the criteria tell apart."""
    return {"PY": "Y", "PN": "N"}.get(reply, reply)


# --- the criteria, as boxes ---------------------------------------------------------------------


def randomisation(a):
    concealed, random, imbalance = a["1.2"], a["1.1"], a["1.3"]
    low = concealed == "Y" and imbalance in ("N", "NI") and random in ("Y", "NI")
    some = (concealed == "Y" and (random == "N" or imbalance == "Y")) or (
        concealed == "NI" and imbalance in ("N", "NI")
    )
    high = concealed == "N" or (concealed == "NI" and imbalance == "Y")
    return low, some, high


def assignment(a):
    blind = a["2.1"] == "N" and a["2.2"] == "N"
    deviations, affected, balanced = a.get("2.3"), a.get("2.4"), a.get("2.5")
    low_1 = blind or deviations == "N"
    high_1 = not low_1 and deviations == "Y" and affected in ("Y", "NI") and balanced != "Y"
    low_2 = a["2.6"] == "Y"
    high_2 = not low_2 and a["2.7"] in ("Y", "NI")
    low, high = low_1 and low_2, high_1 or high_2
    return low, not low and not high, high


def adherence(a):
    blind = a["2.1"] == "N" and a["2.2"] == "N"
    balanced = blind or a["2.3"] in ("Y", "NA")
    delivered = a["2.4"] in ("N", "NA") and a["2.5"] in ("N", "NA")
    low = balanced and delivered
    return low, not low and a["2.6"] == "Y", not low and a["2.6"] != "Y"


def missing(a):
    low = a["3.1"] == "Y" or a.get("3.2") == "Y" or a.get("3.3") == "N"
    some = not low and a["3.4"] == "N"
    return low, some, not low and not some


def measurement(a):
    wrong = a["4.1"] == "Y" or a["4.2"] == "Y"
    influenced = a.get("4.5") in ("Y", "NI")
    harmless = a.get("4.3") == "N" or a.get("4.4") == "N"
    low = not wrong and a["4.2"] == "N" and harmless
    high = wrong or influenced
    some = not high and (a["4.2"] == "NI" or not harmless)
    return low, some, high


def selection(a):
    low = a["5.1"] == "Y" and a["5.2"] == "N" and a["5.3"] == "N"
    high = "Y" in (a["5.2"], a["5.3"])
    return low, not low and not high, high


BOXES = (randomisation, assignment, adherence, missing, measurement, selection)


@pytest.mark.parametrize(("case", "boxes"), list(zip(CASES, BOXES, strict=True)))
def test_every_complete_answer_gives_the_judgement_whose_box_it_is_in(case, boxes):
    number, effect = case
    filled = complete(number, effect)
    assert len(filled) > 20
    for replies in filled:
        found = rob2.domain(number, replies, effect)
        inside = boxes({question: plainly(reply) for question, reply in replies.items()})
        assert sum(inside) == 1, replies
        assert found.judgement == rob2.SCALE[inside.index(True)], replies
        assert found.open == (), replies


@pytest.mark.parametrize("case", CASES)
def test_no_better_answer_makes_a_judgement_worse(case):
    number, effect = case
    order = better(effect)
    filled = complete(number, effect, only=("Y", "N", "NI"))
    judged = [(a, rob2.SCALE.index(rob2.domain(number, a, effect).judgement)) for a in filled]
    by_questions: dict[frozenset[str], list[tuple[dict[str, str], int]]] = {}
    for replies, at in judged:
        by_questions.setdefault(frozenset(replies), []).append((replies, at))
    compared = 0
    for same in by_questions.values():
        for (one, a), (other, b) in itertools.combinations(same, 2):
            differ = [q for q in one if one[q] != other[q]]
            if len(differ) != 1:
                continue
            ranks = [
                next(i for i, tier in enumerate(order[differ[0]]) if replies[differ[0]] in tier)
                for replies in (one, other)
            ]
            compared += 1
            if ranks[0] == ranks[1]:
                assert a == b, (one, other)
            else:
                assert (ranks[0] < ranks[1]) <= (a <= b), (one, other)
                assert (ranks[0] > ranks[1]) <= (a >= b), (one, other)
    assert compared > 10


@pytest.mark.parametrize("case", CASES)
@given(data=st.data())
def test_open_questions_rule_out_no_judgement_that_answers_could_still_give(case, data):
    number, effect = case
    filled = complete(number, effect, only=("Y", "N", "NI"))
    whole = data.draw(st.sampled_from(filled))
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    part = {question: whole[question] for question in kept}
    agree = [a for a in filled if all(a.get(q) == reply for q, reply in part.items())]
    found = rob2.domain(number, part, effect)
    assert {rob2.domain(number, a, effect).judgement for a in agree} <= found.possible
    assert (found.judgement is not None) == (len(found.possible) == 1)
    assert whole.keys() != part.keys() or found.open == ()


JUDGED = st.sampled_from([None, *rob2.SCALE])


@given(st.tuples(*[JUDGED] * 5))
def test_the_whole_is_the_worst_domain_and_open_while_a_domain_is(domains):
    whole = rob2.overall(domains)
    if "high" in domains:
        assert whole == "high"
    elif None in domains:
        assert whole is None
    else:
        assert whole == ("some concerns" if "some concerns" in domains else "low")
