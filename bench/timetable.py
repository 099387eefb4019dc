"""What the timetable reaches: `python bench/timetable.py` prints two tables, `--json` one object.

The school: invented half-years of 6, 30 and 60 classes; the clerk's plan, seconds until every rule is kept, the proven
bound, and cancellations mended. The public benchmark: ITC-2007 track 3, five instances beside the best
costs published. Wall-clock and processor seconds are both printed: on a machine that does other work only the latter
mean much.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from pathlib import Path
from typing import Any

from hientai.planner.timetable.anneal import Chain
from hientai.planner.timetable.arrays import compile_problem
from hientai.planner.timetable.bound import bound
from hientai.planner.timetable.generate import generate
from hientai.planner.timetable.greedy import greedy
from hientai.planner.timetable.itc2007.problem import read_instance
from hientai.planner.timetable.itc2007.solve import solve as solve_instance
from hientai.planner.timetable.itc2007.verify import verify as verify_instance
from hientai.planner.timetable.problem import Plan, Problem
from hientai.planner.timetable.repair import repair, without
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.solve import solve
from hientai.planner.timetable.verify import verify

INSTANCES = Path(__file__).resolve().parent.parent / "tests/planner/timetable/data"
PUBLISHED = {"comp01": 5, "comp02": 24, "comp04": 35, "comp05": 284, "comp11": 0}


def warm_up() -> None:
    """Compile the inner loops, or load them from their cache, before any clock runs."""
    problem = generate(classes=1, seed=1)
    book = Book(problem)
    Chain(compile_problem(book), greedy(problem, book=book), 1).run(1.0, 1.0, seconds=None, steps=1)
    solve_instance(read_instance((INSTANCES / "comp01.ctt").read_text()), time_limit=1, steps=10, chains=1)


def school(classes: int, seconds: float, seed: int, cancellations: int) -> dict[str, Any]:
    """One half-year: solve, bound, and mend after random cancellations of one lecturer's day."""
    problem = generate(classes=classes, seed=seed)
    outcome = solve(problem, time_limit=seconds, seed=seed)
    floor = bound(Book(problem), time_limit=max(10.0, seconds / 3))
    final = outcome.verdict.penalty
    return {
        "classes": classes,
        "sessions": len(problem.sessions),
        "greedy": outcome.greedy.penalty,
        "greedy_unplaced": outcome.greedy.unplaced,
        "seconds_to_feasible": outcome.feasible_after,
        "unplaced": outcome.verdict.unplaced,
        "violations": len(outcome.verdict.violations),
        "penalty": final,
        "of_greedy": round(final / max(1, outcome.greedy.penalty), 3),
        "bound": floor.total,
        "gap": round((final - floor.total) / max(1, final), 3),
        "seconds": round(outcome.seconds, 1),
        "cpu_seconds": round(outcome.cpu_seconds, 1),
        **mended(problem, outcome.plan, seed, cancellations),
    }


def mended(problem: Problem, plan: Plan, seed: int, cancellations: int) -> dict[str, Any]:
    """Random cancellations, each of one lecturer's day: seconds, sessions moved, how many proven the fewest."""
    rng = random.Random(seed)
    taught = sorted({(one.lecturer, one.on) for one in plan.placements if one.lecturer})
    times, moved, proven, failed = [], [], 0, 0
    for lecturer, on in rng.sample(taught, min(cancellations, len(taught))):
        after = without(problem, lecturer or "", on)
        started = time.monotonic()
        found = repair(after, plan)
        times.append(time.monotonic() - started)
        if found is None or not verify(after, found.plan).is_feasible:
            failed += 1
            continue
        moved.append(len(found.changes))
        proven += found.is_proven
    return {
        "repairs": len(times),
        "repairs_failed": failed,
        "repairs_proven_fewest": proven,
        "repair_seconds_worst": round(max(times, default=0.0), 2),
        "sessions_moved_mean": round(statistics.mean(moved), 2) if moved else None,
    }


def benchmark(name: str, seconds: float, seeds: int) -> dict[str, Any]:
    """One public instance under several seeds; every solution is judged independently."""
    instance = read_instance((INSTANCES / f"{name}.ctt").read_text())
    costs, cpu = [], 0.0
    for seed in range(1, seeds + 1):
        outcome = solve_instance(instance, time_limit=seconds, seed=seed)
        verdict = verify_instance(instance, outcome.lectures)
        if not verdict.is_feasible or verdict.cost != outcome.cost:
            raise SystemExit(f"{name}, seed {seed}: the judge disagrees with the search")
        costs.append(verdict.cost)
        cpu += outcome.cpu_seconds
    return {
        "instance": name,
        "published_best": PUBLISHED[name],
        "median": statistics.median(costs),
        "costs": costs,
        "seconds": seconds,
        "cpu_seconds_mean": round(cpu / seeds, 1),
    }


def print_rows(rows: list[dict[str, Any]]) -> None:
    """One line a row, the names of the columns first."""
    if rows:
        print(" | ".join(rows[0]))
        for row in rows:
            print(" | ".join(str(value) for value in row.values()))


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, nargs="*", default=[6, 30, 60])
    parser.add_argument("--seconds", type=float, default=60.0, help="search time of the school's half-years")
    parser.add_argument("--cancellations", type=int, default=10)
    parser.add_argument("--instances", nargs="*", default=sorted(PUBLISHED), choices=sorted(PUBLISHED))
    parser.add_argument("--instance-seconds", type=float, default=300.0)
    parser.add_argument("--seeds", type=int, default=1, help="runs of each public instance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    warm_up()
    halves = [school(one, arguments.seconds, arguments.seed, arguments.cancellations) for one in arguments.classes]
    public = [benchmark(one, arguments.instance_seconds, arguments.seeds) for one in arguments.instances]
    if arguments.json:
        print(json.dumps({"school": halves, "itc2007": public}))
    else:
        print_rows(halves)
        print_rows(public)
    return 0 if all(row["violations"] == 0 and row["repairs_failed"] == 0 for row in halves) else 1


if __name__ == "__main__":
    raise SystemExit(main())
