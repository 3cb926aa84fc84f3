# What R's metafor answers for the data in tests/published/data, as JSON on standard output.
#
# usage: Rscript validation/metafor/run.R DATA_FOLDER SCRIPT_FOLDER
#
# Sections: effects; units and simulated, which are of the package's default settings.

folder <- commandArgs(trailingOnly = TRUE)[1]
source(file.path(commandArgs(trailingOnly = TRUE)[2], "read.R"))

# --- effects ---------------------------------------------------------------------------------
zeros <- data.frame(ai = c(4, 0, 0, 10, 3), n1i = c(10, 10, 10, 10, 12),
                    ci = c(2, 3, 0, 10, 5), n2i = c(20, 20, 20, 10, 9))
ratezeros <- data.frame(x1i = c(7, 0, 0, 12), t1i = c(1344, 250, 90.5, 800),
                        x2i = c(11, 3, 0, 4), t2i = c(1988, 260, 88, 790))
shares <- data.frame(xi = c(0, 3, 10, 7), ni = c(12, 20, 10, 9), ti = c(100, 50.5, 80, 41))
groups <- data.frame(m1i = c(55, 5.2, 3.1), sd1i = c(47, 2.1, 0.9), n1i = c(155, 4, 30),
                     m2i = c(75, 4.4, 2.2), sd2i = c(64, 1.4, 1.6), n2i = c(156, 5, 11))
levels <- data.frame(mi = c(12, 3.5), sdi = c(4, 2), ni = c(9, 40))
twice <- data.frame(m1i = c(30.6, 23.5, 4), m2i = c(38.5, 26.8, 3), sd1i = c(15, 3.1, 1),
                    sd2i = c(11.6, 4.1, 1.2), ri = c(.47, .64, -.2), ni = c(20, 50, 5))
pairs <- data.frame(ri = c(.187, -.9, 0, .5, .3), ni = c(109, 6, 20, 28, 5))

columns <- function(d) lapply(as.list(d), numbers)
effect <- function(measure, data, ...) {
  options <- list(...)
  found <- suppressWarnings(do.call(escalc, c(list(measure = measure), as.list(data), options)))
  v <- numbers(found$vi)
  none <- is.na(v) | is.infinite(v) | v <= 0 | !is.finite(numbers(found$yi))
  list(measure = measure, columns = columns(data), options = options,
       y = replace(numbers(found$yi), none, NA), v = replace(v, none, NA))
}
effects <- list()
push <- function(...) effects[[length(effects) + 1]] <<- effect(...)
for (m in c("RR", "OR", "RD", "PETO", "AS", "PHI", "YUQ", "YUY", "OR2D", "OR2DN")) {
  push(m, zeros)
  for (to in c("all", "only0", "if0all", "none")) for (drop in c(FALSE, TRUE))
    push(m, zeros, add = 0.5, to = to, drop00 = drop)
  push(m, zeros, add = 0.1, to = "only0", drop00 = FALSE)
}
for (v in c("UB", "AV")) push("RD", zeros, vtype = v)
push("PHI", zeros, vtype = "ST")
for (m in c("IRR", "IRD", "IRSD")) {
  push(m, ratezeros)
  for (to in c("all", "only0", "if0all", "none")) for (drop in c(FALSE, TRUE))
    push(m, ratezeros, add = 0.5, to = to, drop00 = drop)
}
for (m in c("MD", "SMD", "SMDH", "SMD1", "SMD1H", "ROM", "CVR", "VR", "D2OR", "D2ORN"))
  push(m, groups)
push("MD", groups, vtype = "HO")
for (m in c("SMD", "SMD1")) for (v in c("LS2", "UB", "AV")) push(m, groups, vtype = v)
for (v in c("HO", "AV", "AVHO")) push("ROM", groups, vtype = v)
for (m in c("COR", "UCOR", "ZCOR")) push(m, pairs)
for (m in c("COR", "UCOR")) push(m, pairs, vtype = "AV")
push("UCOR", pairs, vtype = "UB")
for (m in c("PR", "PLN", "PLO", "PAS", "PFT")) {
  push(m, shares[c("xi", "ni")])
  for (to in c("all", "only0", "if0all", "none")) push(m, shares[c("xi", "ni")], add = 0.5, to = to)
}
for (m in c("PR", "PLN", "PLO")) push(m, shares[c("xi", "ni")], vtype = "AV")
push("PR", shares[c("xi", "ni")], vtype = "UB")
for (m in c("IR", "IRLN", "IRS", "IRFT")) {
  push(m, shares[c("xi", "ti")])
  push(m, shares[c("xi", "ti")], add = 0.5, to = "all")
}
for (m in c("MN", "MNLN", "SDLN", "CVLN")) push(m, levels)
for (m in c("MC", "SMCC", "SMCR", "ROMC")) push(m, twice)
for (m in c("SMCC", "SMCR")) push(m, twice, vtype = "LS2")

out <- c(versions, list(effects = effects))

# --- defaults --------------------------------------------------------------------------------
# The BCG trials in other units, and 5,000 simulated sets, all by default settings.
bcg <- effects_of("bcg", "RR")
units <- list()
for (m in c("DL", "PM", "PMM", "SJIT", "ML", "REML", "EB")) units[[length(units) + 1]] <- list(
  method = m, unit = c(1, 0.1, 0.01, 0.001),
  tau2 = sapply(c(1, 0.1, 0.01, 0.001), function(u)
    suppressWarnings(rma(bcg$y * u, bcg$v * u^2, method = m)$tau2) / u^2))
out$units <- units
set.seed(20261121)
stopped <- 0
for (i in 1:5000) {
  v <- rchisq(10, 1) / 4 * 0.6 + 0.01
  y <- rnorm(10, 0.3, sqrt(v + 0.05))
  if (is.null(tryCatch(suppressWarnings(rma(y, v)), error = function(x) NULL))) stopped <- stopped + 1
}
out$simulated <- list(sets = 5000, without_answer = stopped)
say(out)
