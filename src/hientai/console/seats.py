"""`hientai seats apportion`: seats among units, or a table of units × programmes, from CSV files to a CSV file.

File formats: docs/reference/seats-files.md. The exit code is 0 only when the seats were apportioned and the outcome
passed the verifier; every fault of the files is reported at once, with file, row and column.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from hientai.console.seats_files import (
    NUMBER,
    Fault,
    Faults,
    read_cells,
    read_margin,
    read_table,
    read_units,
    write_rows,
)
from hientai.planner.apportion import (
    ApportionmentError,
    Axis,
    Quorum,
    QuorumRule,
    SeatProblem,
    SeatResult,
    TableProblem,
    TableResult,
    VoterNumbers,
    apportion,
    apportion_table,
    method_named,
)
from hientai.planner.apportion.explain import Fact, as_text, cell_as_text, explain, explain_table, explain_whole
from hientai.planner.apportion.verify import verify, verify_table


def _percent(text: str) -> Fraction:
    if not NUMBER.fullmatch(text) or Fraction(text) > 100:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là tỷ lệ phần trăm từ 0 đến 100")
    return Fraction(text) / 100


TABLE_ONLY = ("unit_seats", "programme_seats", "cell_min", "cell_max", "quorum_district", "winner_seat", "reasons")


def _solve_list(args: argparse.Namespace) -> tuple[dict[str, Any], list[list[str]]]:
    misplaced = [f"--{name.replace('_', '-')}" for name in TABLE_ONLY if getattr(args, name)]
    if misplaced:
        raise Faults([Fault(option, None, None, "chỉ dùng cùng với --biproportional.") for option in misplaced])
    if args.seats is None:
        raise Faults([Fault("--seats", None, None, "cần số chỉ tiêu cần phân bổ.")])
    units = read_units(args.input)
    problem = SeatProblem(units, args.seats, method_named(args.method or "webster"), args.quorum_total)
    result = apportion(problem)
    _trust(verify(problem, result))
    whole = [as_text(f) for f in explain_whole(problem, result)]
    reasons = list(explain(problem, result))
    return _list_json(problem, result, reasons, whole), _list_rows(problem, result, reasons)


def _list_rows(problem: SeatProblem, result: SeatResult, reasons: Sequence[tuple[Fact, ...]]) -> list[list[str]]:
    rows = [["name", "weight", "min", "max", "seats", "reason"]]
    for unit, seats, facts in zip(problem.units, result.seats, reasons, strict=True):
        highest = "" if unit.maximum is None else str(unit.maximum)
        text = " ".join(as_text(f) for f in facts)
        rows.append([unit.name, _decimal(unit.weight), str(unit.minimum), highest, str(seats), text])
    return rows


def _list_json(
    problem: SeatProblem, result: SeatResult, reasons: Sequence[tuple[Fact, ...]], whole: list[str]
) -> dict[str, Any]:
    units = [
        {"name": u.name, "weight": _decimal(u.weight), "seats": k, "facts": [_fact(f) for f in facts]}
        for u, k, facts in zip(problem.units, result.seats, reasons, strict=True)
    ]
    return {"seats": problem.seats, "units": units, "result": result.to_json(), "notes": whole}


def _fact(fact: Fact) -> dict[str, Any]:
    data = {k: _decimal(v) if isinstance(v, Fraction) else v for k, v in asdict(fact).items()}
    return {"fact": type(fact).__name__, **data, "text": as_text(fact)}


def _solve_table(args: argparse.Namespace) -> tuple[dict[str, Any], list[list[str]]]:
    units, programmes, weights = read_table(args.input)
    if args.unit_seats is None and args.programme_seats is None:
        raise Faults([Fault("--unit-seats", None, None, "cần --unit-seats, --programme-seats hoặc cả hai.")])
    quorum = None
    if args.quorum_district is not None or args.quorum_total is not None:
        quorum = Quorum(args.quorum_district, args.quorum_total, QuorumRule(args.quorum_rule))
    problem = TableProblem(
        units,
        programmes,
        weights,
        args.unit_seats and read_margin(args.unit_seats, units, "đơn vị"),
        args.programme_seats and read_margin(args.programme_seats, programmes, "chương trình"),
        method_named(args.method or "webster"),
        minimum=args.cell_min and read_cells(args.cell_min, units, programmes),
        maximum=args.cell_max and read_cells(args.cell_max, units, programmes),
        lists=Axis(args.lists),
        quorum=quorum,
        winner_seat=args.winner_seat,
        voter_numbers=VoterNumbers(args.voter_numbers),
    )
    result = apportion_table(problem)
    total = sum(result.unit_seats)
    if args.seats not in (None, total):
        raise Faults([Fault("--seats", None, None, f"là {args.seats}, nhưng các biên cộng lại là {total}.")])
    _trust(verify_table(problem, result))
    if args.reasons:
        write_rows(args.reasons, _reasons(problem, result), excel=args.excel)
    rows = [["unit", *programmes], *([n, *map(str, row)] for n, row in zip(units, result.seats, strict=True))]
    data = {"units": list(units), "programmes": list(programmes), "result": result.to_json()}
    return {"seats": total, **data, "notes": _table_notes(problem, result)}, rows


def _reasons(problem: TableProblem, result: TableResult) -> list[list[str]]:
    cells = [
        (u, p, str(k))
        for u, row in zip(problem.units, result.seats, strict=True)
        for p, k in zip(problem.programmes, row, strict=True)
    ]
    texts = (" ".join(map(cell_as_text, facts)) for facts in explain_table(problem, result))
    return [["unit", "programme", "seats", "reason"], *([*c, t] for c, t in zip(cells, texts, strict=True))]


def _table_notes(problem: TableProblem, result: TableResult) -> list[str]:
    names = problem.programmes if problem.lists is Axis.PROGRAMMES else problem.units
    notes = []
    if result.excluded:
        notes.append(f"Dưới ngưỡng: {', '.join(names[i] for i in result.excluded)}.")
    for tie in result.ties:
        cells = ", ".join(f"{problem.units[i]} × {problem.programmes[j]}" for i, j in tie.cells)
        notes.append(f"Ngang nhau, chọn theo thứ tự trong bảng: {cells}.")
    return notes


def _trust(violations: Sequence[object]) -> None:
    if violations:
        raise ApportionmentError("not_verified", f"Kết quả không qua được kiểm tra độc lập: {violations[0]}")


def _decimal(value: Fraction) -> str:
    """The exact decimal where there is one of at most 12 places, else numerator/denominator."""
    scaled = value * 10**12
    if scaled.denominator != 1:
        return str(value)
    whole, part = divmod(scaled.numerator, 10**12)
    return str(whole) if not part else f"{whole}.{part:012d}".rstrip("0")


def _apportion(args: argparse.Namespace) -> int:
    started = time.perf_counter()
    try:
        data, rows = _solve_table(args) if args.biproportional else _solve_list(args)
        if args.output:
            write_rows(args.output, rows, excel=args.excel)
    except (Faults, ApportionmentError) as error:
        faults = error.faults if isinstance(error, Faults) else (Fault(args.input, None, None, error.message),)
        for fault in faults:
            print(fault, file=sys.stderr)
        if args.json:
            code = error.code if isinstance(error, ApportionmentError) else "bad_input"
            print(
                json.dumps({"status": "error", "code": code, "errors": [asdict(f) for f in faults]}, ensure_ascii=False)
            )
        return 1
    seconds = round(time.perf_counter() - started, 3)
    if args.json:
        head = {"status": "ok", "method": data["result"]["method"], "seconds": seconds, "output": args.output}
        print(json.dumps({**head, **data}, ensure_ascii=False))
        return 0
    if not args.output:
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    for note in data["notes"]:
        print(note, file=sys.stderr)
    print(f"Đã phân bổ {data['seats']} chỉ tiêu ({data['result']['method']}) trong {seconds} giây.", file=sys.stderr)
    return 0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `seats` with its subcommand `apportion`."""
    seats = subparsers.add_parser("seats", help="phân bổ chỉ tiêu").add_subparsers(dest="seats_command", required=True)
    parser = seats.add_parser("apportion", help="phân bổ chỉ tiêu theo trọng số, có giới hạn và lý do")
    parser.add_argument("input", metavar="IN.csv")
    parser.add_argument("--method", help="webster (mặc định), hamilton, dhondt, huntington-hill, adams, dean")
    parser.add_argument("--seats", type=int, metavar="N", help="số chỉ tiêu cần phân bổ")
    parser.add_argument("-o", "--output", metavar="OUT.csv")
    parser.add_argument("--excel", action="store_true", help="ghi kèm dấu BOM để Excel đọc đúng tiếng Việt")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON ra stdout")
    parser.add_argument("--biproportional", action="store_true", help="bảng đơn vị × chương trình, giữ đúng hai biên")
    parser.add_argument("--unit-seats", metavar="CSV", help="chỉ tiêu của từng đơn vị")
    parser.add_argument("--programme-seats", metavar="CSV", help="chỉ tiêu của từng chương trình")
    parser.add_argument("--cell-min", metavar="CSV", help="mức tối thiểu của từng ô")
    parser.add_argument("--cell-max", metavar="CSV", help="mức tối đa của từng ô")
    parser.add_argument("--reasons", metavar="CSV", help="ghi lý do của từng ô (bảng hai chiều)")
    parser.add_argument("--lists", choices=[a.value for a in Axis], default=Axis.PROGRAMMES.value)
    parser.add_argument("--quorum-district", type=_percent, metavar="%", help="ngưỡng trong ít nhất một đơn vị")
    parser.add_argument("--quorum-total", type=_percent, metavar="%", help="ngưỡng trên tổng số")
    parser.add_argument("--quorum-rule", choices=[r.value for r in QuorumRule], default=QuorumRule.ANY.value)
    parser.add_argument(
        "--winner-seat", action="store_true", help="danh sách mạnh nhất ở mỗi nơi có ít nhất một chỉ tiêu"
    )
    parser.add_argument("--voter-numbers", choices=[v.value for v in VoterNumbers], default=VoterNumbers.VOTES.value)
    parser.set_defaults(handler=_apportion)
