# What R's bayesmeta answers for the series of validation/series.json, as JSON on standard output.
#
# usage: Rscript validation/bayesmeta/run.R SERIES_JSON
#
# Its grid is made finer than its default (delta 0.01, epsilon 0.0001), so that its own
# approximation is not what is compared.

suppressMessages({
  library(bayesmeta)
  library(jsonlite)
})
series <- fromJSON(commandArgs(trailingOnly = TRUE)[1])
priors <- list(
  half_normal = list(f = function(t) dhalfnormal(t, scale = 0.5), mean = NA, sd = NA),
  half_cauchy = list(f = function(t) dhalfcauchy(t, scale = 0.5), mean = 0, sd = 4),
  turner = list(f = TurnerEtAlPrior("all-cause mortality", "pharmacological", "placebo / control")$dprior, mean = NA, sd = NA),
  rhodes = list(f = RhodesEtAlPrior("mental health outcome", "pharmacological", "placebo / control")$dprior, mean = NA, sd = NA),
  uniform = list(f = "uniform", mean = NA, sd = NA))

answer <- function(s, prior) {
  found <- bayesmeta(y = s$y, sigma = sqrt(s$v), tau.prior = prior$f,
                     mu.prior.mean = prior$mean, mu.prior.sd = prior$sd,
                     interval.type = "central", delta = 1e-3, epsilon = 1e-6)
  summary <- found$summary[c("median", "mean", "sd", "95% lower", "95% upper"), ]
  list(tau = unname(summary[, "tau"]), mean = unname(summary[, "mu"]),
       prediction = unname(summary[, "theta"]), first = unname(found$theta[c("median", "mean", "sd", "95% lower", "95% upper"), 1]),
       evidence = if (is.na(prior$mean)) NULL else log(found$marginal))
}
# Where its own integration stops with an error, the message is the answer.
told <- function(s, prior) tryCatch(answer(s, prior), error = function(e) conditionMessage(e))
answers <- lapply(series[names(series) != "homogeneous"], function(s) lapply(priors, function(p) told(s, p)))
cat(toJSON(list(version = as.character(packageVersion("bayesmeta")), R = R.version.string, answers = answers),
           digits = 12, auto_unbox = TRUE, null = "null"))
