"""The molecules that tests of identity weigh, and the masses that two libraries give them."""

TA1 = "[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN"
DES_ACETYL = TA1.removeprefix("[Acetyl]-")
TB4 = "[Acetyl]-SDKPDMAEIEKFDKSKLKKTETQEKNPLPSKETIEQEKQAGES"

# name, ProForma, formula, monoisotopic mass, m/z at charges 1 to 5 (pyteomics 4.7.5 and
# pyOpenMS 3.6.0, which agree to 3e-5 Da; written down on 2026-11-20).
MASSES = (
    ("acetylated", TA1, "C129H215N33O55", 3106.5041,
     (3107.5114, 1554.2593, 1036.5087, 777.6333, 622.3081)),
    ("des-acetyl", DES_ACETYL, "C127H213N33O54", 3064.4936,
     (3065.5008, 1533.2541, 1022.5051, 767.1307, 613.9060)),
    ("amidated", TA1 + "-[Amidated]", "C129H216N34O54", 3105.5201,
     (3106.5274, 1553.7673, 1036.1806, 777.3873, 622.1113)),
    ("deamidated", TA1 + "[Deamidated]", "C129H214N32O56", 3107.4881,
     (3108.4954, 1554.7513, 1036.8367, 777.8793, 622.5049)),
    ("asparagine to aspartate", TA1[:-1] + "D", "C129H214N32O56", 3107.4881,
     (3108.4954, 1554.7513, 1036.8367, 777.8793, 622.5049)),
    ("des-acetyl, carbamylated", "[Carbamyl]-" + DES_ACETYL, "C128H214N34O55", 3107.4994,
     (None, 1554.7570, 1036.8404, 777.8821, 622.5072)),
    ("one oxygen more", TA1 + "[Oxidation]", "C129H215N33O56", 3122.4990,
     (None, 1562.2568, 1041.8403, 781.6320, 625.5071)),
    ("V23E", TA1.replace("EVVEE", "EVEEE"), "C129H213N33O57", 3136.4783,
     (None, None, None, None, None)),
    ("acetylated fragment", "[Acetyl]-LKKTETQ", "C38H68N10O14", 888.4916,
     (889.4989, 445.2531, 297.1712, 223.1302, 178.7056)),
    ("beta-4", TB4, "C212H350N56O78S", 4960.4863,
     (4961.4936, 2481.2504, 1654.5027, 1241.1289, 993.1045)),
    ("pentapeptide", "RKDVY", "C30H49N9O9", 679.3653,
     (680.3726, 340.6899, 227.4624, 170.8486, 136.8803)),
    ("nonapeptide", "[Gln->pyro-Glu]-QAKSQGGSN", "C33H54N12O15", 858.3832,
     (859.3904, 430.1989, 287.1350, 215.6031, 172.6839)),
)  # fmt: skip
