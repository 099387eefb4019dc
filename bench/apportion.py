"""How long apportionment takes: `python bench/apportion.py` prints one line per case, `--json` one object.

Cases: one list of 3,000 units under each method, and tables of units × programmes with bounds on the cells, each
checked by the verifier. Tables are random with a fixed seed; 5% of their cells are empty.
"""

from __future__ import annotations

import argparse
import json
import time
from fractions import Fraction

import numpy as np

from hientai.planner.apportion import Method, SeatProblem, TableProblem, Unit, apportion, apportion_table
from hientai.planner.apportion.verify import verify, verify_table


def random_table(rows: int, columns: int, seed: int, *, per_unit: float, method: Method, bounded: bool) -> TableProblem:
    """A table whose margins are those of a random allocation within the bounds, so that a solution exists."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(4.0, 1.0, (rows, 1))
    weights = np.ceil(size * rng.gamma(2.0, 1.0, (rows, columns))).astype(int)
    weights[rng.random((rows, columns)) < 0.05] = 0
    total = int(rows * per_unit)
    share = weights * (total / weights.sum())
    feasible = np.floor(share + rng.random((rows, columns))).astype(int)
    if method in (Method.ADAMS, Method.DEAN, Method.HUNTINGTON_HILL):
        feasible = np.maximum(feasible, 1)  # these methods give every cell with weight a seat
    feasible[weights == 0] = 0
    minimum = np.maximum(feasible - rng.integers(0, 4, feasible.shape), 0) * (rng.random(feasible.shape) < 0.2)
    maximum = feasible + rng.integers(1, 6, feasible.shape)
    matrix = tuple(tuple(Fraction(int(w)) for w in row) for row in weights)
    return TableProblem(
        tuple(f"U{i}" for i in range(rows)),
        tuple(f"P{j}" for j in range(columns)),
        matrix,
        tuple(int(v) for v in feasible.sum(axis=1)),
        tuple(int(v) for v in feasible.sum(axis=0)),
        method,
        minimum=tuple(tuple(int(v) for v in row) for row in minimum) if bounded else None,
        maximum=tuple(tuple(int(v) for v in row) for row in maximum) if bounded else None,
    )


def vector_case(method: Method, units: int, seats: int) -> dict[str, object]:
    """Seconds for one list with bounds, and whether the verifier agrees."""
    rng = np.random.default_rng(7)
    weights = rng.integers(1, 5000, units)
    problem = SeatProblem(
        tuple(
            Unit(f"U{i}", Fraction(int(w)), int(rng.integers(0, 2)), int(rng.integers(5, 60)))
            for i, w in enumerate(weights)
        ),
        seats,
        method,
    )
    started, processor = time.perf_counter(), time.process_time()
    result = apportion(problem)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    return {
        "case": f"{units} units, {method.value}",
        "seconds": round(seconds, 3),
        "cpu_seconds": round(processor, 3),
        "verified": not verify(problem, result),
    }


def table_case(rows: int, columns: int, method: Method, per_unit: float, *, bounded: bool) -> dict[str, object]:
    """Seconds for one table, and whether the verifier agrees."""
    problem = random_table(rows, columns, 11, per_unit=per_unit, method=method, bounded=bounded)
    started, processor = time.perf_counter(), time.process_time()
    result = apportion_table(problem)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    started = time.perf_counter()
    clean = not verify_table(problem, result)
    return {
        "case": f"{rows} × {columns}, {method.value}, {'bounds' if bounded else 'no bounds'}, {per_unit:g} seats/unit",
        "seconds": round(seconds, 3),
        "cpu_seconds": round(processor, 3),
        "verify_seconds": round(time.perf_counter() - started, 3),
        "transfers": result.transfers,
        "tied_cells": sum(len(t.cells) for t in result.ties),
        "verified": clean,
    }


def main() -> None:
    """Run every case and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    cases = [vector_case(m, 3000, 30000) for m in Method]
    cases += [table_case(3000, 12, Method.WEBSTER, 8, bounded=b) for b in (False, True)]
    cases += [table_case(3000, 12, m, 40, bounded=True) for m in (Method.WEBSTER, Method.DHONDT)]
    cases += [table_case(3000, 12, Method.HUNTINGTON_HILL, 40, bounded=False)]
    cases += [table_case(200, 200, Method.WEBSTER, 300, bounded=True)]
    if as_json:
        print(json.dumps(cases, ensure_ascii=False, indent=1))
    else:
        for case in cases:
            print("  ".join(f"{k}={v}" for k, v in case.items()))


if __name__ == "__main__":
    main()
