# What R's ldbounds answers on spending boundaries, crossing and intervals at a stop, as JSON.
#
# usage: Rscript validation/ldbounds/run.R

suppressMessages({
  library(ldbounds)
  library(jsonlite)
})
schedules <- list(
  five = c(0.2, 0.4, 0.6, 0.8, 1), uneven = c(0.1, 0.35, 0.7), late = c(0.5, 0.9, 1), short = c(0.3, 0.31, 1))

answer <- function(t, spending, alpha) {
  bounds <- ldBounds(t, iuse = c(spending, spending), alpha = c(alpha, alpha) / 2)
  power <- ldPower(bounds, drift = 2.8)
  early <- ldPower(t = t, za = bounds$lower.bounds, zb = bounds$upper.bounds, conf = 0.95, zval = 2.5)
  list(fractions = t, alpha = alpha, spending = c("OF", "Pocock")[spending], upper = bounds$upper.bounds,
       exit = power$exit, power = power$power,
       interval = as.numeric(early$conf.interval))
}
answers <- list()
for (name in names(schedules)) for (spending in 1:2) for (alpha in c(0.05, 0.01))
  answers[[length(answers) + 1]] <- answer(schedules[[name]], spending, alpha)
cat(toJSON(list(version = as.character(packageVersion("ldbounds")), R = R.version.string, answers = answers),
           digits = 10, auto_unbox = TRUE))
