"""The exchange format: nothing is lost, the same problem gives the same text, and faults are named."""

from __future__ import annotations

import json

import pytest

from hientai.planner.multiyear.files import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from hientai.planner.multiyear.generate import generate
from hientai.planner.multiyear.problem import ProblemError
from hientai.planner.multiyear.solve import Options, solve
from hientai.planner.multiyear.verify import verify
from tests.planner.multiyear.small import small_problem


@pytest.mark.parametrize("seed", range(40))
def test_problem_survives_the_file(seed: int) -> None:
    text = problem_to_json(small_problem(seed))
    again = problem_from_json(text)
    assert problem_to_json(again) == text
    assert again.programmes == small_problem(seed).programmes
    assert again.targets == small_problem(seed).targets
    assert again.officials.leaves.tolist() == small_problem(seed).officials.leaves.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_plan_survives_the_file(seed: int) -> None:
    problem = small_problem(seed)
    plan = solve(problem, Options())
    text = plan_to_json(problem, plan)
    again = plan_from_json(problem, text)
    assert plan_to_json(problem, again) == text
    assert verify(problem, again).violations == verify(problem, plan).violations


def test_generated_problem_is_the_same_for_the_same_seed_only() -> None:
    assert problem_to_json(generate(200, 1)) == problem_to_json(generate(200, 1))
    assert problem_to_json(generate(200, 1)) != problem_to_json(generate(200, 2))


def broken(**changes: object) -> str:
    data = json.loads(problem_to_json(generate(30)))
    data.update(changes)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "schema"),
        (broken(schema="other"), "schema"),
        (broken(years=[2022, 2024]), "consecutive"),
        (broken(targets=[{"code": "T", "year": 2022, "held_any": ["x"]}]), "share or required"),
        (broken(targets=[{"code": "T", "year": 1999, "held_any": ["x"], "required": 1}]), "not planned"),
        (broken(programmes=[{"code": "P", "class_min": 5, "class_max": 2}]), "class sizes"),
        (broken(programmes=[{"code": "P", "cost_per_class": {"moon": 1}}]), "unknown source"),
        (broken(programmes=[{"code": "P", "class_max": 3, "colour": "red"}]), "malformed"),
        (broken(pins=[{"official": "nobody", "programme": "UNI", "year": 2022}]), "unknown official"),
        (broken(units=[]), "unknown unit"),
    ],
)
def test_fault_is_named(text: str, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        problem_from_json(text)


@pytest.mark.parametrize("opening", [{"programme": "NONE", "year": 2022, "attendees": []},
                                     {"programme": "UNI", "year": 2022, "attendees": ["nobody"]}])  # fmt: skip
def test_plan_with_unknown_names_is_refused(opening: dict[str, object]) -> None:
    text = json.dumps({"schema": "hientai.multiyear.plan/1", "openings": [opening]})
    with pytest.raises(ProblemError):
        plan_from_json(generate(30), text)
