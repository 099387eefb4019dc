"""`hientai forecast run` on files."""

import argparse
import json
from fractions import Fraction
from pathlib import Path

import pytest

from hientai.console import forecast as command
from hientai.planner.forecast import ForecastProblem, ForecastResult, Group, Rate, Target


def run(*args: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers(required=True))
    namespace = parser.parse_args(["forecast", "run", *map(str, args)])
    code: int = namespace.handler(namespace)
    return code


@pytest.fixture
def source(tmp_path: Path) -> Path:
    problem = ForecastProblem(
        (2026, 2027),
        (Rate("chuyển", value=0.1),),
        (Group(100, ("A",), ("trung cấp",), leaves="chuyển"), Group(20, ("A",))),
        (Target("LLCT", "A", ("trung cấp",), 2027, Fraction(4, 5)),),
    )
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem.to_json(), ensure_ascii=False), encoding="utf-8")
    return path


def test_the_result_file_is_the_same_for_the_same_seed(source: Path, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{n}.json" for n in "123")
    assert run(source, "-o", first, "--runs", "500", "--seed", "4") == 0
    assert run(source, "-o", second, "--runs", "500", "--seed", "4") == 0
    assert run(source, "-o", third, "--runs", "500", "--seed", "5") == 0
    assert first.read_bytes() == second.read_bytes() != third.read_bytes()
    result = ForecastResult.from_json(json.loads(first.read_text(encoding="utf-8")))
    assert result.runs == 500 and result.people == 120


def test_the_summary_is_json_or_sentences(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source, "--runs", "500", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "ok" and answer["targets"][0]["code"] == "LLCT"
    assert 0 < answer["targets"][0]["probability"] < 1
    assert run(source, "--runs", "500") == 0
    assert "Mục tiêu LLCT (2027)" in capsys.readouterr().out


def test_faults_stop_the_command_in_vietnamese(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "none.json") == 1
    assert "không đọc được" in capsys.readouterr().err
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert run(broken, "--json") == 1
    captured = capsys.readouterr()
    assert "dòng 1" in captured.err and json.loads(captured.out)["status"] == "error"
    assert run(source, "--runs", "0") == 1
    assert "runs" in capsys.readouterr().err
