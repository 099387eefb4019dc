"""``plan``: the multi-year planner on files, without a database.

Exit codes: 0 all went well (``solve``: a plan that keeps every hard rule; ``verify``: no violation), 1 the answer is
no (infeasible, violations), 2 the input cannot be read.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hientai.planner.multiyear.explain import Explainer
from hientai.planner.multiyear.files import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from hientai.planner.multiyear.generate import PROVINCE_SIZE, generate
from hientai.planner.multiyear.plan import INFEASIBLE, Plan
from hientai.planner.multiyear.problem import Problem, ProblemError
from hientai.planner.multiyear.solve import Options, digest, solve
from hientai.planner.multiyear.verify import verify

FINE, NO, UNREADABLE = 0, 1, 2


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add ``plan`` and its subcommands; each sets ``handler`` (namespace → exit code)."""
    plan = subparsers.add_parser("plan", help="multi-year plan on files")
    commands = plan.add_subparsers(dest="plan_command", required=True)
    solving = commands.add_parser("solve", help="solve a problem file")
    solving.add_argument("problem", type=Path)
    solving.add_argument("-o", "--output", type=Path, help="plan file to write")
    solving.add_argument("--time-limit", type=float, help="seconds after which the best plan so far is taken")
    solving.add_argument("--seed", type=int, default=0)
    solving.add_argument("--gap", type=float, default=1e-3, help="relative gap of the cost at which to stop")
    solving.add_argument("--quiet", action="store_true", help="no progress on standard error")
    solving.set_defaults(handler=_solve)
    verifying = commands.add_parser("verify", help="judge a plan file, also one made by hand")
    verifying.set_defaults(handler=_verify)
    explaining = commands.add_parser("explain", help="why a plan is as it is")
    explaining.add_argument("--official", action="append", default=[], help="why this official goes or does not go")
    explaining.add_argument("--target", action="append", default=[], help="why this target is met or missed")
    explaining.set_defaults(handler=_explain)
    for command in (verifying, explaining):
        command.add_argument("problem", type=Path)
        command.add_argument("plan", type=Path)
    generating = commands.add_parser("generate", help="write a generated problem")
    generating.add_argument("--officials", type=int, default=PROVINCE_SIZE)
    generating.add_argument("--seed", type=int, default=0)
    generating.add_argument("-o", "--output", type=Path, required=True)
    generating.set_defaults(handler=_generate)
    for command in (solving, verifying, explaining, generating):
        command.add_argument("--json", action="store_true", help="machine-readable answer on standard output")


def _read_problem(path: Path) -> tuple[Problem, str]:
    text = path.read_text(encoding="utf-8")
    return problem_from_json(text), digest(text)


def _complain(error: Exception) -> int:
    print(f"error: {error}", file=sys.stderr)
    return UNREADABLE


def _peak_megabytes() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _solve(arguments: argparse.Namespace) -> int:
    def progress(phase: str, value: float, bound: float) -> None:
        if not arguments.quiet:
            print(f"{phase}: {value:g} (bound {bound:g})", file=sys.stderr)

    try:
        problem, identity = _read_problem(arguments.problem)
        options = Options(gap=arguments.gap, time_limit=arguments.time_limit, seed=arguments.seed, report=progress)
        plan = solve(problem, options)
    except (OSError, ProblemError) as error:
        return _complain(error)
    if arguments.output:
        arguments.output.write_text(plan_to_json(problem, replace(plan, problem_digest=identity)), encoding="utf-8")
    _print_solution(problem, plan, arguments.json)
    return NO if plan.status == INFEASIBLE else FINE


