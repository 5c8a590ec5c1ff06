"""``make bench``: print every figure. ``python -m benchmarks cases`` prints those of one part."""

import sys

from benchmarks import bench_cases, bench_outcomes, bench_regimen

PARTS = {"cases": bench_cases.run, "regimen": bench_regimen.run, "outcomes": bench_outcomes.run}

for name in sys.argv[1:] or PARTS:
    print(f"== {name}")
    PARTS[name]()
