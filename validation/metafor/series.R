# What the scripts of this folder share: packages, reading of series, fits that converge, answers.

suppressMessages({
  library(metafor)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
scripts <- commandArgs(trailingOnly = TRUE)[2]
numbers <- function(x) as.numeric(x)
short <- function(x) signif(numbers(x), 12)
say <- function(out) cat(toJSON(out, digits = I(15), auto_unbox = TRUE, na = "null", null = "null"), "\n")
versions <- list(rival = "metafor", version = as.character(packageVersion("metafor")),
                 R = as.character(getRversion()))
# Stopping rules are absolute in the package: with effects in units of their mean sampling error
# they become relative ones, tight enough for full convergence.
control <- list(threshold = 1e-12, maxiter = 2000, tol = 1e-13, tau2.max = 1e6)

# --- series: rows of series.json, which the tests read too -------------------------------------
series <- fromJSON(file.path(scripts, "series.json"), simplifyVector = FALSE)
names(series) <- sapply(series, function(s) s$name)
needed <- c("ai", "bi", "ci", "di", "n1i", "n2i", "x1i", "t1i", "x2i", "t2i", "m1i", "sd1i", "m2i",
            "sd2i", "ri", "xi", "ni", "yi", "vi", "excess", "v")
frame_of <- function(s) {
  d <- read.csv(file.path(folder, paste0(s$file, ".csv")), check.names = FALSE, na.strings = c("NA", ""))
  for (column in names(s$where)) d <- d[as.character(d[[column]]) %in% s$where[[column]], ]
  for (old in names(s$rename)) names(d)[names(d) == old] <- s$rename[[old]]
  d
}
used <- function(s, d) {
  # A file may hold counts and means: each measure looks at its own columns.
  cells <- intersect(needed, names(d))
  if (s$file == "dagostino1998")
    cells <- if (s$measure == "OR") c("ai", "n1i", "ci", "n2i") else setdiff(cells, c("ai", "ci"))
  d[complete.cases(d[cells]), , drop = FALSE]
}
effects_of <- function(s) {
  d <- used(s, frame_of(s))
  if (s$measure == "GEN") return(list(y = d$yi, v = d$vi, data = d))
  if (s$measure == "HR") return(list(y = d$excess / d$v, v = 1 / d$v, data = d))
  e <- suppressWarnings(do.call(escalc, c(list(measure = s$measure), as.list(d[intersect(needed, names(d))]))))
  ok <- !is.na(e$vi) & is.finite(e$vi) & e$vi > 0
  list(y = numbers(e$yi)[ok], v = numbers(e$vi)[ok], data = d[ok, , drop = FALSE])
}
unit_of <- function(e) 1 / sqrt(mean(e$v))
converged <- function(e, method = "REML", test = "z", ..., steps = control) {
  unit <- unit_of(e)
  suppressWarnings(rma.uni(e$y * unit, e$v * unit^2, method = method, test = test, control = steps, ...))
}
attempt <- function(expression, otherwise = NULL) tryCatch(expression, error = function(x) otherwise)
# One measure of each data set, of not more than MOST studies, for what is computed study by study.
MOST <- 60
leading <- function(most = MOST) {
  group <- sapply(series, function(s) paste(s$file, paste(s$where, collapse = "")))
  chosen <- series[!duplicated(group)]
  chosen[sapply(chosen, function(s) length(effects_of(s)$y) <= most)]
}
