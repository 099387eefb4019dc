"""How long a forecast takes: `python bench/forecast.py [--officials N] [--runs N] [--json]`.

A made-up province with a fixed seed: nine years, three tiers, seven kinds of credentials, eighteen targets, planned
completions over the years, eleven uncertain rates. Every official is a group of one: merging is part of the work.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from fractions import Fraction

import numpy as np

from hientai.planner.forecast import Completion, ForecastProblem, Group, Observation, Rate, Target, forecast
from hientai.planner.forecast.solve.atoms import compile_problem
from hientai.planner.forecast.verify import verify

TIERS = ("province", "district", "commune")
CREDENTIALS = ("degree", "theory", "state", "language", "title", "pool", "digital")


def random_province(officials: int, seed: int = 2) -> ForecastProblem:
    """A random problem of this size, the same for the same seed."""
    rng = np.random.default_rng(seed)
    years = tuple(range(2022, 2031))

    def history(p: float) -> tuple[Observation, ...]:
        return tuple(Observation(y, int(rng.binomial(900, p)), 900) for y in range(2017, 2022))

    rates = [Rate(f"leave/{t}", history=history(p)) for t, p in zip(TIERS, (0.02, 0.03, 0.04), strict=True)]
    rates += [Rate(f"drop/{c}", history=history(0.02)) for c in CREDENTIALS[:4]]
    rates += [Rate(f"fail/{c}", history=history(0.03)) for c in CREDENTIALS[:4]]
    groups = []
    for _ in range(officials):
        tier = TIERS[int(rng.choice(3, p=(0.15, 0.25, 0.6)))]
        pools = (tier, "leaders") if rng.random() < 0.3 else (tier,)
        held = tuple(c for c in CREDENTIALS if rng.random() < 0.55)
        retires = int(rng.integers(2022, 2052))
        completions: list[Completion] = []
        for credential in CREDENTIALS:
            if credential not in held and len(completions) < 2 and rng.random() < 0.4:
                at = int(rng.integers(2022, 2031))
                kind = credential if credential in CREDENTIALS[:4] else None
                completions.append(
                    Completion(
                        credential, at, 2 if kind == "degree" else 1, kind and f"drop/{kind}", kind and f"fail/{kind}"
                    )
                )
        leaves, end = f"leave/{tier}", retires if retires <= 2030 else None
        groups.append(Group(1, pools, held, end, None, leaves, tuple(completions)))
    targets = []
    for credential, population in zip(CREDENTIALS, ("province", "leaders", "commune") * 3, strict=False):
        for year, share in ((2025, "0.65"), (2030, "0.8")):
            targets.append(Target(f"{credential}/{year}", population, (credential,), year, Fraction(share)))
    for tier in ("district", "leaders"):
        for year in (2025, 2030):
            targets.append(Target(f"title-or-pool/{tier}/{year}", tier, ("title", "pool"), year, Fraction("0.85")))
    return ForecastProblem(years, tuple(rates), tuple(groups), tuple(targets))


def main() -> None:
    """Measure one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officials", type=int, default=4920)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    problem = random_province(args.officials)
    started = time.perf_counter()
    compiled = compile_problem(problem)
    merged = time.perf_counter()
    processor = time.process_time()
    result = forecast(problem, runs=args.runs, seed=1)
    processor = time.process_time() - processor
    seconds = time.perf_counter() - merged
    judging = time.perf_counter()
    clean = not verify(problem, result)
    judged = time.perf_counter() - judging
    figures = {
        "officials": args.officials, "runs": args.runs, "years": len(problem.years), "targets": len(problem.targets),
        "atoms": len(compiled.atoms), "effects": len(compiled.effects), "merge_seconds": round(merged - started, 2),
        "seconds": round(seconds, 2), "cpu_seconds": round(processor, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "verify_seconds": round(judged, 2), "verified": clean,
    }  # fmt: skip
    print(json.dumps(figures) if args.json else "  ".join(f"{k}={v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
