# What R's metafor answers study by study and on small-study effects, for one measure of every data
# set of up to 60 studies, as JSON on standard output.
#
# usage: Rscript validation/metafor/studies.R DATA_FOLDER SCRIPT_FOLDER

source(file.path(commandArgs(trailingOnly = TRUE)[2], "series.R"))
brief <- function(x) signif(numbers(x), 9)
answers <- function(s) {
  e <- effects_of(s)
  unit <- unit_of(e)
  fit <- attempt(converged(e))
  if (is.null(fit)) fit <- converged(e, "DL")
  common <- converged(e, "FE")
  left <- suppressWarnings(leave1out(fit))
  grown <- suppressWarnings(cumul(fit))
  moved <- suppressWarnings(influence(fit))$inf
  plain <- rma(e$y, e$v, method = "DL")
  lm <- regtest(plain, model = "lm")
  rma <- attempt(regtest(fit))
  rank <- suppressWarnings(ranktest(plain))
  filled <- lapply(c(L0 = "L0", R0 = "R0", Q0 = "Q0"), function(kind) {
    found <- attempt(trimfill(plain, estimator = kind))
    if (is.null(found)) NULL else c(found$k0, short(c(found$se.k0, found$beta, found$se, found$tau2)), found$side == "left")
  })
  excess <- tes(e$y, e$v)
  list(name = s$name, method = fit$method,
       without = list(estimate = brief(left$estimate / unit), se = brief(left$se / unit), tau2 = brief(left$tau2 / unit^2), Q = brief(left$Q)),
       grown = list(estimate = brief(grown$estimate / unit), se = brief(grown$se / unit), tau2 = brief(grown$tau2 / unit^2)),
       influence = list(deleted = brief(moved$rstudent), dffits = brief(moved$dffits), cook = brief(moved$cook.d),
                        covariance_ratio = brief(moved$cov.r), hat = brief(moved$hat), standardised = brief(rstandard(fit)$z)),
       shrunken = brief(blup(fit)$pred / unit),
       regtest = short(c(lm$zval, lm$pval, lm$est)), regtest_random = if (is.null(rma)) NULL else brief(c(rma$zval, rma$pval)),
       ranktest = short(c(rank$tau, rank$pval)), trimfill = filled,
       excess = c(excess$O, short(c(excess$E, if (is.null(excess$X2)) NA else excess$X2, excess$pval))))
}
found <- lapply(leading(), function(s) attempt(answers(s), list(name = s$name, error = TRUE)))
say(c(versions, list(series = unname(found))))