def _print_solution(problem: Problem, plan: Plan, as_json: bool) -> None:
    verdict = verify(problem, plan)
    answer = {
        "status": plan.status,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 3),
        "peak_megabytes": _peak_megabytes(),
        "reproducible": plan.reproducible,
        "violations": verdict.by_rule(),
        "tiers": [{"name": t.name, "value": t.value, "bound": t.bound} for t in plan.tiers],
        "targets": [
            {
                "target": t.target,
                "population": t.population,
                "reached": t.reached,
                "needed": t.needed,
                "missing": t.missing,
            }
            for t in verdict.targets
        ],
        "conflicts": [{"rules": list(c.rules), "proven": c.proven} for c in plan.conflicts],
        "relaxation": [{"rule": r.rule, "amount": r.amount} for r in plan.relaxation],
        "phases": {k: round(v, 3) for k, v in plan.phases.items()},
    }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{plan.status}: cost {plan.cost:,} đồng, proven bound {plan.bound:,.0f}, gap {plan.gap:.4%}")
    for tier in plan.tiers:
        print(f"  {tier.name}: {tier.value:,.0f} (bound {tier.bound:,.0f})")
    for target in verdict.targets:
        print(
            f"  {target.target}: {target.reached}/{target.population}, needed {target.needed}, missing {target.missing}"
        )
    for conflict in plan.conflicts:
        print("  conflict: " + ", ".join(conflict.rules))
    for change in plan.relaxation:
        print(f"  relax {change.rule} by {change.amount:,}")
    print(f"  {plan.seconds:.1f} s, peak {answer['peak_megabytes']} MB")


def _verify(arguments: argparse.Namespace) -> int:
    try:
        problem, _ = _read_problem(arguments.problem)
        plan = plan_from_json(problem, arguments.plan.read_text(encoding="utf-8"))
    except (OSError, ProblemError) as error:
        return _complain(error)
    verdict = verify(problem, plan)
    if arguments.json:
        violations = [{"rule": v.rule, "subject": list(v.subject), "amount": v.amount} for v in verdict.violations]
        targets = [
            {
                "target": t.target,
                "population": t.population,
                "reached": t.reached,
                "needed": t.needed,
                "missing": t.missing,
            }
            for t in verdict.targets
        ]
        answer = {
            "feasible": verdict.is_feasible, "by_rule": verdict.by_rule(), "violations": violations, "targets": targets,
            "cost": verdict.cost, "penalty": verdict.penalty, "dropped": verdict.dropped,
            "unfairness": verdict.unfairness,
        }  # fmt: skip
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("feasible" if verdict.is_feasible else "NOT feasible", f"cost {verdict.cost:,} đồng")
        for rule, count in verdict.by_rule().items():
            print(f"  {rule}: {count}")
    return FINE if verdict.is_feasible else NO


def _explain(arguments: argparse.Namespace) -> int:
    try:
        problem, _ = _read_problem(arguments.problem)
        plan = plan_from_json(problem, arguments.plan.read_text(encoding="utf-8"))
        explainer = Explainer(problem, plan)
        everything = not (arguments.official or arguments.target)
        targets = [t.code for t in problem.targets] if everything else arguments.target
        answer = {
            "targets": [asdict(explainer.target(code)) for code in targets],
            "openings": [asdict(fact) for fact in explainer.openings()] if everything else [],
            "officials": [asdict(fact) for code in arguments.official for fact in explainer.official(code)],
        }
    except (OSError, ProblemError) as error:
        return _complain(error)
    except KeyError as error:
        return _complain(ProblemError(f"unknown official or target {error}"))
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
        return FINE
    for group in answer.values():
        for fact in group:
            print("; ".join(f"{name}: {value}" for name, value in fact.items() if value not in (None, (), [])))
    return FINE


def _generate(arguments: argparse.Namespace) -> int:
    problem = generate(arguments.officials, arguments.seed)
    try:
        arguments.output.write_text(problem_to_json(problem), encoding="utf-8")
    except OSError as error:
        return _complain(error)
    if arguments.json:
        print(json.dumps({"officials": len(problem.officials), "seed": arguments.seed, "file": str(arguments.output)}))
    return FINE


def _main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="hientai")
    register(parser.add_subparsers(dest="command", required=True))
    namespace = parser.parse_args(arguments)
    handler = namespace.handler
    code = handler(namespace)
    assert isinstance(code, int)
    return code


if __name__ == "__main__":
    sys.exit(_main())
