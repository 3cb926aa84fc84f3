# What the scripts of this folder share: packages, reading of series, writing of answers.

suppressMessages({
  library(metafor)
  library(jsonlite)
})
read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")))
numbers <- function(x) as.numeric(x)
say <- function(out) cat(toJSON(out, digits = I(15), auto_unbox = TRUE, na = "null", null = "null"), "\n")
versions <- list(rival = "metafor", version = as.character(packageVersion("metafor")),
                 R = as.character(getRversion()))
needed <- c("ai", "bi", "ci", "di", "n1i", "n2i", "x1i", "t1i", "x2i", "t2i", "m1i", "sd1i", "m2i",
            "sd2i", "ri", "xi", "ni")
effects_of <- function(name, measure) {
  d <- read(name)
  if (measure == "GEN") return(list(y = d$yi, v = d$vi))
  if (name == "bcg") names(d)[match(c("tpos", "tneg", "cpos", "cneg"), names(d))] <- c("ai", "bi", "ci", "di")
  if (name == "morris2008") {
    names(d)[1:4] <- c("m2i", "m1i", "sd1i", "sd2i")
    d <- d[c("m1i", "m2i", "sd1i", "sd2i", "ri", "ni")]
  }
  e <- do.call(escalc, c(list(measure = measure), as.list(d[intersect(needed, names(d))])))
  ok <- !is.na(e$vi)
  list(y = numbers(e$yi)[ok], v = numbers(e$vi)[ok])
}
