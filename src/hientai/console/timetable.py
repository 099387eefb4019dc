"""`hientai timetable`: solve, verify, generate and repair timetables kept in files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from hientai.planner.timetable.bound import bound
from hientai.planner.timetable.conflict import find_conflict
from hientai.planner.timetable.exchange import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from hientai.planner.timetable.explain import change_in_words, conflict_in_words, finding_in_words
from hientai.planner.timetable.generate import generate
from hientai.planner.timetable.itc2007.problem import read_instance, read_solution, write_solution
from hientai.planner.timetable.itc2007.solve import solve as solve_benchmark
from hientai.planner.timetable.itc2007.verify import verify as verify_benchmark
from hientai.planner.timetable.problem import Problem
from hientai.planner.timetable.repair import repair, without
from hientai.planner.timetable.sheet import Book
from hientai.planner.timetable.solve import solve
from hientai.planner.timetable.verify import verify


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the `timetable` command; every subcommand leaves its `handler` (Namespace → exit code) in the namespace."""
    parser = subparsers.add_parser("timetable", help="xếp thời khóa biểu từ tệp")
    commands = parser.add_subparsers(dest="timetable_command", required=True)
    _register_solve(commands)
    _register_verify(commands)
    _register_generate(commands)
    _register_repair(commands)


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


def _register_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    make = commands.add_parser("generate", help="tạo một học kỳ giả định để thử")
    make.add_argument("--classes", type=int, required=True)
    make.add_argument("--seed", type=int, default=1)
    make.add_argument("-o", "--output", type=Path, required=True)
    make.set_defaults(handler=_generate)


def _register_repair(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    mend = commands.add_parser("repair", help="sửa lịch với ít thay đổi nhất khi giảng viên báo bận")
    mend.add_argument("problem", type=Path)
    mend.add_argument("plan", type=Path)
    mend.add_argument("--unavailable", action="append", required=True, metavar="LECTURER:DATE[:PART]")
    mend.add_argument("-o", "--output", type=Path, required=True)
    mend.add_argument("--time-limit", type=_positive, default=5.0, metavar="SECONDS")
    mend.add_argument("--seed", type=int, default=1)
    mend.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    mend.set_defaults(handler=_repair)


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0 seconds")
    return value


def _solve(arguments: argparse.Namespace) -> int:
    return _guarded(_solve_ctt if _is_benchmark(arguments) else _solve_school, arguments)


def _verify(arguments: argparse.Namespace) -> int:
    return _guarded(_verify_ctt if _is_benchmark(arguments) else _verify_school, arguments)


def _generate(arguments: argparse.Namespace) -> int:
    return _guarded(_generate_school, arguments)


def _repair(arguments: argparse.Namespace) -> int:
    return _guarded(_repair_school, arguments)


def _is_benchmark(arguments: argparse.Namespace) -> bool:
    return bool(arguments.problem.suffix.lower() == ".ctt")


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


def _problem(arguments: argparse.Namespace) -> Problem:
    return problem_from_json(arguments.problem.read_text(encoding="utf-8"))


def _generate_school(arguments: argparse.Namespace) -> int:
    problem = generate(classes=arguments.classes, seed=arguments.seed)
    arguments.output.write_text(problem_to_json(problem), encoding="utf-8")
    return 0


def _solve_school(arguments: argparse.Namespace) -> int:
    problem = _problem(arguments)
    share = min(10.0, 0.15 * arguments.time_limit)
    outcome = solve(problem, time_limit=arguments.time_limit - share, seed=arguments.seed, steps=arguments.steps)
    floor = bound(Book(problem), time_limit=share).total
    facts: dict[str, object] = {
        "problem": problem.name,
        "version": version("hientai"),
        "seed": arguments.seed,
        "steps": outcome.steps,
        "seconds": round(outcome.seconds, 2),
        "cpu_seconds": round(outcome.cpu_seconds, 2),
        "feasible_after": None if outcome.feasible_after is None else round(outcome.feasible_after, 2),
        "bound": floor,
        "gap": round((outcome.verdict.penalty - floor) / max(1, outcome.verdict.penalty), 4),
        "greedy_penalty": outcome.greedy.penalty,
        "greedy_unplaced": outcome.greedy.unplaced,
    } | outcome.verdict.as_json()
    if not outcome.verdict.is_feasible:
        conflict = find_conflict(problem, time_limit=max(10.0, 0.5 * arguments.time_limit), seed=arguments.seed)
        facts["conflict"] = conflict_in_words(Book(problem), conflict) if conflict else None
        facts["conflict_is_irreducible"] = conflict is not None and conflict.is_irreducible
    arguments.output.write_text(plan_to_json(outcome.plan, facts), encoding="utf-8")
    _report(facts, arguments.json)
    return 0 if outcome.verdict.is_feasible else 1


def _verify_school(arguments: argparse.Namespace) -> int:
    problem = _problem(arguments)
    verdict = verify(problem, plan_from_json(arguments.plan.read_text(encoding="utf-8")))
    book = Book(problem)
    words = [finding_in_words(book, one) for one in verdict.violations]
    _report(verdict.as_json() | {"in_words": words}, arguments.json)
    return 0 if verdict.is_feasible else 1


def _repair_school(arguments: argparse.Namespace) -> int:
    problem = _problem(arguments)
    plan = plan_from_json(arguments.plan.read_text(encoding="utf-8"))
    for text in arguments.unavailable:
        fields = text.split(":")
        if len(fields) not in (2, 3):
            raise ValueError(f"expected LECTURER:DATE or LECTURER:DATE:PART, found {text!r}")
        part = int(fields[2]) if len(fields) == 3 else None
        problem = without(problem, fields[0], date.fromisoformat(fields[1]), part)
    mended = repair(problem, plan, time_limit=arguments.time_limit, seed=arguments.seed)
    if mended is None:
        _report({"repaired": False}, arguments.json)
        return 1
    book = Book(problem)
    facts: dict[str, object] = {
        "repaired": True,
        "changes": len(mended.changes),
        "least_changes": mended.least,
        "proven": mended.is_proven,
        "penalty_before": mended.penalty_before,
        "penalty": mended.penalty,
        "seconds": round(mended.seconds, 2),
        "in_words": [change_in_words(book, one) for one in mended.changes],
    }
    arguments.output.write_text(plan_to_json(mended.plan, facts), encoding="utf-8")
    _report(facts, arguments.json)
    return 0
