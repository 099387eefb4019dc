"""The command line: files in, files out, exit codes that mean something."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from hientai.console.timetable import register
from hientai.planner.timetable.exchange import plan_from_json, plan_to_json, problem_to_json
from tests.planner.timetable.half_years import fitting, small

DATA = Path(__file__).parent / "data"


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    arguments = parser.parse_args(["timetable", *map(str, words)])
    return int(arguments.handler(arguments))


def test_the_benchmark_is_solved_and_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solution = tmp_path / "comp11.sol"
    assert run("solve", DATA / "comp11.ctt", "-o", solution, "--time-limit", "2", "--seed", "3", "--json") == 0
    solved = json.loads(capsys.readouterr().out)
    assert run("verify", DATA / "comp11.ctt", solution, "--json") == 0
    judged = json.loads(capsys.readouterr().out)
    assert judged["cost"] == solved["cost"] and judged["violations"] == 0
    lines = solution.read_text().splitlines()
    assert len(lines) == 162 and len(lines[0].split()) == 4


def test_an_infeasible_solution_and_an_unreadable_file_have_their_exit_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.sol"
    empty.write_text("")
    assert run("verify", DATA / "comp11.ctt", empty) == 1
    broken = tmp_path / "broken.ctt"
    broken.write_text("Name: x\n")
    assert run("verify", broken, empty) == 2
    assert "lacks days" in capsys.readouterr().err


def test_generate_solve_verify_repair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, plan, mended = (tmp_path / name for name in ("p.json", "plan.json", "mended.json"))
    assert run("generate", "--classes", "3", "--seed", "4", "-o", problem) == 0
    assert run("solve", problem, "-o", plan, "--steps", "20000", "--time-limit", "8", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["feasible"] and facts["bound"] <= facts["penalty"]
    assert run("verify", problem, plan) == 0
    one = next(one for one in plan_from_json(plan.read_text()).placements if one.lecturer)
    capsys.readouterr()
    assert run("repair", problem, plan, "--unavailable", f"{one.lecturer}:{one.on}", "-o", mended, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["changes"] >= facts["least_changes"] >= 1 and len(facts["in_words"]) == facts["changes"]
    assert run("repair", problem, plan, "--unavailable", "nobody", "-o", mended) == 2


def test_a_plan_that_breaks_a_rule_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, plan = tmp_path / "p.json", tmp_path / "plan.json"
    problem.write_text(problem_to_json(small()))
    plan.write_text(plan_to_json(type(fitting())(fitting().placements[1:])))
    assert run("verify", problem, plan, "--json") == 1
    assert json.loads(capsys.readouterr().out)["in_words"] == ["Lớp A: chưa xếp được buổi A1 (Xây dựng Đảng, Lớp A)."]
