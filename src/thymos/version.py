"""The version of the program: the third key of a verdict, beside the two times."""

VERSION = "0.2.0"
