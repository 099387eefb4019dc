"""The command line on files: exit codes and machine-readable answers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from hientai.console.plan import register
from hientai.planner.multiyear.files import problem_to_json
from tests.planner.multiyear.small import small_problem

FEASIBLE_SEED, INFEASIBLE_SEED = 0, 1


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(dest="command", required=True))
    namespace = parser.parse_args([str(a) for a in arguments])
    code = namespace.handler(namespace)
    assert isinstance(code, int)
    return code


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    problem = tmp_path / "p.json"
    problem.write_text(problem_to_json(small_problem(FEASIBLE_SEED)), encoding="utf-8")
    return problem, tmp_path / "plan.json"


def test_solve_verify_and_explain(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    problem, plan = files
    assert run("plan", "solve", problem, "-o", plan, "--json", "--quiet", "--seed", 1, "--time-limit", 60) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "optimal"
    assert answer["gap"] == 0
    assert answer["violations"] == {}
    assert answer["peak_megabytes"] > 0
    assert json.loads(plan.read_text(encoding="utf-8"))["problem_digest"]
    assert run("plan", "verify", problem, plan, "--json") == 0
    judged = json.loads(capsys.readouterr().out)
    assert judged["feasible"] and judged["violations"] == [] and judged["cost"] == answer["cost"]
    assert run("plan", "explain", problem, plan, "--official", "o0", "--json") == 0
    facts = json.loads(capsys.readouterr().out)["officials"]
    assert {f["programme"] for f in facts} == {p.code for p in small_problem(FEASIBLE_SEED).programmes}


def test_impossible_problem_is_answered_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = tmp_path / "p.json"
    problem.write_text(problem_to_json(small_problem(INFEASIBLE_SEED)), encoding="utf-8")
    assert run("plan", "solve", problem, "--json", "--quiet") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "infeasible"
    assert answer["conflicts"][0]["rules"]


def test_plan_that_breaks_a_rule_is_answered_with_one(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan = files
    everybody = list(small_problem(FEASIBLE_SEED).officials.code)
    code = small_problem(FEASIBLE_SEED).programmes[0].code
    opening = {"programme": code, "year": 2022, "classes": 99, "attendees": everybody}
    plan.write_text(json.dumps({"schema": "hientai.multiyear.plan/1", "openings": [opening]}), encoding="utf-8")
    assert run("plan", "verify", problem, plan, "--json") == 1
    assert json.loads(capsys.readouterr().out)["by_rule"]["class_size_within_bounds"] == 1


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "hientai.multiyear.problem/1"}'])
def test_unreadable_input_is_answered_with_two(tmp_path: Path, text: str) -> None:
    problem = tmp_path / "p.json"
    problem.write_text(text, encoding="utf-8")
    assert run("plan", "solve", problem, "--quiet") == 2
    assert run("plan", "solve", tmp_path / "missing.json", "--quiet") == 2


def test_generate_writes_the_size_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "g.json"
    assert run("plan", "generate", "--officials", 50, "--seed", 4, "-o", file) == 0
    assert len(json.loads(file.read_text(encoding="utf-8"))["officials"]["code"]) == 50
