# What R's metafor answers on meta-regression, for one measure of every data set with moderators, as
# JSON on standard output.
#
# usage: Rscript validation/metafor/regression.R DATA_FOLDER SCRIPT_FOLDER
#
# Numbers enter as they are, words as treatment contrasts against the first level in byte order.

source(file.path(commandArgs(trailingOnly = TRUE)[2], "series.R"))
methods <- c("FE", "DL", "HE", "HS", "HSk", "SJ", "PM", "PMM", "ML", "REML", "EB")
design <- function(d, moderators) {
  X <- matrix(1, nrow(d), 1)
  for (column in unlist(moderators)) {
    x <- d[[column]]
    if (is.numeric(x)) X <- cbind(X, x)
    else for (level in sort(unique(as.character(x)), method = "radix")[-1]) X <- cbind(X, as.numeric(x == level))
  }
  X
}
answers <- function(s, moderators) {
  e <- effects_of(s)
  whole <- complete.cases(e$data[unlist(moderators)])
  e <- list(y = e$y[whole], v = e$v[whole], data = e$data[whole, , drop = FALSE])
  X <- design(e$data, moderators)
  unit <- unit_of(e)
  one <- function(method) {
    z <- attempt(converged(e, method, mods = X, intercept = FALSE))
    if (is.null(z)) return(NULL)
    more <- if (method == "FE") list() else list(tau2 = z$tau2)
    knha <- if (method == "FE") converged(e, method, "knha", mods = X, intercept = FALSE) else
            converged(e, method, "knha", mods = X, intercept = FALSE, tau2 = z$tau2)
    list(method = method, tau2 = short(z$tau2 / unit^2), coefficients = short(z$beta / unit), se = short(z$se / unit),
         se_knha = short(knha$se / unit), p = short(z$pval), p_knha = short(knha$pval), QE = short(z$QE),
         QM = short(z$QM), QM_p = short(z$QMp), QM_knha = short(knha$QM), I2 = short(z$I2), H2 = short(z$H2))
  }
  list(name = s$name, moderators = moderators, k = length(e$y), p = ncol(X), fits = lapply(methods, one))
}
found <- list()
for (s in leading(1000)) {
  wanted <- as.list(unlist(s$moderators))
  if (length(wanted) > 1) wanted <- c(lapply(wanted, identity), list(unlist(wanted)))
  for (m in wanted) found[[length(found) + 1]] <- attempt(answers(s, as.list(m)), list(name = s$name, moderators = as.list(m), error = TRUE))
}
say(c(versions, list(series = found)))
