"""Whatever numbers a dossier holds, as long as its schema takes them, lint ends and says lines."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small import open_small, pool, result, study
from thymos.checks import run

LAW = settings(max_examples=40, deadline=None)
sizes = st.one_of(st.integers(1, 40), st.integers(1, 10_000_000_000))
figures = st.one_of(
    st.sampled_from(["0", "0.0", "1", "-1", "1e-300", "1e300", "0.05", "1.00"]),
    st.floats(-100, 100).map(lambda x: f"{x:.2f}"),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
positive = st.one_of(
    st.sampled_from(["0.01", "1e-300", "1e300"]), st.floats(0.001, 1e6).map(lambda x: f"{x:.3f}")
)
limits = st.fixed_dictionaries({"low": figures, "high": figures})
KINDS = ["p", "percent", "RR", "OR", "RD", "HR", "SHR", "difference", "t", "z", "F", "chi-square"]


@st.composite
def statistics(draw):
    said = {"statistic": draw(st.sampled_from(KINDS)), "value": draw(figures)}
    said |= {"df": draw(st.lists(positive, max_size=2)), "arm": "drug"}
    if draw(st.booleans()):
        said["interval"] = draw(limits)
    if draw(st.booleans()):
        said["text"] = draw(st.sampled_from(["p<0.05", "P > .5", "P = NS", "7 (14 %)", "<"]))
    return said


@st.composite
def results(draw, name):
    n1, n2 = draw(sizes), draw(sizes)
    a, c = draw(st.integers(0, n1)), draw(st.integers(0, n2))
    more = {"id": name, "reported": draw(st.lists(statistics(), max_size=4))}
    if draw(st.booleans()):
        more["effect"] = {
            "measure": draw(st.sampled_from(["HR", "OR", "MD", "SMD"])),
            "estimate": draw(figures),
            "interval": draw(limits),
        }
    if draw(st.booleans()):
        more["subgroup"] = {"factor": "age", "level": name, "interaction_p": 0.04}
    if draw(st.booleans()):
        more["means"] = [
            {"arm": arm, "mean": draw(figures), "sd": draw(positive), "n": draw(sizes), "items": 1,
             "binary": draw(st.sampled_from(["true", "false"]))}
            for arm in ("drug", "placebo")
        ]  # fmt: skip
    return result(a, n1, c, n2, **more)


@LAW
@given(results("one"), results("two"), results("three"), figures, limits)
def test_lint_ends_and_every_finding_has_a_line(one, two, three, estimate, interval):
    review = pool(estimate=estimate, interval=interval, p=0.04, k=3)
    with tempfile.TemporaryDirectory() as folder:
        found = run(open_small(Path(folder), study("one", one, two, three), pools=[review]))
    assert all(f.file and (f.line or 0) > 0 and f.reason for f in found)
    assert all("\n" not in str(f) for f in found)
