"""Mass spectra: read from files, reduced to peaks, held against candidates, judged.

files · mzml · mzxml · mgf · table   a file → one `Spectrum` after another, never the whole file
peaks · deconvolve                   a spectrum → peaks, noise, resolution → masses of all it holds
library · screen                     candidates, adducts and charges as arrays; many spectra at once
fit · weigh · judge · msms           shares of a mixture, what cannot be excluded, verdicts
"""
