"""`hientai forecast run`: forecast of target attainment from a problem file to a result file.

File formats: docs/explanation/forecast.md. The exit code is 0 only when the forecast was made and passed the judge;
the result file is the same, byte for byte, for the same problem, runs and seed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from hientai.planner.forecast import ForecastError, ForecastProblem, ForecastResult, forecast
from hientai.planner.forecast.explain import as_text, explain
from hientai.planner.forecast.verify import verify


def read_problem(path: str) -> ForecastProblem:
    """The problem in a JSON file. Raises ForecastError (Vietnamese) with the place of the fault."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ForecastError(f"không đọc được tệp ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ForecastError("tệp không phải UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ForecastError(f"dòng {error.lineno}, cột {error.colno}: không phải JSON hợp lệ.") from None
    return ForecastProblem.from_json(data)


def _run(args: argparse.Namespace) -> int:
    started = time.perf_counter()
    try:
        problem = read_problem(args.input)
        result = forecast(problem, runs=args.runs, seed=args.seed)
        faults = verify(problem, result)
        if faults:
            raise ForecastError(f"kết quả không qua được kiểm tra độc lập: {faults[0]}")
        if args.output:
            _write(args.output, result)
    except ForecastError as error:
        print(f"{args.input}: {error}", file=sys.stderr)
        if args.json:
            failed = {"status": "error", "errors": [{"file": args.input, "message": str(error)}]}
            print(json.dumps(failed, ensure_ascii=False))
        return 1
    seconds = round(time.perf_counter() - started, 3)
    facts = explain(problem, result)
    if args.json:
        print(json.dumps(_summary(args, result, seconds), ensure_ascii=False))
        return 0
    for about in facts:
        print(" ".join(as_text(f) for f in about))
    print(f"Đạt tất cả mục tiêu: xác suất {result.all_probability:.1%}. {args.runs} lượt trong {seconds} giây.")
    return 0


def _write(path: str, result: ForecastResult) -> None:
    text = json.dumps(result.to_json(), ensure_ascii=False, indent=1) + "\n"
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ForecastError(f"không ghi được {path} ({error.strerror}).") from None


def _summary(args: argparse.Namespace, result: ForecastResult, seconds: float) -> dict[str, Any]:
    targets = []
    for target in result.targets:
        due = next(y for y in target.years if y.year == target.year)
        share = {"p5": due.share.p5, "p50": due.share.p50, "p95": due.share.p95}
        driver = target.drivers[0].assumption if target.drivers else None
        targets.append(
            {"code": target.code, "year": target.year, "probability": target.probability, **share, "driver": driver}
        )
    return {
        "status": "ok",
        "runs": result.runs,
        "seed": result.seed,
        "seconds": seconds,
        "output": args.output,
        "people": result.people,
        "all_probability": result.all_probability,
        "targets": targets,
    }


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `forecast` with its subcommand `run`."""
    outer = subparsers.add_parser("forecast", help="dự báo khả năng đạt mục tiêu")
    parser = outer.add_subparsers(dest="forecast_command", required=True).add_parser(
        "run", help="mô phỏng nghỉ hưu, chuyển công tác, bỏ học, không đạt; dải dự báo và xác suất từng năm"
    )
    parser.add_argument("input", metavar="PROBLEM.json")
    parser.add_argument("-o", "--output", metavar="OUT.json")
    parser.add_argument("--runs", type=int, default=10_000, metavar="N", help="số lượt mô phỏng (mặc định 10000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="hạt giống ngẫu nhiên (mặc định 1)")
    parser.add_argument("--json", action="store_true", help="in tóm tắt dạng JSON ra stdout")
    parser.set_defaults(handler=_run)
