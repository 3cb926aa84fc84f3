# What R's metafor answers by its defaults when only the unit of the BCG trials changes, and how
# often its REML does not converge. Prints a table; docs/methods/pooling.md quotes it.
#
# usage: Rscript validation/metafor/defaults.R SERIES_JSON

suppressMessages({
  library(metafor)
  library(jsonlite)
})
bcg <- fromJSON(commandArgs(trailingOnly = TRUE)[1])$bcg
cat("metafor", as.character(packageVersion("metafor")), "\n")
for (unit in c(1, 0.1, 0.01, 0.001)) for (method in c("PM", "PMM", "SJIT", "ML", "REML", "DL")) {
  found <- suppressWarnings(try(rma(bcg$y * unit, bcg$v * unit^2, method = method), silent = TRUE))
  tau2 <- if (inherits(found, "try-error")) NA else found$tau2 / unit^2
  cat(sprintf("%-5s unit %-6g tau2 %.6f\n", method, unit, tau2))
}
set.seed(20261121)
failed <- 0
for (i in 1:4000) {
  v <- runif(10, .01, .5)
  y <- rnorm(10, 0, sqrt(v + .05))
  failed <- failed + inherits(suppressWarnings(try(rma(y, v), silent = TRUE)), "try-error")
}
cat("REML not converged:", failed, "of 4000\n")
