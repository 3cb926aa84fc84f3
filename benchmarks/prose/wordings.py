"""Wordings of true statements about numbers, in the registers in which pages are written.

Each is a template over the values of a record. `context` goes before the sentence that is
checked; `arms` tells that a reader knows which of the two numbers is of which group, so that
swapping them makes the sentence false; `changed` names the numbers that are changed in twins,
where not all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class Wording:
    """One template: the sentence, what stands before it, and what a twin of it may change."""

    text: str
    context: str = ""
    arms: bool = False
    changed: tuple[str, ...] = ()
    of: str = "study"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the values that the template needs, each once."""
        whole = self.context + self.text
        names = (name for _, name, _, _ in Formatter().parse(whole) if name)
        return tuple(dict.fromkeys(names))


_LOOKED = "{study} looked at {drug} in {cond}."
_THEN = "\nThen came {study}.\nIt gave {drug} to people with {cond}."
_UNDER = "\n## {study}\n{drug} was on trial here."
_REVIEWED = "{review} pooled the trials of {drug}."

EARLIER: tuple[Wording, ...] = (
    Wording("In {study}, {et} of {nt} patients on {drug} {had}, against {ec} of {nc} on {ctl}.",
            arms=True),
    Wording("{study} counted {et} {deaths} with {drug} and {ec} with {ctl}.", arms=True),
    Wording("{study}: {mortality} {pt}% with {drug} vs {pc}% with {ctl}.", arms=True),
    Wording("{Mortality} was {pt}% and {pc}%.", _LOOKED),
    Wording("The figures were {pt} per cent on {drug} and {pc} per cent without it.", _LOOKED,
            arms=True),
    Wording("{et} {died} on the drug, {ec} on {ctl}.", "It is {study} that people quote.",
            arms=True),
    Wording("Then came {study}: {et} {deaths} out of {nt} on {drug}, {ec} out of {nc} on {ctl}, "
            "look it up", arms=True),
    Wording("{study} had {pt}% who {died} on it vs {pc}% on {ctl}",
            "everybody talks about {drug}", arms=True),
    Wording("{Mortality} was {et}/{nt} ({pt}%) in the {drug} group and {ec}/{nc} ({pc}%) in the "
            "control group in {study}.", arms=True),
    Wording("{study} recruited {n} patients."),
    Wording("{study}, with {n} participants, is the one to know."),
    Wording("It enrolled {n} people.", _LOOKED, changed=("n",)),
    Wording("Some {n} patients took part.", _LOOKED, changed=("n",)),
    Wording("A trial of {n} patients, {study}, set out to test {drug}."),
    Wording("The risk ratio was {rr}.", _LOOKED, changed=("rr",)),
    Wording("{study} was published in {year}."),
    Wording("In {year}, {study} reported its results."),
    Wording("There were {et} {deaths} among {nt} patients given {drug} and {ec} among {nc} given "
            "{ctl}.", _UNDER, arms=True),
    Wording("| {study} | {et}/{nt} | {ec}/{nc} |",
            "\n| {Deaths} | {drug} | {ctl} |\n|---|---|---|", arms=True),
    Wording("Out of {nt} people given {drug} in {study}, {et} {died}; out of {nc} who were not, "
            "{ec} {died}.", arms=True),
    Wording("Of the {nt} treated, {et} {died}; of the {nc} controls, {ec} {died}.", _THEN,
            arms=True),
    Wording("{et} of the treated and {ec} of the controls {died}.", _LOOKED, arms=True),
    Wording("The groups had {nt} and {nc} patients.", _THEN),
    Wording("And what did {study} find?\n{Deaths} in {pt} % of the {drug} arm and {pc} % of the "
            "controls.", arms=True),
    Wording("{study} ran at {centres} hospitals and enrolled {n} patients."),
    Wording("It ran in {centres} centres.", _LOOKED, changed=("centres",)),
    Wording("The {drug} arm of {study} saw {et} {deaths}, the {ctl} arm {ec}.", arms=True),
    Wording("By {time}, {pt}% of those given {drug} {had}; in the {ctl} group it was {pc}%.",
            _LOOKED, arms=True, changed=("pt", "pc")),
    Wording("{study} ({year}) had {n} patients.", changed=("n",)),
    Wording("{Deaths} came to {et} among those who got {drug} and to {ec} among those who did "
            "not, {study} reported.", arms=True),
    Wording("The effect in {study}: RR {rr}."),
    Wording("{study} split its {n} patients between {drug} and {ctl}."),
    Wording("That works out at {pt} against {pc} per cent.",
            _LOOKED + "\n{Deaths} numbered {et} of {nt} on {drug} and {ec} of {nc} on {ctl}.",
            arms=True, changed=("pt", "pc")),
    Wording("{Deaths}: {et} v {ec}.", _LOOKED),
    Wording("{et} of {nt} vs {ec} of {nc}: those are the {deaths} in {study}."),
    Wording("On {ctl}, {ec} patients {died}; on {drug}, {et}.", _THEN, arms=True),
    Wording("{review} pooled {k} trials.", of="review"),
    Wording("{review} pooled {k} trials with {patients} patients.", of="review"),
    Wording("The {ratio} was {est} (95% CI {low} to {high}).", _REVIEWED, of="review",
            changed=("est", "low", "high")),
    Wording("{review} put the {ratio} at {est}.", of="review", changed=("est",)),
    Wording("I² was {i2}%.", _REVIEWED, of="review", changed=("i2",)),
    Wording("{review}: {measure} {est}, {k} trials.", of="review", changed=("est", "k")),
    Wording("Altogether {patients} patients were included.", _REVIEWED, of="review",
            changed=("patients",)),
)  # fmt: skip

