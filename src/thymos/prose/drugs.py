"""Other medicines by name: what is said of them is not said of the dossier's subject.

International nonproprietary names share stems (WHO, the use of stems in the selection of INN),
so that most are known by their endings; common names without a telling stem are listed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STEMS = (
    "mab", "nib", "vir", "cillin", "cycline", "mycin", "floxacin", "azole", "statin", "sartan",
    "pril", "olol", "dipine", "prazole", "tidine", "gliptin", "gliflozin", "glutide", "parin",
    "xaban", "grel", "teplase", "sone", "solone", "profen", "triptan", "setron", "oxetine",
    "azepam", "barbital", "caine", "curium", "platin", "rubicin", "taxel", "cept", "kinra",
    "buvir", "previr", "asvir", "citabine", "trexate", "mustine", "dronate", "thiazide", "nitrate",
)  # fmt: skip
_NAMES = (
    "aspirin", "paracetamol", "acetaminophen", "metformin", "insulin", "heparin", "warfarin",
    "digoxin", "morphine", "ivermectin", "colchicine", "azithromycin", "doxycycline",
    "interferon(?![ -]?(?:gamma|γ"
    "|g\\b))", "peginterferon", "ribavirin", "dexamethasone", "hydrocortisone", "prednisone",
    "vasopressin", "noradrenaline", "norepinephrine", "adrenaline", "dopamine", "dobutamine",
    "alteplase", "tenecteplase", "reteplase", "urokinase", "anistreplase", "nitroglycerin",
    "isoniazid", "rifampicin", "rifampin", "pyrazinamide", "ethambutol", "bedaquiline",
    "oseltamivir", "remdesivir", "molnupiravir", "fluvoxamine", "famotidine", "melatonin",
    "lithium", "levothyroxine", "statins?", "steroids?", "corticosteroids?", "antibiotics?",
    "beta-?blockers?", "checkpoint inhibitors?", "calcium", "potassium", "zinc",
    "vitamin [a-k]\\d?",
    "echinacea", "quercetin", "elderberry", "bpc-?157", "ll-?37", "cjc-?1295", "ipamorelin",
    "semaglutide", "tirzepatide", "epitalon", "epithalon", "ghk-?cu", "kpv", "mots-?c", "selank",
    "semax", "glutathione", "nad\\+?", "rapamycin", "resveratrol", "creatine", "cyclosporine?",
    "tacrolimus", "methotrexate", "sulfasalazine", "leflunomide", "cisplatin", "dacarbazine",
    "quinine", "quinidine", "mefloquine", "primaquine", "artemisinin", "r?t-?pa", "goserelin",
    "somatostatin", "octreotide", "ulinastatin", "albumin", "immunoglobulins?",
    "g-?csf", "gm-?csf", "vaccines?", "measles vaccine", "mrna", "oxygen", "lamivudine",
    "entecavir", "tenofovir", "adefovir",
)  # fmt: skip
OTHER = re.compile(rf"(?<!\w)(?:{'|'.join(_NAMES)}|[a-z]{{3,20}}(?:{'|'.join(_STEMS)}))(?!\w)")


# Rules ask of one sentence after another's; each is read once.
@lru_cache(maxsize=1024)
def others(masked: str) -> tuple[re.Match[str], ...]:
    """Where a folded text, with the dossier's own names masked, names another medicine.

    >>> [m.group() for m in others("ceftriaxone no, amoxicillin and aspirin yes")]
    ['amoxicillin', 'aspirin']
    """
    return tuple(OTHER.finditer(masked))
