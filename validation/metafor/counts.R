# What R's metafor answers on pooling of counts, as JSON on standard output.
#
# usage: Rscript validation/metafor/counts.R DATA_FOLDER SCRIPT_FOLDER

source(file.path(commandArgs(trailingOnly = TRUE)[2], "series.R"))
strata <- function(name, measure, cells, correct = TRUE) {
  fit <- if (measure == "PETO") do.call(rma.peto, c(cells, level = 95))
         else do.call(rma.mh, c(cells, list(measure = measure, correct = correct)))
  pick <- function(field) if (is.null(fit[[field]])) NA else short(fit[[field]])
  list(name = name, measure = measure, correct = correct, estimate = short(fit$beta),
       se = short(fit$se), ci_low = short(fit$ci.lb), ci_high = short(fit$ci.ub), p = short(fit$pval), Q = short(fit$QE),
       Q_p = short(fit$QEp), MH = pick("MH"), MH_p = pick("MHp"), BD = pick("BD"),
       BD_p = pick("BDp"), TA = pick("TA"), TA_p = pick("TAp"))
}
counts <- list()
push <- function(...) counts[[length(counts) + 1]] <<- suppressWarnings(strata(...))
for (s in series) {
  d <- used(s, frame_of(s))
  if (s$measure == "OR") {
    cells <- if (is.null(d$bi)) list(ai = d$ai, bi = d$n1i - d$ai, ci = d$ci, di = d$n2i - d$ci)
             else list(ai = d$ai, bi = d$bi, ci = d$ci, di = d$di)
    for (m in c("OR", "RR", "RD", "PETO")) push(s$name, m, cells)
    push(s$name, "OR", cells, FALSE)
  }
  if (s$measure == "IRR") for (m in c("IRR", "IRD")) for (correct in c(TRUE, FALSE))
    push(s$name, m, as.list(d[c("x1i", "t1i", "x2i", "t2i")]), correct)
}
say(c(versions, list(counts = counts)))
