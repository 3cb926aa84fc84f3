"""From a claim to its verdict: one function, total over the kinds of claim."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.evidence.certainty import Certainty
from thymos.evidence.certainty.synthesis import certainty
from thymos.evidence.synthesis import Synthesis
from thymos.kernel.memory import remembering
from thymos.records.atoms import admissible
from thymos.records.claim import Claim, ClaimKind, Ground
from thymos.records.study import Tier
from thymos.verdict import clinical, derivation, factual, reckoning
from thymos.verdict.rules import Line
from thymos.verdict.trace import Node
from thymos.verdict.words import Clinical, Factual


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its verdict and the whole way to it.

    certainty is GRADE's level, with its reasons in graded, where it was asked for and studies
    are pooled; tier is the highest tier of evidence that the verdict rests on, None for claims
    of fact. plain is the reason
    without terms of art, where it needs them. because: for claims of fact, the statements that
    decided, and standing on what they rest.
    """

    claim: Claim
    verdict: str
    reason: str
    tier: str | None
    why: Node
    synthesis: Synthesis | None = None
    certainty: str | None = None
    graded: Certainty | None = None
    plain: str = ""
    because: tuple[str, ...] = ()
    standing: str | None = None

    @property
    def told(self) -> str:
        """The reason; for a fact that is not simply true, with what the records say instead."""
        if not self.because or self.verdict == Factual.TRUE.value:
            return self.reason
        return f"{self.reason}. {self.because[0]}"

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources in the derivation."""
        return self.why.sources()


def judge(
    dossier: Dossier, claim: Claim, *, beside: bool = False, posterior: bool = True
) -> Judged:
    """Compute the verdict on one claim from the records of a dossier (as of its date).

    beside: whether what stands beside the words is computed too: certainty, and with posterior
    the posterior probabilities of the derivation, which take half as long again. Neither is
    read by the rule.
    """
    if claim.kind.clinical:
        with remembering():
            return _judge_effect(dossier, claim, beside, posterior)
    found = factual.votes(dossier, claim, dossier.day)
    verdict, reason = factual.settle(found)
    decided = factual.deciding(found, verdict)
    rests = next((vote.standing for vote in decided if vote.standing is not None), None)
    heavy = tuple(vote.node for vote in found if vote.weighs)
    light = tuple(vote.node for vote in found if not vote.weighs)
    parts = [Node("What carries weight", heavy)] if heavy else []
    if light:
        parts.append(Node("What was read but carries no weight", light))
    why = Node(f"{claim.text} → {verdict}: {reason}", tuple(parts), record=f"claim:{claim.id}")
    return Judged(
        claim,
        verdict.value,
        reason,
        None,
        why,
        because=tuple(dict.fromkeys(vote.says for vote in decided)),
        standing=rests.words if rests else None,
    )


def judge_all(
    dossier: Dossier, *, beside: bool = False, posterior: bool = True
) -> tuple[Judged, ...]:
    """The verdict on every claim, in the order of the dossier."""
    return tuple(
        judge(dossier, claim, beside=beside, posterior=posterior)
        for claim in dossier.claims.values()
    )


def _judge_effect(dossier: Dossier, claim: Claim, beside: bool, posterior: bool) -> Judged:
    evidence = clinical.gather(dossier, claim)
    grounds = tuple(_ground_node(dossier, ground) for ground in claim.grounds)
    if evidence is None:
        line, tier, graded = _from_grounds(dossier, claim), None, None
        parts: tuple[Node, ...] = (Node("What was read about it", grounds),) if grounds else ()
        synthesis = None
    else:
        line = clinical.decide(claim, evidence)
        tier, graded = _tier(evidence), None
        parts = derivation.steps(dossier, evidence, claim) + reckoning.reckoning(evidence, claim)
        if beside:
            graded = _certainty(dossier, evidence)
            parts += reckoning.graded(graded)
            parts += reckoning.belief(evidence) if posterior else ()
        if grounds:
            parts += (Node("Also read", grounds),)
        synthesis = evidence.trials
    text = f"{claim.text} → {line.verdict}: {line.reason}"
    why = Node(text, parts, record=f"claim:{claim.id}")
    return Judged(
        claim,
        line.verdict.value,
        line.reason,
        tier,
        why,
        synthesis,
        certainty=graded.level.value if graded else None,
        graded=graded,
        plain=line.plain,
    )


def _certainty(dossier: Dossier, evidence: clinical.Evidence) -> Certainty | None:
    """Of the trials where there are any, else of the cohorts."""
    return certainty(dossier, evidence.trials) or certainty(dossier, evidence.cohorts)


def _tier(evidence: clinical.Evidence) -> str | None:
    if evidence.trials.pooling is not None or evidence.summary.review is not None:
        return Tier.RCT.value
    if evidence.summary.observational:
        return Tier.OBSERVATIONAL.value
    return None


def _ground_node(dossier: Dossier, ground: Ground) -> Node:
    cites = ground.cites + tuple(c for ref in ground.records for c in dossier.cites_of(ref))
    return Node(f"{ground.bears}: {ground.says}", cites=cites)


def _from_grounds(dossier: Dossier, claim: Claim) -> Line:
    """A clinical claim without an outcome to pool: what was read, if it carries weight.

    It never gets further than unsettled: a statement is not a synthesis. Safety may reach
    probable, since a label or trial report that finds no signal is what there can be.
    """
    heavy = set()
    for ground in claim.grounds:
        cites = ground.cites + tuple(c for ref in ground.records for c in dossier.cites_of(ref))
        official = factual.weighs(dossier, cites) if claim.kind is ClaimKind.SAFETY else False
        if official or admissible(cites):
            heavy.add(ground.bears)
    if not heavy:
        return clinical.untested(claim)
    if heavy == {"contradicts"}:
        return Line(Clinical.CONTRADICTED, "what was read says the opposite")
    if heavy == {"supports"} and claim.kind is ClaimKind.SAFETY:
        return Line(Clinical.PROBABLE, "labels or study reports say so, and none disagrees")
    return Line(Clinical.UNSETTLED, "it rests on reports that cannot be pooled")
