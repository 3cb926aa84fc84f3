# What R's metafor answers on every subset and every permutation of some BCG trials
# (validation/series.json), as JSON on standard output.
#
# usage: Rscript validation/metafor/fragility.R SERIES_JSON
#
# Effects are scaled by UNIT, so that the package's absolute tolerances are close to full convergence;
# answers are scaled back. By its full steps one order in 360 does not converge by REML, and is left
# out of P; by half steps all do.

suppressMessages({
  library(metafor)
  library(jsonlite)
})
bcg <- fromJSON(commandArgs(trailingOnly = TRUE)[1])$bcg
UNIT <- 1000
TIGHT <- list(threshold = 1e-6, maxiter = 10000, stepadj = 0.5, tol = 1e-6, tau2.max = 1e9)
absolute <- c(44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33)

# By do.call, since the package looks up moderators where its caller was called.
fit <- function(n, ...) {
  do.call(rma, list(bcg$y[1:n] * UNIT, bcg$v[1:n] * UNIT^2, control = TIGHT, ...))
}

# Subset number i of the answer has the bits of i: the first trial is the lowest bit.
subsets <- function(method, n) {
  found <- gosh(fit(n, method = method), progbar = FALSE)
  order <- order(as.vector(found$incl %*% 2^(0:(n - 1))))
  res <- found$res[order, ]
  list(method = method, trials = n, estimate = res$estimate / UNIT, I2 = res$I2,
       tau2 = (if (method == "FE") 0 * res$I2 else res$tau2) / UNIT^2)
}

permuted <- function(method, test, n, ...) {
  model <- fit(n, method = method, test = test, ...)
  found <- permutest(model, exact = TRUE, progbar = FALSE)
  list(method = method, test = test, trials = n, statistic = as.vector(model$zval),
       p = found$pval, QM = model$QM, QM_p = found$QMp,
       counted = sum(!is.na(found$zval.perm[[1]])))
}

signs <- function(method, test, n) permuted(method, test, n)

orders <- function(method, test, n) permuted(method, test, n, mods = absolute[1:n])

answers <- suppressWarnings(list(
  version = as.character(packageVersion("metafor")),
  R = R.version.string,
  subsets = Map(subsets, c("FE", "DL", "PM", "ML", "REML"), 8, USE.NAMES = FALSE),
  signs = Map(signs, c("FE", "DL", "PM", "REML", "DL", "REML"),
              c("z", "z", "z", "z", "knha", "knha"), 9, USE.NAMES = FALSE),
  orders = Map(orders, c("FE", "DL", "REML", "REML"), c("z", "z", "z", "knha"), 6,
               USE.NAMES = FALSE)
))
cat(toJSON(answers, digits = NA, auto_unbox = TRUE, na = "null"))
