"""``make bench``: print every figure. ``python -m benchmarks cases`` prints those of one part.

A part is a module ``bench_NAME`` of this package with a function ``run``.
"""

import sys
from importlib import import_module
from pathlib import Path

PARTS = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))

for name in sys.argv[1:] or PARTS:
    print(f"== {name}", flush=True)
    import_module(f"benchmarks.bench_{name}").run()
