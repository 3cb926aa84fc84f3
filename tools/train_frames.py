"""Train the model of frames from the labelled sentences, and write its weights.

usage: python tools/train_frames.py [--score]

Reads `benchmarks/prose/training/*.tsv`. `--score` prints the agreement of five folds instead of
writing; sentences that follow each other are twins, so folds are cut by block of lines.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import thymos  # noqa: E402
from benchmarks.prose.corpus import pages  # noqa: E402
from thymos.prose.entities import Lexicon  # noqa: E402
from thymos.prose.frames import features as f  # noqa: E402
from thymos.prose.frames.reader import reader  # noqa: E402
from thymos.prose.masking import masked, shown  # noqa: E402
from thymos.prose.page import Sentence, open_page  # noqa: E402

DATA = ROOT / "benchmarks" / "prose" / "training"
OUT = ROOT / "src" / "thymos" / "prose" / "frames" / "weights.npz"
EXAMPLES = ROOT / "tests" / "prose" / "examples.jsonl"
# The kinds of the example sentences whose class can be told from the sentence alone.
KINDS = (
    ("sepsis_settled", "benefit"), ("covid", "benefit"), ("hep_cancer_overclaim", "benefit"),
    ("immune_booster", "booster"), ("anti_ageing", "ageing"), ("cure_all", "cureall"),
    ("absolute_safety", "safe"), ("dosing_advice", "advice"), ("sourcing", "sourcing"),
    ("preclinical_as_human", "animal"), ("mechanism_as_proof", "marker"),
    ("anecdote_as_data", "anecdote"), ("oral_route", "route"), ("contradicts_evidence", "denied"),
    ("us_status", "approved"), ("foreign_approval", "approved"), ("identity_conflation", "same"),
)  # fmt: skip
TRUE = ROOT / "tests" / "prose" / "true.txt"
FAIR = "fair"
PAGE_KINDS = (
    ("settled_benefit", "benefit"), ("booster", "booster"), ("anti_ageing", "ageing"),
    ("cure_all", "cureall"), ("absolute_safety", "safe"), ("dosing_advice", "advice"),
    ("sourcing", "sourcing"), ("preclinical_as_human", "animal"), ("route", "route"),
    ("mechanism_as_proof", "marker"), ("anecdote_as_data", "anecdote"), ("approval", "approved"),
    ("orphan_as_approval", "approved"), ("compounding", "approved"), ("identity", "same"),
    ("overclaim", "strength"),
)  # fmt: skip
SEEN = 2
STRENGTH = 20.0
BLOCK = 20
FOLDS = 5


def load() -> tuple[list[str], list[str]]:
    """Every labelled sentence, masked, with its label."""
    texts, labels = [], []
    for path in sorted(DATA.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            label, tab, text = line.partition("\t")
            if not tab or not text.strip():
                raise SystemExit(f"{path}:{number}: expected a label, a tab and a sentence")
            texts.append(shown(text.strip()))
            labels.append(label.strip())
    more = [*_examples(), *(_pages() if "--pages" in sys.argv else ())]
    for text, label in more:
        texts.append(text)
        labels.append(label)
    return texts, labels


def _examples() -> Iterator[tuple[str, str]]:
    """The example sentences whose class can be told, and the true sentences; names masked."""
    opened = thymos.load()
    assert opened.judged
    lexicon = Lexicon(opened.known)
    told = [(json.loads(line), line) for line in EXAMPLES.read_text("utf-8").splitlines() if line]
    pairs = [(item["text"], dict(KINDS).get(item["kind"]) if item["flag"] else FAIR)
             for item, _ in told]  # fmt: skip
    pairs += [(line, FAIR) for line in TRUE.read_text("utf-8").splitlines() if line.strip()]
    for text, label in pairs:
        page = open_page(text, opened.known, opened.judged, lexicon)
        if label is not None and len(page.sentences) == 1:
            yield masked(page.sentences[0], opened.known), label


def _pages() -> Iterator[tuple[str, str]]:
    """The lines of the development pages: what is flagged by its kind, the rest as fair.

    A line that is fair because the records bear it out may still assert something: what the
    model at hand takes for a benefit or an approval is left out.
    """
    for page in pages("development"):
        opened = thymos.load(page.dossier)
        assert opened.judged
        read = open_page(
            page.text, opened.known, opened.judged, Lexicon(opened.known), None, page.form
        )
        first: dict[int, Sentence] = {}
        for sentence in read.sentences:
            first.setdefault(read.lines.at(sentence.block.runs.origin(sentence.start))[0], sentence)
        for line in page.lines:
            met = first.get(line.number)
            if met is None:
                continue
            text = masked(met, opened.known)
            if line.flag:
                yield text, dict(PAGE_KINDS).get(line.kind or "", FAIR)
                continue
            shares = dict(zip(reader().classes, reader().shares([text])[0].tolist(), strict=True))
            if shares["benefit"] + shares["approved"] < 0.5:
                yield text, FAIR


def matrix(rows: list[frozenset[str]], names: dict[str, int]) -> Any:
    """Rows of features, each row scaled by the root of how many it has."""
    indices, starts, data = [], [0], []
    for row in rows:
        places = [names[one] for one in row if one in names]
        indices += places
        data += [1 / np.sqrt(len(places))] * len(places) if places else []
        starts.append(len(indices))
    return sparse.csr_matrix((data, indices, starts), shape=(len(rows), len(names)))


def fit(rows: list[frozenset[str]], labels: list[str]) -> tuple[dict[str, int], Any]:
    """Names of the features that are seen often enough, and the fitted model."""
    counts = Counter(one for row in rows for one in row)
    names = {one: i for i, one in enumerate(sorted(o for o, n in counts.items() if n >= SEEN))}
    found = LogisticRegression(C=STRENGTH, max_iter=2000)
    found.fit(matrix(rows, names), labels)
    return names, found


def main(arguments: list[str]) -> int:
    """Train, or score by folds."""
    texts, labels = load()
    rows = [f.features(text) for text in texts]
    print(f"{len(rows)} sentences: {dict(Counter(labels).most_common())}")
    if "--score" in arguments:
        folds = np.arange(len(rows)) // BLOCK % FOLDS
        told = np.array(labels, dtype=object)
        for fold in range(FOLDS):
            inside = [i for i in range(len(rows)) if folds[i] != fold]
            outside = [i for i in range(len(rows)) if folds[i] == fold]
            names, found = fit([rows[i] for i in inside], [labels[i] for i in inside])
            told[outside] = found.predict(matrix([rows[i] for i in outside], names))
        print(classification_report(labels, list(told), digits=2, zero_division=0))
        return 0
    names, found = fit(rows, labels)
    weights = found.coef_.T
    kept = np.abs(weights).max(axis=1) > 0.02 * np.abs(weights).max()
    weights = weights[kept]
    ordered = [name for name, keep in zip(names, kept, strict=True) if keep]
    scale = np.abs(weights).max() / 127
    np.savez_compressed(
        OUT,
        weights=np.round(weights / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=found.intercept_.astype(np.float32),
        classes=np.array("\n".join(found.classes_)),
        features=np.array("\n".join(ordered)),
    )
    print(f"{len(ordered)} features, {OUT.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