LATER: tuple[Wording, ...] = (
    Wording("Of {nt} people who got {drug} in {study}, {et} {died}, or {pt}%; of {nc} on {ctl}, "
            "{ec} {died}, or {pc}%.", arms=True),
    Wording("Numbers first: {n} patients, {et} {deaths} on {drug}, {ec} on {ctl}.", _LOOKED,
            arms=True),
    Wording("{study} (n = {n}) is worth reading."),
    Wording("The trial took in {n} people.", _LOOKED, changed=("n",)),
    Wording("Its figures for {mortality}, {pt}% and {pc}%, speak for themselves.", _THEN),
    Wording("Among those on {ctl} {ec} {died}, among those on {drug} {et}.", _LOOKED, arms=True),
    Wording("{ec} {deaths} on {ctl}, {et} on {drug}.", _THEN, arms=True),
    Wording("The investigators of {study} assigned {nt} patients to {drug} and {nc} to {ctl}."),
    Wording("i looked up {study}, {n} people, {pt}% {died} vs {pc}%"),
    Wording("{study} came out in {year} and counted {et} {deaths} in its {drug} arm."),
    Wording("{Mortality} stood at {pc} percent in the control group and at {pt} percent in the "
            "other.", _LOOKED, arms=True),
    Wording("Its two arms held {nt} and {nc} people.", _LOOKED),
    Wording("Everyone cites {study}, in which {et} out of {nt} {died} with {drug}."),
    Wording("The published figures: {et}/{nt} versus {ec}/{nc}.", _LOOKED),
    Wording("All told, {n} patients were followed.", _THEN, changed=("n",)),
    Wording("The relative risk came to {rr}.", _LOOKED, changed=("rr",)),
    Wording("A {n}-patient trial called {study} put {drug} to the test."),
    Wording("It took until {year} for {study} to appear."),
    Wording("{Deaths} were counted as {et} and {ec}.", _LOOKED),
    Wording("{study} found that {pt}% of patients given {drug} {died}."),
    Wording("With {ctl}, {pc}% {died} in {study}; with {drug}, {pt}%.", arms=True),
    Wording("{pt} per cent {died} with it and {pc} per cent without.", _LOOKED, arms=True),
    Wording("As many as {ec} of the {nc} controls {died}.", _THEN, changed=("ec", "nc")),
    Wording("Adding up {k} trials, {review} arrived at {measure} {est}.", of="review",
            changed=("k", "est")),
    Wording("{review} ({k} trials, {patients} patients) came to {est}.", of="review",
            changed=("k", "patients", "est")),
    Wording("Heterogeneity was I2 = {i2}%.", _REVIEWED, of="review", changed=("i2",)),
    Wording("They had {patients} patients between them.", _REVIEWED, of="review",
            changed=("patients",)),
)  # fmt: skip
