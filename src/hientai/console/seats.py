"""`hientai seats apportion`: seats among units, or a table of units × programmes, from CSV files to a CSV file.

File formats: docs/reference/seats-files.md. The exit code is 0 only when the seats were apportioned and the outcome
passed the verifier; every fault of the files is reported at once, with file, row and column.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from hientai.planner.apportion import (
    ApportionmentError,
    Axis,
    Quorum,
    QuorumRule,
    SeatProblem,
    SeatResult,
    TableProblem,
    TableResult,
    Unit,
    VoterNumbers,
    apportion,
    apportion_table,
    method_named,
)
from hientai.planner.apportion.explain import Fact, as_text, cell_as_text, explain, explain_table, explain_whole
from hientai.planner.apportion.verify import verify, verify_table

NAME = ("name", "unit", "tên", "đơn vị", "programme", "chương trình")
WEIGHT = ("weight", "trọng số", "nhu cầu")
MINIMUM = ("min", "minimum", "tối thiểu")
MAXIMUM = ("max", "maximum", "tối đa")
SEATS = ("seats", "chỉ tiêu", "số chỉ tiêu")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where it is (row counted from 1 with the header), and what is wrong, in Vietnamese."""

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"dòng {self.row}")
        if self.column is not None:
            place.append(f"cột “{self.column}”")
        return f"{', '.join(place)}: {self.message}"


class Faults(Exception):
    """The input cannot be used; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Sheet:
    """A CSV file: header and rows with their line numbers; blank rows are skipped."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault]

    def column(self, names: Sequence[str], *, needed: bool = True) -> int | None:
        """Position of the first header among `names`; a missing needed one is a fault."""
        for index, title in enumerate(self.header):
            if title.casefold() in names:
                return index
        if needed:
            self.faults.append(Fault(self.file, 1, None, f"thiếu cột “{names[0]}”."))
        return None

    def number(self, row: int, cells: list[str], index: int) -> Fraction:
        """The number ≥ 0 in a cell; 0 and a fault when it is none."""
        text = cells[index] if index < len(cells) else ""
        if _NUMBER.fullmatch(text):
            return Fraction(text)
        what = "trống" if not text else f"“{text}” không phải là số không âm (dùng dấu chấm cho phần thập phân)"
        self.faults.append(Fault(self.file, row, self.header[index], f"{what}."))
        return Fraction(0)

    def whole(self, row: int, cells: list[str], index: int | None, blank: int | None) -> int | None:
        """The whole number in a cell, or `blank` where the cell is empty."""
        text = cells[index] if index is not None and index < len(cells) else ""
        if not text:
            return blank
        if text.isascii() and text.isdigit():
            return int(text)
        assert index is not None
        self.faults.append(Fault(self.file, row, self.header[index], f"“{text}” không phải là số nguyên không âm."))
        return blank

    def check(self) -> None:
        """Raise Faults if there is any."""
        if self.faults:
            raise Faults(self.faults)


