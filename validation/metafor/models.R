# What R's metafor answers on pooling, for every series of series.json, as JSON on standard output.
#
# usage: Rscript validation/metafor/models.R DATA_FOLDER SCRIPT_FOLDER
#
# Each answer is of a fit run to full convergence; `default` is tau2 as a user gets it, by the
# package's own stopping rules, null where it stops with an error.

source(file.path(commandArgs(trailingOnly = TRUE)[2], "series.R"))
methods <- c("FE", "DL", "HE", "HS", "HSk", "SJ", "SJIT", "PM", "PMM", "DLIT", "GENQ", "ML", "REML", "EB")
tests <- c("z", "t", "knha", "adhoc")

one <- function(e, method) {
  unit <- unit_of(e)
  w <- if (method == "GENQ") list(weights = 1 / (sqrt(e$v) * unit)) else list()
  asked <- if (method == "GENQ") c("z", "t") else tests
  patience <- if (method == "DLIT") replace(control, "maxiter", 4000) else control
  first <- attempt(do.call(converged, c(list(e, method, asked[1], steps = patience), w)))
  rest <- function(test) if (method == "FE") converged(e, method, test) else
    do.call(converged, c(list(e, method, test, tau2 = first$tau2), w))
  found <- c(list(first), if (is.null(first)) NULL else lapply(asked[-1], rest))
  z <- first
  plain <- attempt(suppressWarnings(do.call(rma.uni, c(list(e$y, e$v, method = method), if (method == "GENQ") list(weights = 1 / sqrt(e$v))))))
  fields <- function(name, by) rep_len(c(sapply(found, function(x) if (is.null(x)) NA else x[[name]]) / by, rep(NA, 4 - length(asked))), 4)
  if (is.null(z)) return(list(tau2 = NA, default = if (is.null(plain)) NA else plain$tau2))
  list(tau2 = z$tau2 / unit^2, default = if (is.null(plain)) NA else plain$tau2, I2 = z$I2,
       estimate = numbers(z$beta) / unit, se = fields("se", unit), p = fields("pval", 1),
       ci_low = fields("ci.lb", unit),
       prediction_low = if (method == "FE") NA else predict(z)$pi.lb / unit)
}
# The generalised Q of fixed weights has a mixture of chi-squared as its distribution; the package
# needs CompQuadForm for it, which Debian does not have. Here it is integrated after Imhof 1961.
imhof <- function(q, lambda) {
  # The substitution u = s / (1 - s) brings the half line to an interval.
  f <- function(s) sapply(s, function(s) {
    u <- s / (1 - s)
    if (u == 0) return((sum(lambda) - q) / 2)
    sin(sum(atan(lambda * u)) / 2 - q * u / 2) / (u * prod((1 + (lambda * u)^2)^0.25)) / (1 - s)^2
  })
  0.5 + integrate(f, 0, 1, subdivisions = 20000, rel.tol = 1e-9, abs.tol = 1e-10)$value / pi
}
generalised <- function(e, w) {
  unit <- unit_of(e)
  y <- e$y * unit
  v <- e$v * unit^2
  A <- diag(w) - outer(w, w) / sum(w)
  q <- numbers(t(y) %*% A %*% y)
  above <- function(tau2) {
    s <- sqrt(v + tau2)
    lambda <- eigen(outer(s, s) * A, symmetric = TRUE, only.values = TRUE)$values
    imhof(q, lambda[lambda > max(lambda) * 1e-12])
  }
  limit <- function(p) {
    if (above(0) > p) return(0)
    high <- 1
    while (above(high) < p) high <- 2 * high
    uniroot(function(x) above(x) - p, c(0, high), tol = 1e-10)$root
  }
  attempt(c(limit(0.025), limit(0.975)) / unit^2, c(NA, NA))
}
limits <- function(found, unit, ...) {
  if (is.null(found)) return(c(NA, NA))
  numbers(attempt(confint(found, control = list(tol = 1e-13, tau2.max = 1e6), ...)$random[1, 2:3], c(NA, NA))) / unit^2
}
answers <- function(s) {
  e <- effects_of(s)
  unit <- unit_of(e)
  fits <- lapply(methods, function(m) one(e, m))
  column <- function(name) {
    values <- lapply(fits, function(f) if (is.null(f[[name]])) NA else short(f[[name]]))
    if (all(lengths(values) == 1)) unlist(values) else values
  }
  fields <- c("tau2", "default", "I2", "estimate", "se", "p", "ci_low", "prediction_low")
  ml <- attempt(converged(e, "ML"))
  reml <- attempt(converged(e, "REML"))
  own <- attempt(converged(e, "DL", weights = 1 / (sqrt(e$v) * unit)))
  half <- mean(e$v) / 2
  fixed <- converged(e, "REML", test = "knha", tau2 = half * unit^2)
  stats <- function(m) attempt(short(fitstats(suppressWarnings(rma(e$y, e$v, method = m, control = list(threshold = 1e-12, maxiter = 2000))))), NA)
  copas <- attempt(hc(converged(e, "DL"), control = list(tol = 1e-10)))
  q <- converged(e, "FE")
  list(name = s$name, k = length(e$y), Q = short(q$QE), Q_p = short(q$QEp),
       fits = c(list(method = methods), setNames(lapply(fields, column), fields)),
       QP = short(limits(reml, unit)), PL_ML = short(limits(ml, unit, type = "PL")),
       PL_REML = short(limits(reml, unit, type = "PL")),
       GENQ = if (length(e$y) <= 60) signif(generalised(e, 1 / (sqrt(e$v) * unit)), 8) else NULL,
       J = if (length(e$y) <= 60) signif(generalised(e, 1 / (e$v * unit^2)), 8) else NULL,
       own_weights = short(c(own$tau2 / unit^2, own$beta / unit, own$se / unit)),
       fixed = short(c(half, fixed$beta / unit, fixed$se / unit, fixed$I2)),
       fit_CE = stats("FE"), fit_ML = stats("ML"), fit_REML = stats("REML"),
       henmi_copas = if (is.null(copas)) NULL else short(c(copas$beta, copas$ci.lb, copas$ci.ub) / unit))
}
say(c(versions, list(series = unname(lapply(series, function(s) answers(s))))))
