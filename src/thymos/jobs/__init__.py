"""Long runs: a plan cut into pieces by index, done anywhere, told apart only by its numbers.

A plan is a function of an index range. Pieces are the same whoever does them, and their results
come back in the order of their indices, so that one process, many threads, many processes or a
cluster give the same answer to the last digit.
"""

from thymos.jobs.cluster import Cluster
from thymos.jobs.executors import Executor, InProcess, Processes, Threads
from thymos.jobs.plan import Piece, Plan, pieces
from thymos.jobs.progress import Cancel, Progress
from thymos.jobs.run import Store, fold, run
from thymos.jobs.stored import Keeping, Stored, Turned

__all__ = [
    "Cancel",
    "Cluster",
    "Executor",
    "InProcess",
    "Keeping",
    "Piece",
    "Plan",
    "Processes",
    "Progress",
    "Store",
    "Stored",
    "Threads",
    "Turned",
    "fold",
    "pieces",
    "run",
]