def read_sheet(path: str) -> Sheet:
    """Read a CSV file (UTF-8; comma, semicolon or tab). Raises Faults."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Faults([Fault(path, None, None, f"không đọc được tệp ({error.strerror}).")]) from None
    except UnicodeDecodeError:
        raise Faults([Fault(path, None, None, "tệp không phải UTF-8.")]) from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(n, [cell.strip() for cell in row]) for n, row in enumerate(lines, 1)]
    rows = [(n, row) for n, row in rows if any(row)]
    if len(rows) < 2:
        raise Faults([Fault(path, None, None, "tệp không có dòng dữ liệu nào.")])
    sheet = Sheet(path, rows[0][1], rows[1:], [])
    for n, row in sheet.rows:
        if len(row) > len(sheet.header):
            sheet.faults.append(Fault(path, n, None, f"có {len(row)} ô, nhiều hơn {len(sheet.header)} cột."))
    return sheet


def _names(sheet: Sheet, index: int) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for n, cells in sheet.rows:
        name = cells[index] if index < len(cells) else ""
        if not name:
            sheet.faults.append(Fault(sheet.file, n, sheet.header[index], "thiếu tên."))
        elif name in seen:
            message = f"“{name}” đã có ở dòng {seen[name]}."
            sheet.faults.append(Fault(sheet.file, n, sheet.header[index], message))
        seen.setdefault(name, n)
        out.append(name)
    return out


def read_units(path: str) -> tuple[Unit, ...]:
    """Units of a list: columns name and weight, optional min and max. Raises Faults."""
    sheet = read_sheet(path)
    name, weight = sheet.column(NAME), sheet.column(WEIGHT)
    sheet.check()
    assert name is not None and weight is not None
    low, high = sheet.column(MINIMUM, needed=False), sheet.column(MAXIMUM, needed=False)
    names = _names(sheet, name)
    units = []
    for (n, cells), label in zip(sheet.rows, names, strict=True):
        value = sheet.number(n, cells, weight)
        least = sheet.whole(n, cells, low, 0) or 0
        most = sheet.whole(n, cells, high, None)
        try:
            units.append(Unit(label, value, least, most))
        except ApportionmentError as error:
            sheet.faults.append(Fault(path, n, None, error.message))
    sheet.check()
    return tuple(units)


def read_table(path: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[Fraction, ...], ...]]:
    """Units, programmes and the numbers of their cells: first column the unit, then one a programme. Raises Faults."""
    sheet = read_sheet(path)
    programmes = sheet.header[1:]
    for index, title in enumerate(programmes, 1):
        if not title:
            sheet.faults.append(Fault(path, 1, f"cột số {index + 1}", "thiếu tên chương trình."))
        elif title in programmes[: index - 1]:
            sheet.faults.append(Fault(path, 1, title, "tên chương trình bị lặp."))
    if not programmes:
        sheet.faults.append(Fault(path, 1, None, "cần ít nhất một cột chương trình sau cột đơn vị."))
    names = _names(sheet, 0)
    rows = tuple(tuple(sheet.number(n, cells, j) for j in range(1, len(sheet.header))) for n, cells in sheet.rows)
    sheet.check()
    return tuple(names), tuple(programmes), rows


def read_margin(path: str, names: tuple[str, ...], label: str) -> tuple[int, ...]:
    """Seats per name, in the order of `names`: columns name and seats (or the first two). Raises Faults."""
    sheet = read_sheet(path)
    name = sheet.column(NAME, needed=False) or 0
    seats = sheet.column(SEATS, needed=False)
    seats = (1 if name == 0 else 0) if seats is None else seats
    if len(sheet.header) < 2:
        raise Faults([Fault(path, 1, None, "cần hai cột: name, seats.")])
    found: dict[str, int] = {}
    for (n, cells), given in zip(sheet.rows, _names(sheet, name), strict=True):
        count = sheet.whole(n, cells, seats, None)
        if count is None and not (seats < len(cells) and cells[seats]):
            sheet.faults.append(Fault(path, n, sheet.header[seats], "trống."))
        if given and given not in names:
            sheet.faults.append(Fault(path, n, sheet.header[name], f"{label} “{given}” không có trong bảng."))
        found[given] = count or 0
    sheet.faults.extend(Fault(path, None, None, f"thiếu {label} “{n}”.") for n in names if n not in found)
    sheet.check()
    return tuple(found[n] for n in names)


def _read_cells(path: str, units: tuple[str, ...], programmes: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    rows, columns, values = read_table(path)
    if rows != units or columns != programmes:
        raise Faults([Fault(path, None, None, "đơn vị hoặc chương trình không trùng (tên và thứ tự) với bảng chính.")])
    broken = [(i, j) for i, row in enumerate(values) for j, v in enumerate(row) if v.denominator != 1]
    if broken:
        raise Faults([Fault(path, None, columns[j], f"{rows[i]}: cần số nguyên.") for i, j in broken])
    return tuple(tuple(int(v) for v in row) for row in values)


def _percent(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text) or Fraction(text) > 100:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là tỷ lệ phần trăm từ 0 đến 100")
    return Fraction(text) / 100


def _solve_list(args: argparse.Namespace) -> tuple[dict[str, Any], list[list[str]]]:
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
        minimum=args.cell_min and _read_cells(args.cell_min, units, programmes),
        maximum=args.cell_max and _read_cells(args.cell_max, units, programmes),
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
        _write(args.reasons, _reasons(problem, result), excel=args.excel)
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
            _write(args.output, rows, excel=args.excel)
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


def _write(path: str, rows: list[list[str]], *, excel: bool) -> None:
    try:
        with open(path, "w", encoding="utf-8-sig" if excel else "utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    except OSError as error:
        raise Faults([Fault(path, None, None, f"không ghi được tệp ({error.strerror}).")]) from None


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
