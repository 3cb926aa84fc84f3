# Four cases in which R's metafor is wrong by default, each beside the answer that it gives itself when
# asked otherwise; as JSON on standard output. docs/methods/agreement.md tells them.
#
# usage: Rscript validation/metafor/wrong.R DATA_FOLDER SCRIPT_FOLDER

source(file.path(commandArgs(trailingOnly = TRUE)[2], "series.R"))
cases <- list()
push <- function(...) cases[[length(cases) + 1]] <<- list(...)

# 1 and 2: absolute stopping rules, on published series as they are and in units of their errors.
profile <- function(fit, unit = 1) short(confint(fit, control = if (unit == 1) list() else list(tol = 1e-13, tau2.max = 1e6))$random[1, 2:3]) / unit^2
for (case in list(c("yusuf1985-RD", "PM"), c("nielweise2007-RD", "REML"), c("nielweise2008-IRD", "REML"))) {
  e <- effects_of(series[[case[1]]])
  unit <- unit_of(e)
  plain <- suppressWarnings(rma(e$y, e$v, method = case[2]))
  right <- converged(e, case[2])
  push(case = "stopping", name = case[1], method = case[2],
       default = list(tau2 = short(plain$tau2), I2 = short(plain$I2), ci_low = short(plain$ci.lb), ci_high = short(plain$ci.ub), limits = profile(plain)),
       right = list(tau2 = short(right$tau2 / unit^2), I2 = short(right$I2), ci_low = short(right$ci.lb / unit), ci_high = short(right$ci.ub / unit), limits = profile(right, unit)))
}
# 3: effects are centred also where no intercept takes the centre up again; rma.mv does not centre.
e <- effects_of(series[["bcg-RR"]])
x <- e$data$ablat
uni <- rma(e$y, e$v, mods = ~ 0 + x)
mv <- rma.mv(e$y, e$v, mods = ~ 0 + x, random = ~ 1 | seq_along(x))
numbers_of <- function(fit, tau2) list(tau2 = short(tau2), QE = short(fit$QE), coefficient = short(fit$beta), se = short(fit$se), log_likelihood = short(logLik(fit)))
push(case = "no intercept", name = "bcg-RR", default = numbers_of(uni, uni$tau2), right = numbers_of(mv, mv$sigma2))
# 4: trim and fill by Q0 takes the root of a negative number.
e <- effects_of(series[["egger2001-OR"]])
stopped <- tryCatch({ suppressWarnings(trimfill(rma(e$y, e$v, method = "DL"), estimator = "Q0")); "" }, error = conditionMessage)
push(case = "Q0", name = "egger2001-OR", error = stopped)
say(c(versions, list(cases = cases)))
