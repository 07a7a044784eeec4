"""The end of test/bench/peer.mjs that is written in Python."""

import sys
from time import perf_counter


def serve(rounds, results):
    """One timed round of `rounds` for each line that names it; `save` writes the columns of `results()`."""
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        if name == "save":
            for file, column in results().items():
                column.tofile(file)
            print("saved", flush=True)
            continue
        start = perf_counter()
        rounds[name]()
        print((perf_counter() - start) * 1e3, flush=True)
