"""What each rule of the checker is about, for editors, code hosts and reports.

A rule that the checker may print stands here, with one line and a paragraph of help.
"""

from __future__ import annotations

from typing import NamedTuple

from thymos.errors import Severity


class RuleText(NamedTuple):
    """A rule in words: its id, one line, help, and the gravest severity that it gives."""

    id: str
    short: str
    help: str
    severity: Severity = Severity.ERROR


W_, N_ = Severity.WARNING, Severity.NOTE

RULEBOOK: tuple[RuleText, ...] = (
    RuleText(
        "misquoted-number",
        "A number that no record of the study named bears out",
        "The share, P value, ratio, interval or number of people differs from every figure of "
        "the same part that the records hold. Rounding and cutting of digits are allowed.",
    ),
    RuleText(
        "swapped-arms",
        "Two right shares at the wrong groups",
        "Both shares are on record for this study, but for the other group each.",
    ),
    RuleText(
        "superseded-number",
        "A figure that was corrected since",
        "A notice of correction replaced this figure; the page shows the earlier one.",
        W_,
    ),
    RuleText(
        "misdescribed-design",
        "Another design than the study had",
        "Blinding or another feature of the design is told otherwise than it is recorded.",
    ),
    RuleText(
        "contradicts-result",
        "Another result than the study had",
        "A benefit, its absence or a harm is told that the result of the study does not show.",
    ),
    RuleText(
        "outdated",
        "Told as current, and overtaken",
        "A later study, review, guideline or decision on record has taken its place.",
        W_,
    ),
    RuleText(
        "approval",
        "An approval that the records deny",
        "No record of weight shows an approval by this agency or in this place.",
    ),
    RuleText(
        "compounding",
        "Compounding told as permitted",
        "The records show no list or rule that permits pharmacies to compound it there.",
    ),
    RuleText("approval-ended", "An approval that has ended", "It was approved once.", W_),
    RuleText(
        "designation-is-not-approval",
        "A designation told as an approval",
        "An orphan or similar designation is a step of procedure and permits no sale.",
    ),
    RuleText(
        "committee-vote",
        "A vote told otherwise than recorded",
        "Direction, year or state of a committee's vote differs from the record.",
    ),
    RuleText(
        "look-alike",
        "Another molecule under the subject's name",
        "A look-alike's name or property is told of the subject.",
    ),
    RuleText(
        "identity",
        "Another molecule taken for the subject",
        "The sentence makes one molecule of two that the records tell apart.",
    ),
    RuleText(
        "peptide-length",
        "Another length than the sequence has",
        "The number of residues differs from the recorded sequence.",
    ),
    RuleText(
        "outruns-evidence",
        "Stronger words than the evidence allows",
        "Cure, proof or lives saved, where no claim on that condition is supported.",
        W_,
    ),
    RuleText(
        "settled-benefit",
        "A benefit stated as fact",
        "No claim on this condition is supported to the degree that the sentence asserts.",
    ),
    RuleText(
        "overclaim",
        "The evidence told as stronger than it is",
        "Number, kind or weight of the studies is overstated.",
    ),
    RuleText(
        "booster",
        "A promise to healthy people",
        "No record shows a benefit in people who are well.",
    ),
    RuleText(
        "anti-ageing", "A promise of youth or longer life", "No record shows an effect on ageing."
    ),
    RuleText("cure-all", "A promise beyond what was studied", "A list of ills without records."),
    RuleText(
        "absolute-safety",
        "Safety told without its limits",
        "Records hold harms or cautions, or too few people were studied to exclude them.",
    ),
    RuleText(
        "dosing-advice",
        "It tells the reader what to take or do",
        "A report of what a study gave is no instruction; this sentence instructs.",
    ),
    RuleText(
        "sourcing",
        "It leads round the regulated supply",
        "The sentence points to, or vouches for, supply outside regulation.",
    ),
    RuleText(
        "preclinical-as-human",
        "Work in animals or cells told of people",
        "The evidence behind the statement is preclinical.",
    ),
    RuleText(
        "mechanism-as-proof",
        "A mechanism or marker told as a benefit",
        "How it might work, or a laboratory value, is no proof that people fare better.",
    ),
    RuleText(
        "anecdote-as-data", "Experience told as proof", "Testimonials and sales are no evidence."
    ),
    RuleText("route", "A route that no record supports", "Studies used another route."),
    RuleText(
        "contradicts",
        "The records hold what this denies",
        "The sentence denies something that the records show.",
    ),
    RuleText(
        "omits-largest-study",
        "The largest study is not mentioned",
        "For a condition that the page speaks of, the decisive study is neither named nor "
        "described.",
        N_,
    ),
    RuleText(
        "omits-null-result",
        "A large study without benefit is not mentioned",
        "The page names the study that speaks for a benefit, and not the one that showed none.",
        N_,
    ),
    RuleText(
        "omits-correction",
        "A correction is not mentioned",
        "A study or review that the page names was corrected, retracted or questioned.",
        N_,
    ),
    RuleText(
        "omits-caution",
        "A caution of the label is not mentioned",
        "The page speaks of safety and leaves out whom labels or trials warn about, or calls a "
        "contraindication a theory.",
        N_,
    ),
    RuleText(
        "omits-interest",
        "Who gains is not said",
        "A study that the page names was paid by a seller, or the page itself sells.",
        N_,
    ),
    RuleText(
        "allow-without-reason",
        "An allow without a reason",
        "A remark 'thymos: allow' must say why the finding may stand; without that it "
        "silences nothing.",
        W_,
    ),
    RuleText("unused-allow", "An allow that nothing needs", "Nothing is found there; drop it.", N_),
)


def rule_text(rule: str) -> RuleText:
    """A rule in words; one that the book does not hold is told by its own name.

    >>> rule_text("swapped-arms").short
    'Two right shares at the wrong groups'
    """
    unknown = RuleText(rule, rule.replace("-", " ").capitalize(), "See how prose is checked.")
    return next((text for text in RULEBOOK if text.id == rule), unknown)
