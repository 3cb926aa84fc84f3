"""The steps under a clinical verdict, written down to the counts and their sources."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.evidence.results import describe
from thymos.evidence.selection import Exclusion
from thymos.evidence.synthesis import Pooling, Row, Synthesis
from thymos.records.atoms import Citation
from thymos.records.claim import Claim
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.study import Tier
from thymos.records.wording import estimate, percent, plural, recorded
from thymos.verdict.clinical import RATIOS, Evidence, result_says, review_says, row_says
from thymos.verdict.trace import Node


def steps(dossier: Dossier, evidence: Evidence, claim: Claim) -> tuple[Node, ...]:
    """Trials, what was left out, cohorts, reviews, and whatever disagrees."""
    trials, cohorts = evidence.trials, evidence.cohorts
    parts = [_pooled_node("Randomised trials", trials), _left_out(trials.selection.excluded)]
    if cohorts.pooling is not None or cohorts.selection.excluded:
        parts += [
            _pooled_node("Observational studies, which cannot settle it", cohorts),
            _left_out(cohorts.selection.excluded),
        ]
    pools = (
        *trials.coverage.pools,
        *(p for p in cohorts.coverage.pools if p not in trials.coverage.pools),
    )
    if pools:
        parts.append(Node("Published reviews", tuple(_review_node(dossier, p) for p in pools)))
    against = disagreeing(dossier, evidence, claim)
    if against:
        parts.append(Node("Evidence that disagrees with the claim", against))
    return tuple(part for part in parts if part.children or part.cites)


def _pooled_node(title: str, synthesis: Synthesis) -> Node:
    pooling = synthesis.pooling
    if pooling is None:
        return Node(f"{title}: none with usable results", (Node(coverage_sentence(synthesis)),))
    steps = [_entry_node(row, pooling, synthesis) for row in pooling.rows]
    steps += [
        Node(f"{m.name}: {pooling.measure.code} {estimate(*m.shown)}") for m in pooling.models
    ]
    steps.append(Node(coverage_sentence(synthesis)))
    return Node(f"{title}: {plural(pooling.k, 'study', 'studies')}", tuple(steps))


def _entry_node(row: Row, pooling: Pooling, synthesis: Synthesis) -> Node:
    entry = next(e for e in synthesis.selection.entries if e.study.id == row.study)
    said = f"{pooling.measure.code} {estimate(row.estimate, row.low, row.high)}"
    if row.events and row.n:
        cells = f"{row.events[0]}/{row.n[0]} v {row.events[1]}/{row.n[1]}"
        shares = " v ".join(percent(e, n) for e, n in zip(row.events, row.n, strict=True))
        said = f"{cells} ({shares}): {said}"
    record = f"result:{row.study}/{row.result}"
    return Node(f"{row.label}: {said}", cites=entry.result.cites, record=record)


def coverage_sentence(synthesis: Synthesis) -> str:
    """How much of what is known was pooled, in one sentence."""
    c = synthesis.coverage
    one, many = (
        ("trial", "trials") if synthesis.selection.tier is Tier.RCT else ("study", "studies")
    )
    if not c.known_studies:
        said = f"No {one} of this outcome is known here"
    elif not c.studies:
        said = f"None of {plural(c.known_studies, f'known {one}', f'known {many}')} could be pooled"
    else:
        said = f"{c.studies} of {plural(c.known_studies, f'known {one}', f'known {many}')}"
    if c.share is not None and c.studies:
        said += f", {c.share:.0f} % of patients"
    if c.largest is not None and c.largest.interval is not None and c.largest.estimate is not None:
        shown = recorded(c.largest.estimate, c.largest.interval.low, c.largest.interval.high)
        said += f"; a published review of {c.largest.k} says {c.largest.measure} {shown}"
    return said + "."


def _left_out(excluded: tuple[Exclusion, ...]) -> Node:
    return Node("Left out, each for a reason", tuple(_excluded_node(e) for e in excluded))


def _excluded_node(e: Exclusion) -> Node:
    record = f"result:{e.study.id}/{e.result.id}"
    what = describe(e.study, e.result)
    return Node(f"{e.study.name}, {what}: {e.reason}", cites=e.result.cites, record=record)


def _review_node(dossier: Dossier, pool: PublishedPool) -> Node:
    label = dossier.sources[pool.source].label
    said = "no usable figure"
    if pool.estimate is not None:
        limits = (pool.interval.low, pool.interval.high) if pool.interval else (None, None)
        said = f"{pool.measure} {recorded(pool.estimate, *limits)}"
    trials = f", {plural(pool.k, 'study', 'studies')}" if pool.k else ""
    return Node(
        f"{label} ({pool.scope}{trials}): {said}", cites=pool.cites, record=f"pool:{pool.id}"
    )


def disagreeing(dossier: Dossier, evidence: Evidence, claim: Claim) -> tuple[Node, ...]:
    """Everything that points elsewhere than the pooled trials, or than the claim."""
    expected = {"benefit": "benefit", "harm": "harm"}.get(claim.expects or "", "nothing shown")
    found: list[tuple[str, tuple[Citation, ...], str]] = []
    outcome = evidence.trials.outcome
    for synthesis in (evidence.trials, evidence.cohorts):
        pooling = synthesis.pooling
        if pooling is not None:
            found += _rows_against(pooling, synthesis, expected)
        for pool in synthesis.coverage.pools:
            shown = _review_says(pool, outcome)
            if not shown.startswith(expected) and pool.estimate is not None and not pool.keep_out:
                node = _review_node(dossier, pool)
                found.append((f"{node.text} ({shown})", node.cites, node.record or ""))
        for exclusion in synthesis.selection.excluded:
            says = result_says(exclusion.result, outcome)
            if says not in (expected, "nothing shown"):
                node = _excluded_node(exclusion)
                found.append((f"{node.text} ({says})", node.cites, node.record or ""))
    unique = dict.fromkeys(found)
    return tuple(Node(text, cites=cites, record=record or None) for text, cites, record in unique)


def _rows_against(
    pooling: Pooling, synthesis: Synthesis, expected: str
) -> Iterator[tuple[str, tuple[Citation, ...], str]]:
    """Pooled studies that disagree: those that show nothing as one count, but for the largest.

    Each stands by name among the pooled studies; what its count rests on is cited with it.
    """
    largest = min(pooling.rows, key=lambda row: row.v)
    silent: list[tuple[str, tuple[Citation, ...], str]] = []
    for row in pooling.rows:
        says = row_says(row, pooling, synthesis.outcome)
        if says == expected:
            continue
        node = _entry_node(row, pooling, synthesis)
        one = (f"{node.text} ({says})", node.cites, node.record or "")
        if says == "nothing shown" and row is not largest:
            silent.append(one)
        else:
            yield one
    if len(silent) > 1:
        cites = tuple(dict.fromkeys(cite for _, given, _ in silent for cite in given))
        said = f"{len(silent)} smaller studies, each of which shows nothing by itself"
        yield said, cites, ""
    else:
        yield from silent


def _review_says(pool: PublishedPool, outcome: Outcome) -> str:
    """What a review shows; one that prints no interval points somewhere, and shows nothing."""
    if pool.interval is not None or pool.estimate is None:
        return review_says(pool, outcome)
    null = 1.0 if pool.measure in RATIOS else 0.0
    if pool.estimate == null:
        return "no interval given"
    side = "benefit" if (pool.estimate < null) == (outcome.better == "lower") else "harm"
    return f"{side} by its estimate, no interval given"
