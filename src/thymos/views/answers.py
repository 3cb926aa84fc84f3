"""What every door says to a direct question: verdicts, why, pool, status.

Each view is frozen; `as_json` gives the documented keys. Tables, pages and JSON render the
same view, so that they cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from thymos.dossier.index import Dossier
from thymos.dossier.numbers import Omitted
from thymos.errors import Finding
from thymos.evidence.sections import Section
from thymos.evidence.sensitivity import Line
from thymos.evidence.synthesis import Model, Pooling, Row, Synthesis
from thymos.records.regulation import Status
from thymos.records.wording import estimate
from thymos.verdict.derivation import coverage_sentence
from thymos.verdict.judge import Judged
from thymos.verdict.trace import Node
from thymos.views.ledger import group_of, known_on
from thymos.views.trust import sensitivity_json

Json = dict[str, Any]

# Every pooled answer has these keys, null where nothing could be pooled.
POOL_KEYS = (
    *("measure", "method", "test", "level", "k", "estimate", "se", "ci_low", "ci_high", "p"),
    *("tau2", "tau2_low", "tau2_high", "I2", "H2", "Q", "Q_df", "Q_p"),
    *("prediction_rule", "prediction_low", "prediction_high", "display", "models", "studies"),
)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Every claim with its verdict, as of a day."""

    dossier: str
    as_of: str
    claims: tuple[Judged, ...]

    def as_json(self) -> Json:
        """Keys: dossier, as_of, claims."""
        return {
            "dossier": self.dossier,
            "as_of": self.as_of,
            "claims": [verdict_json(judged) for judged in self.claims],
        }


def verdict_json(judged: Judged) -> Json:
    """One claim with its verdict under the stable keys."""
    return {
        "id": judged.claim.id,
        "text": judged.claim.text,
        "kind": judged.claim.kind.value,
        "verdict": judged.verdict,
        "certainty": judged.certainty,
        "tier": judged.tier,
        "reason": judged.reason,
        "because": list(judged.because),
        "standing": judged.standing,
        "sources": list(judged.sources),
    }


@dataclass(frozen=True, slots=True)
class Why:
    """The derivation of one verdict."""

    dossier: Dossier
    judged: Judged

    def as_json(self) -> Json:
        """The verdict's keys, `certainty_reasons`, and `why`: text, record, cites and children."""
        return {
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "claim": self.judged.claim.id,
            **{k: v for k, v in verdict_json(self.judged).items() if k != "id"},
            "certainty_reasons": self._reasons(),
            "certainty_capped": graded.capped if (graded := self.judged.graded) else None,
            "why": self._tree(self.judged.why),
        }

    def _reasons(self) -> list[Json]:
        graded = self.judged.graded
        return [
            {
                "domain": reason.suggested.domain.value,
                "steps": reason.steps,
                "suggested": reason.suggested.steps,
                "reason": reason.suggested.reason,
                "numbers": dict(reason.suggested.numbers),
                "override": reason.override.reason if reason.override else None,
            }
            for reason in (graded.reasons if graded else ())
        ]

    def _tree(self, node: Node) -> Json:
        return {
            "text": node.text,
            "record": node.record,
            "cites": [
                {
                    "source": cite.source,
                    "label": self.dossier.sources[cite.source].label,
                    "locator": cite.locator,
                    "level": cite.level.value,
                }
                for cite in node.cites
            ],
            "children": [self._tree(child) for child in node.children],
        }


@dataclass(frozen=True, slots=True)
class Pool:
    """A meta-analysis, of an outcome of a dossier or of a table of numbers."""

    title: str
    pooling: Pooling | None
    synthesis: Synthesis | None = None
    as_of: str | None = None
    omitted: tuple[Omitted, ...] = ()
    sections: tuple[Section, ...] = ()
    sensitivity: tuple[Line, ...] = ()

    @property
    def coverage(self) -> str | None:
        """How much of what is known was pooled."""
        return coverage_sentence(self.synthesis) if self.synthesis else None

    def as_json(self) -> Json:
        """The stable keys on the analysis scale, `display` on the reader's, and the parts."""
        out: Json = {"title": self.title, "as_of": self.as_of, "coverage": self.coverage}
        out |= _pooling_json(self.pooling)
        if self.synthesis is not None:
            out["excluded"] = [
                {"study": e.study.id, "result": e.result.id, "reason": e.reason}
                for e in self.synthesis.selection.excluded
            ]
            out["published"] = [_published_json(p) for p in self.synthesis.coverage.pools]
            out["sensitivity"] = sensitivity_json(self.sensitivity)
        out["omitted"] = [
            {"line": o.line, "study": o.label, "reason": o.reason} for o in self.omitted
        ]
        out["sections"] = {
            section.key: {
                "title": section.title,
                "rows": [dict(zip(section.columns, row, strict=True)) for row in section.rows],
                "remark": section.remark,
            }
            for section in self.sections
        }
        return out


