"""The pooled result without the studies that one may doubt, beside the whole."""

import pytest

from tests.small import SOURCES, open_small, result, study
from thymos import kernel
from thymos.evidence.interests import tied
from thymos.evidence.sensitivity import Doubt, sensitivity
from thymos.evidence.synthesis import synthesise

BIG = result(30, 100, 45, 100)
SMALL = result(4, 40, 12, 40)
NULL = result(20, 80, 21, 80)


def tie(value):
    cites = [{"source": "paper", "level": "abstract"}]
    return {"tied": value, "reason": "Paid by the maker.", "cites": cites}


def risk(overall):
    tool = "none" if overall == "not assessable" else "RoB 2"
    return {"tool": tool, "overall": overall, "reason": "As read."}


def lines(tmp_path, *studies, **collections):
    dossier = open_small(tmp_path, *studies, **collections)
    found = synthesise(dossier, "death")
    return found.pooling, {line.doubt: line for line in sensitivity(dossier, found)}


def alone(*results):
    """What the kernel gives for these results."""
    cells = [[r["counts"][0], r["counts"][1]] for r in results]
    ai, n1i = ([arm[0][key] for arm in cells] for key in ("events", "n"))
    ci, n2i = ([arm[1][key] for arm in cells] for key in ("events", "n"))
    effects = kernel.effect_sizes("RR", ai, n1i, ci, n2i)
    return float(kernel.pool(effects.y, effects.v, method="REML").estimate[0])


@pytest.mark.parametrize(
    ("sponsor", "authors", "found"),
    [
        (None, None, None),
        (True, None, True),
        (None, True, True),
        (False, True, True),
        (False, None, None),
        (None, False, None),
        (False, False, False),
    ],
)
def test_one_tie_ties_and_silence_frees_nobody(tmp_path, sponsor, authors, found):
    said = {"sponsor_tied": sponsor, "authors_tied": authors}
    more = {field: tie(value) for field, value in said.items() if value is not None}
    assert tied(open_small(tmp_path, study("a", BIG, **more)).studies["a"]) is found


def test_without_tied_studies_the_rest_is_pooled_and_the_unknown_are_counted(tmp_path):
    main, found = lines(
        tmp_path,
        study("a", BIG, sponsor_tied=tie(True)),
        study("b", SMALL, sponsor_tied=tie(False), authors_tied=tie(False)),
        study("c", NULL),
    )
    line = found[Doubt.TIED]
    assert [(out.study, out.reason) for out in line.left_out] == [("a", "Paid by the maker.")]
    assert line.unknown == ("c",)
    assert (main.k, line.pooling.k) == (3, 2)
    assert line.pooling.main.estimate == pytest.approx(alone(SMALL, NULL), abs=1e-12)
    assert line.pooling.main.estimate != pytest.approx(main.main.estimate, abs=1e-3)


def test_high_risk_goes_and_what_cannot_be_assessed_stays_until_the_last_line(tmp_path):
    _main, found = lines(
        tmp_path,
        study("a", BIG, risk_of_bias=risk("high")),
        study("b", SMALL, risk_of_bias=risk("not assessable")),
        study("c", NULL, risk_of_bias=risk("some concerns")),
    )
    assert [out.study for out in found[Doubt.HIGH_RISK].left_out] == ["a"]
    assert found[Doubt.HIGH_RISK].unknown == ("b",)
    last = found[Doubt.UNASSESSED]
    assert [(out.study, out.reason) for out in last.left_out] == [
        ("a", "risk of bias high"),
        ("b", "risk of bias not assessable"),
    ]
    assert last.pooling.main.estimate == pytest.approx(alone(NULL), abs=1e-12)


def test_a_retracted_trial_is_not_even_in_the_main_result(tmp_path):
    cites = [{"source": "paper", "level": "primary"}]
    notice = {"kind": "retraction", "date": "2012", "what": "Withdrawn.", "read": True}
    other = {
        "id": "other",
        "kind": "article",
        "issued": "2009",
        "notices": [notice | {"cites": cites}],
    }
    main, found = lines(
        tmp_path,
        study(
            "a",
            BIG,
            reports=[{"source": "other", "role": "primary"}],
        ),
        study("b", SMALL),
        sources=[*SOURCES, other],
    )
    assert main.k == 1
    assert found[Doubt.UNTRUSTED].left_out == ()
    assert found[Doubt.UNTRUSTED].unknown == ("b",)


def test_where_nothing_is_in_doubt_the_main_result_stands(tmp_path):
    main, found = lines(tmp_path, study("a", BIG), study("b", SMALL))
    for line in found.values():
        assert line.left_out == ()
        assert line.pooling is main


def test_where_all_are_in_doubt_nothing_remains(tmp_path):
    _, found = lines(tmp_path, study("a", BIG, sponsor_tied=tie(True)))
    assert found[Doubt.TIED].pooling is None


def test_an_outcome_without_pooled_trials_has_no_lines(tmp_path):
    _, found = lines(tmp_path, study("a", BIG, isolates=False, combination="more"))
    assert found == {}


def test_a_vendor_needs_a_ground(tmp_path):
    from thymos.errors import DossierError

    sources = [*SOURCES, {"id": "shop", "kind": "page", "vendor_tied": "true"}]
    with pytest.raises(DossierError, match="on what vendor_tied rests"):
        open_small(tmp_path, study("a", BIG), sources=sources)
