# What R's metafor answers on small-study effects, for series in tests/published/data, as JSON.
#
# usage: Rscript validation/metafor/small_studies.R DATA_FOLDER SCRIPT_FOLDER

folder <- commandArgs(trailingOnly = TRUE)[1]
source(file.path(commandArgs(trailingOnly = TRUE)[2], "read.R"))
sized <- function(name, measure) {
  e <- effects_of(name, measure)
  d <- read(name)
  e$n <- if (name == "bcg") d$tpos + d$tneg + d$cpos + d$cneg else
         if (is.null(d$n1i)) NULL else (d$n1i + d$n2i)
  e
}
negative <- c("bcg", "egger2001", "lee2004", "li2007", "lau1992")
asymmetry <- trimmed <- ranks <- selected <- excess <- limits <- list()
for (s in list(c("bcg", "RR"), c("egger2001", "OR"), c("lee2004", "RR"), c("hackshaw1998", "GEN"),
               c("raudenbush1985", "GEN"), c("bangertdrowns2004", "GEN"))) {
  e <- sized(s[1], s[2])
  ni <- if (is.null(e$n)) list() else list(ni = e$n)
  fit <- function(method, test = "z") do.call(rma, c(list(e$y, e$v, method = method, test = test,
             control = list(threshold = 1e-12, maxiter = 1e5)), ni))
  predictors <- if (is.null(e$n)) c("sei", "vi") else c("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
  for (x in predictors) {
    lm <- do.call(regtest, c(list(e$y, e$v, model = "lm", predictor = x), ni))
    asymmetry[[length(asymmetry) + 1]] <- list(data = s[1], measure = s[2], model = "lm", predictor = x,
      statistic = lm$zval, df = lm$dfs, p = lm$pval, limit = if (is.null(lm$est)) NA else numbers(lm$est))
    for (m in c("FE", "DL", "REML")) for (test in c("z", "knha")) {
      found <- regtest(fit(m, test), predictor = x)
      asymmetry[[length(asymmetry) + 1]] <- list(data = s[1], measure = s[2], model = "rma", method = m,
        test = test, predictor = x, statistic = found$zval, p = found$pval,
        limit = if (is.null(found$est)) NA else numbers(found$est),
        limit_low = if (is.null(found$ci.lb)) NA else found$ci.lb,
        limit_high = if (is.null(found$ci.ub)) NA else found$ci.ub)
    }
  }
  found <- suppressWarnings(ranktest(e$y, e$v))
  ranks[[length(ranks) + 1]] <- list(data = s[1], measure = s[2], tau = numbers(found$tau), p = found$pval)
  for (m in c("FE", "DL", "REML")) for (kind in c("L0", "R0", "Q0")) {
    found <- tryCatch(trimfill(fit(m), estimator = kind), error = function(x) NULL)
    trimmed[[length(trimmed) + 1]] <- if (is.null(found))
      list(data = s[1], measure = s[2], method = m, estimator = kind, error = TRUE) else
      list(data = s[1], measure = s[2], method = m, estimator = kind, side = found$side, k0 = found$k0,
           se_k0 = found$se.k0, estimate = numbers(found$beta), se = found$se, tau2 = found$tau2)
  }
  found <- tes(e$y, e$v)
  excess[[length(excess) + 1]] <- list(data = s[1], measure = s[2], observed = found$O, expected = found$E,
    statistic = found$X2, p = found$pval, theta = numbers(found$theta))
  for (type in c("chi2", "binom", if (length(e$y) <= 19) "exact")) {
    found <- tes(e$y, e$v, test = type, progbar = FALSE, rel.tol = 1e-10)
    limits[[length(limits) + 1]] <- list(data = s[1], measure = s[2], type = type, p = found$pval,
      limit = numbers(found$theta.lim))
  }
  side <- if (s[1] %in% negative) "less" else "greater"
  for (type in c("stepfun", "beta")) for (m in c("FE", "ML")) {
    found <- tryCatch(suppressWarnings(selmodel(fit(m), type = type, alternative = side,
      steps = if (type == "stepfun") 0.025 else NA)), error = function(x) NULL)
    if (!is.null(found)) selected[[length(selected) + 1]] <- list(data = s[1], measure = s[2], type = type,
      method = m, alternative = side, estimate = numbers(found$beta), se = found$se, tau2 = found$tau2,
      delta = numbers(found$delta), log_likelihood = found$fit.stats["ll", 1], LRT = found$LRT, LRT_p = found$LRTp)
  }
}
say(c(versions, list(asymmetry = asymmetry, ranks = ranks, trimmed = trimmed, excess = excess, limits = limits,
                     selected = selected)))
