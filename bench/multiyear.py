"""Benchmark of the multi-year planner: `python bench/multiyear.py [sizes …] [--gap G] [--time-limit S]`.

Prints one JSON line per size: wall and processor seconds, peak memory, cost, proven gap, violations by rule, and the
office's spreadsheet (greedy) next to it. Each size runs in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

from hientai.planner.multiyear.generate import generate
from hientai.planner.multiyear.greedy import greedy
from hientai.planner.multiyear.solve import Options, solve
from hientai.planner.multiyear.verify import verify

SIZES = (4_920, 100_000, 1_000_000)
GAPS = {4_920: 1e-3, 100_000: 2e-4, 1_000_000: 1e-4}


def measure(size: int, gap: float, time_limit: float, seed: int) -> dict[str, object]:
    """One size, solved and judged."""
    problem = generate(size, seed)
    wall, processor = time.monotonic(), time.process_time()
    plan = solve(problem, Options(gap=gap, time_limit=time_limit, seed=seed))
    seconds, work = time.monotonic() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    verdict = verify(problem, plan)
    begun = time.monotonic()
    by_hand = verify(problem, office := greedy(problem))
    return {
        "officials": size,
        "programmes": len(problem.programmes),
        "years": len(problem.years),
        "status": plan.status,
        "seconds": round(seconds, 1),
        "processor_seconds": round(work, 1),
        "peak_megabytes": peak,
        "cost": plan.cost,
        "gap": plan.gap,
        "tiers": [[t.name, t.value, t.bound] for t in plan.tiers],
        "violations": verdict.by_rule(),
        "missing": sum(t.missing for t in verdict.targets),
        "greedy_missing": sum(t.missing for t in by_hand.targets),
        "greedy_cost_ratio": round(by_hand.cost / max(1, plan.cost), 4),
        "greedy_violations": by_hand.by_rule(),
        "greedy_openings": len(office.openings),
        "greedy_seconds": round(time.monotonic() - begun, 1),
        "reproducible": plan.reproducible,
        "phases": {k: round(v, 2) for k, v in plan.phases.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--gap", type=float)
    parser.add_argument("--time-limit", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--here", action="store_true", help="in this process (used by itself)")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        gap = arguments.gap if arguments.gap is not None else GAPS.get(size, 1e-3)
        if arguments.here:
            print(json.dumps(measure(size, gap, arguments.time_limit, arguments.seed)), flush=True)
            continue
        options = ["--gap", str(gap), "--time-limit", str(arguments.time_limit), "--seed", str(arguments.seed)]
        command = [sys.executable, __file__, str(size), "--here", *options]
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
