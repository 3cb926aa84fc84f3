"""The answers of one model together, as text that can be kept, and the key of what they are of.

The key is made of everything that a number could hang on and of nothing else, so that a new
wording does not make old answers stale, and a new value does. Theory, not evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from thymos.dossier.index import Dossier
from thymos.mechanism import THEORY
from thymos.mechanism.questions.bands import CoursesAnswer
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.two_way import TwoWayAnswer
from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.trials import Observed, observed
from thymos.records.inquiry import Inquiry, VirtualTrial
from thymos.records.model import Model

# Raised whenever the same records would give other answers.
ANSWERS_VERSION = 3
# Significant digits that are kept: below the error of any share or quantile among them.
DIGITS = 5
# The line that tells whether a kept text is as it was written, between the brackets and the rest.
_SEAL = re.compile(r'\A\{\n "seal": "([0-9a-f]{64})",\n')
# Words, and what is not run: nothing here changes a number.
_WORDS = frozenset(
    ("title", "text", "note", "what", "like", "unit", "sbo", "means", "kind", "cites", "edges",
     "conflict_set", "credibility", "source", "levels")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was asked of a model. label: the words that stand on every output.

    key: of the records (`key_of`). small: whether few draws were made, for a quick look.
    """

    label: str
    version: int
    model: str
    key: str
    seed: int
    small: bool
    courses: tuple[CoursesAnswer, ...]
    two_way: tuple[TwoWayAnswer, ...]
    sobol: tuple[SobolAnswer, ...]
    trials: tuple[TrialAnswer, ...]
    markers: tuple[MarkerAnswer, ...]


def key_of(dossier: Dossier, inquiry: Inquiry) -> str:
    """A hash of what the answers hang on: equations, values, ranges, regimens, counts."""
    model = dossier.models[inquiry.model]
    parts = {
        "version": ANSWERS_VERSION,
        "equations": dossier.equations[model.source],
        "model": _numbers(model.model_dump(mode="json")),
        "inquiry": _numbers(inquiry.model_dump(mode="json")),
        "regimens": {
            name: (dossier.regimens[name].amount_ug, dossier.regimens[name].hours)
            for name in sorted(_regimens(model, inquiry))
        },
        "counts": [asdict(counted(dossier, trial)) for trial in inquiry.trials],
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def counted(dossier: Dossier, trial: VirtualTrial) -> Observed:
    """What the trial counted, from its own record."""
    study, result = dossier.result(f"{trial.study}/{trial.result}")
    roles = {arm.id: arm.role for arm in study.arms}
    by_role = {roles[count.arm]: (count.events, count.n) for count in result.counts}
    return observed(by_role["treated"], by_role["control"])


def to_text(answers: Answers) -> str:
    """Answers as JSON, numbers rounded to what they can mean, one answer a line.

    Sealed: a hash of the rest comes first, so that a number that is typed in is found.
    """
    found = _rounded(asdict(answers))
    lines = []
    for name, value in found.items():
        if isinstance(value, list | tuple) and value:
            rows = ",\n".join(f"  {_json(row)}" for row in value)
            lines.append(f' "{name}": [\n{rows}\n ]')
        else:
            lines.append(f' "{name}": {_json(value)}')
    rest = ",\n".join(lines) + "\n}\n"
    return f'{{\n "seal": "{_seal(rest)}",\n{rest}'


def from_text(text: str | None, key: str) -> Answers | None:
    """Kept answers.

    None where they are of other records or another version, were changed since they were
    written, or are no answers.
    """
    from pydantic import ValidationError

    sealed = _SEAL.match(text) if text is not None else None
    if text is None or sealed is None or sealed[1] != _seal(text[sealed.end() :]):
        return None
    try:
        found: Answers = _reader().validate_json(text)
    except (ValidationError, RecursionError):
        return None
    sound = (found.key, found.version, found.label) == (key, ANSWERS_VERSION, THEORY)
    return found if sound else None


def _seal(rest: str) -> str:
    return sha256(rest.encode()).hexdigest()


@cache
def _reader() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Answers)


def _regimens(model: Model, inquiry: Inquiry) -> set[str]:
    named = {name for scenario in model.scenarios for name in scenario.regimens}
    named |= {trial.regimen for trial in inquiry.trials}
    named |= {asked.regimen for asked in (inquiry.two_way, inquiry.marker) if asked}
    return named


def _numbers(value: Any) -> Any:
    """Plain values without the words among them."""
    if isinstance(value, Mapping):
        return {name: _numbers(each) for name, each in value.items() if name not in _WORDS}
    return [_numbers(each) for each in value] if isinstance(value, list | tuple) else value


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
