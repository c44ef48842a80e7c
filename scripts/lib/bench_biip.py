"""Prints for each scan how many of them biip reads in a second, one number a line.

    bench_biip.py SCAN…
"""

import sys
import time

import biip

for scan in sys.argv[1:]:
    biip.parse(scan)
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < 0.3:
        for _ in range(20):
            biip.parse(scan)
        count += 20
    print(count / spent)