def _pooling_json(pooling: Pooling | None) -> Json:
    if pooling is None:
        return dict.fromkeys(POOL_KEYS) | {"k": 0, "studies": [], "models": []}
    main, options = pooling.main, pooling.options
    band = pooling.prediction or (None, None)
    shown_band = pooling.prediction_shown or (None, None)
    return {
        "measure": pooling.measure.code,
        "method": main.method,
        "test": main.test,
        "level": options.level,
        "k": pooling.k,
        "estimate": main.estimate,
        "se": main.se,
        "ci_low": main.low,
        "ci_high": main.high,
        "p": main.p,
        "tau2": pooling.tau2,
        "tau2_low": pooling.tau2_low,
        "tau2_high": pooling.tau2_high,
        "I2": pooling.I2,
        "H2": pooling.H2,
        "Q": pooling.Q,
        "Q_df": pooling.Q_df,
        "Q_p": pooling.Q_p,
        "prediction_rule": options.prediction,
        "prediction_low": band[0],
        "prediction_high": band[1],
        "display": {
            "measure": pooling.measure.name,
            **_shown_json(*main.shown),
            "prediction_low": _finite(shown_band[0]),
            "prediction_high": _finite(shown_band[1]),
            "text": estimate(*main.shown),
        },
        "models": [_model_json(model) for model in pooling.models],
        "studies": [_row_json(row) for row in pooling.rows],
    }


def _model_json(model: Model) -> Json:
    return {
        "name": model.name,
        "method": model.method,
        "test": model.test,
        "estimate": model.estimate,
        "se": model.se,
        "ci_low": model.low,
        "ci_high": model.high,
        "p": model.p,
        "display": _shown_json(*model.shown),
    }


def _row_json(row: Row) -> Json:
    return {
        "label": row.label,
        "study": row.study,
        "result": row.result,
        "events": list(row.events) if row.events else None,
        "n": list(row.n) if row.n else None,
        "yi": row.y,
        "vi": row.v,
        "weight": row.weight,
        "corrected": row.corrected,
        "display": _shown_json(row.estimate, row.low, row.high),
    }


def _shown_json(value: float, low: float | None, high: float | None) -> Json:
    return {"estimate": value, "ci_low": _finite(low), "ci_high": _finite(high)}


def _finite(limit: float | None) -> float | None:
    """JSON has no infinity: a limit beyond what the machine holds is none."""
    return limit if limit is not None and math.isfinite(limit) else None


def _published_json(pool: Any) -> Json:
    limits = (pool.interval.low, pool.interval.high) if pool.interval else (None, None)
    return {
        "id": pool.id,
        "source": pool.source,
        "scope": pool.scope,
        "k": pool.k,
        "measure": pool.measure,
        "estimate": pool.estimate,
        "ci_low": limits[0],
        "ci_high": limits[1],
    }


@dataclass(frozen=True, slots=True)
class Statuses:
    """Regulatory status, all places or one, in order of time."""

    dossier: Dossier
    jurisdiction: str | None
    statuses: tuple[Status, ...]

    def in_force(self, status: Status) -> bool:
        """Whether it holds on the day asked for."""
        ended = status.valid_to is not None and status.valid_to.last < self.dossier.day
        return status.holds and not ended

    def as_json(self) -> Json:
        """Keys: dossier, as_of, jurisdiction, statuses."""
        return {
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "jurisdiction": self.jurisdiction,
            "statuses": [self._one(status) for status in self.statuses],
        }

    def _one(self, status: Status) -> Json:
        out = status.model_dump(mode="json", exclude={"cites"})
        out["in_force"] = self.in_force(status)
        out["group"] = group_of(status).value
        out["known_on"] = known_on(self.dossier, status)
        out["sources"] = list(dict.fromkeys(cite.source for cite in status.cites))
        out["levels"] = list(dict.fromkeys(cite.level.value for cite in status.cites))
        return out


def findings_json(findings: Iterable[Finding]) -> Json:
    """The documented shape of lint: `{"findings": [...]}`."""
    return {"findings": [finding.as_dict() for finding in findings]}
