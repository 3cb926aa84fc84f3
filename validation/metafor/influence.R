# What R's metafor answers on intervals of tau2, Henmi-Copas, shrinkage, fit, meta-regression
# and influence for the series of validation/series.json, as JSON on standard output.
#
# usage: Rscript validation/metafor/run.R SERIES_JSON
#
# Effects are scaled by UNIT, which brings the package's absolute tolerances close to
# full convergence; answers are scaled back.

suppressMessages({
  library(metafor)
  library(jsonlite)
})
series <- fromJSON(commandArgs(trailingOnly = TRUE)[1])
UNIT <- 1000
control <- list(threshold = 1e-10, maxiter = 100000, tol = 1e-12, tau2.max = 1e9)
absolute <- c(44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33)

fit <- function(s, ...) rma(s$y * UNIT, s$v * UNIT^2, control = control, ...)
limits <- function(found, ...) confint(found, control = list(tol = 1e-10, tau2.max = 1e9), ...)$random[1, 2:3] / UNIT^2

series_answers <- function(s) {
  likely <- lapply(c(ML = "ML", REML = "REML"), function(m) limits(fit(s, method = m), type = "PL"))
  dl <- rma(s$y, s$v, method = "DL")
  copas <- hc(dl)
  model <- rma(s$y, s$v, method = "REML", tau2 = fit(s, method = "REML")$tau2 / UNIT^2)
  shrunk <- blup(model)
  fits <- lapply(c(CE = "FE", ML = "ML", REML = "REML"), function(m) as.numeric(fitstats(rma(s$y, s$v, method = m, control = list(threshold = 1e-12, maxiter = 100000)))))
  list(PL_ML = unname(likely$ML), PL_REML = unname(likely$REML),
       henmi_copas = as.numeric(c(copas$beta, copas$ci.lb, copas$ci.ub)),
       shrunken = shrunk$pred, shrunken_low = shrunk$pi.lb, fit = fits)
}

regression_answers <- function(s, method, test) {
  found <- rma(s$y * UNIT, s$v * UNIT^2, mods = ~ absolute, method = method, test = test, control = control)
  q <- if (method == "FE") NULL else confint(found, control = list(tol = 1e-10, tau2.max = 1e9))$random[1, 2:3] / UNIT^2
  list(method = method, test = test, coefficients = as.numeric(found$beta) / UNIT, se = found$se / UNIT,
       p = found$pval, tau2 = found$tau2 / UNIT^2, QE = found$QE, QM = found$QM, QM_p = found$QMp,
       I2 = found$I2, H2 = found$H2, limits = unname(q))
}

influence_answers <- function(s, mods, test) {
  found <- if (mods) rma(s$y * UNIT, s$v * UNIT^2, mods = ~ absolute, test = test, control = control)
           else rma(s$y * UNIT, s$v * UNIT^2, test = test, control = control)
  all <- influence(found)
  list(mods = mods, test = test, standardised = rstandard(found)$z, deleted = all$inf$rstudent,
       dffits = all$inf$dffits, cook = all$inf$cook.d, covariance_ratio = all$inf$cov.r,
       tau2 = all$inf$tau2.del / UNIT^2, QE = all$inf$QE.del, hat = all$inf$hat,
       weight = all$inf$weight, dfbetas = as.matrix(as.data.frame(all$dfbs)), striking = all$is.infl)
}

methods <- c("FE", "DL", "HE", "HS", "HSk", "SJ", "PM", "PMM", "ML", "REML", "EB")
grid <- expand.grid(method = methods, test = c("z", "knha"), stringsAsFactors = FALSE)
flags <- expand.grid(mods = c(FALSE, TRUE), test = c("z", "knha"), stringsAsFactors = FALSE)
answers <- suppressWarnings(list(
  version = as.character(packageVersion("metafor")),
  R = R.version.string,
  series = lapply(series[names(series) != "homogeneous"], series_answers),
  regression = Map(function(m, t) regression_answers(series$bcg, m, t), grid$method, grid$test, USE.NAMES = FALSE),
  influence = Map(function(m, t) influence_answers(series$bcg, m, t), flags$mods, flags$test, USE.NAMES = FALSE)
))
cat(toJSON(answers, digits = NA, auto_unbox = TRUE, na = "null"))
