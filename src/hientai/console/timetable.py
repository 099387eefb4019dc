"""`hientai timetable`: solve, verify, generate and repair timetables kept in files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from hientai.planner.timetable.itc2007.problem import read_instance, read_solution, write_solution
from hientai.planner.timetable.itc2007.solve import solve as solve_benchmark
from hientai.planner.timetable.itc2007.verify import verify as verify_benchmark


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the `timetable` command; every subcommand leaves its `handler` (Namespace → exit code) in the namespace."""
    parser = subparsers.add_parser("timetable", help="xếp thời khóa biểu từ tệp")
    commands = parser.add_subparsers(dest="timetable_command", required=True)
    _register_solve(commands)
    _register_verify(commands)


def _register_solve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    solve = commands.add_parser("solve", help="xếp lịch: bài toán của trường (.json) hoặc ITC-2007 (.ctt)")
    solve.add_argument("problem", type=Path)
    solve.add_argument("-o", "--output", type=Path, required=True)
    solve.add_argument("--time-limit", type=_positive, default=60.0, metavar="SECONDS")
    solve.add_argument("--seed", type=int, default=1)
    solve.add_argument("--steps", type=int, help="dừng theo số bước thay vì đồng hồ, để chạy lại được y hệt (.ctt)")
    solve.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    solve.set_defaults(handler=_solve)


def _register_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser("verify", help="chấm một thời khóa biểu")
    verify.add_argument("problem", type=Path)
    verify.add_argument("plan", type=Path)
    verify.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    verify.set_defaults(handler=_verify)


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0 seconds")
    return value


def _solve(arguments: argparse.Namespace) -> int:
    return _guarded(_solve_ctt, arguments)


def _verify(arguments: argparse.Namespace) -> int:
    return _guarded(_verify_ctt, arguments)


def _guarded(action: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run an action; an unreadable file is one line on stderr and exit code 2, not a traceback."""
    try:
        return action(arguments)
    except (OSError, ValueError) as error:
        print(f"timetable: {error}", file=sys.stderr)
        return 2


def _report(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        for name, value in facts.items():
            print(f"{name}: {value}")


def _solve_ctt(arguments: argparse.Namespace) -> int:
    instance = read_instance(arguments.problem.read_text(encoding="utf-8"))
    outcome = solve_benchmark(instance, time_limit=arguments.time_limit, seed=arguments.seed, steps=arguments.steps)
    arguments.output.write_text(write_solution(outcome.lectures), encoding="utf-8")
    verdict = verify_benchmark(instance, outcome.lectures)
    run: dict[str, object] = {
        "instance": instance.name,
        "seed": arguments.seed,
        "steps": outcome.steps,
        "seconds": round(outcome.seconds, 2),
        "cpu_seconds": round(outcome.cpu_seconds, 2),
        "chain_costs": list(outcome.chain_costs),
    }
    _report(run | verdict.as_json(), arguments.json)
    return 0 if verdict.is_feasible else 1


def _verify_ctt(arguments: argparse.Namespace) -> int:
    instance = read_instance(arguments.problem.read_text(encoding="utf-8"))
    verdict = verify_benchmark(instance, read_solution(arguments.plan.read_text(encoding="utf-8")))
    _report({"instance": instance.name} | verdict.as_json(), arguments.json)
    return 0 if verdict.is_feasible else 1
