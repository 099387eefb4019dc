"""`hientai seats apportion` on files: what goes in, what comes out, and what is said when something is wrong."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from hientai.console import seats

DATA = Path(__file__).parent / "data"


def run(*args: str | Path) -> int:
    parser = argparse.ArgumentParser()
    seats.register(parser.add_subparsers(required=True))
    namespace = parser.parse_args(["seats", "apportion", *map(str, args)])
    code: int = namespace.handler(namespace)
    return code


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_a_list_with_bounds_is_apportioned_with_a_reason_per_row(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "name,weight,min,max", "Sở A,100.5,1,", "Sở B,300,,5", "Sở C,50,2,4")
    out = tmp_path / "out.csv"
    assert run(source, "--method", "webster", "--seats", "10", "-o", out) == 0
    header, *body = rows(out)
    assert header[:5] == ["name", "weight", "min", "max", "seats"]
    assert [(r[0], r[4]) for r in body] == [("Sở A", "3"), ("Sở B", "5"), ("Sở C", "2")]
    assert "đúng bằng mức tối đa" in body[1][5]


def test_the_us_house_through_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = json.loads((DATA / "us_house.json").read_text(encoding="utf-8"))["years"]["2020"]
    lines = [f"{s},{p},1" for s, p in zip(house["states"], house["pop"], strict=True)]
    source = write(tmp_path / "in.csv", "name,weight,min", *lines)
    assert run(source, "--method", "huntington-hill", "--seats", "435", "--json", "-o", tmp_path / "o.csv") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "ok" and [u["seats"] for u in answer["units"]] == house["seats"]
    new_york = next(u for u in answer["units"] if u["name"] == "New York")
    assert {"89"} == {f["needed"] for f in new_york["facts"] if f["fact"] == "NextSeatFact"}


def test_zug_through_files_with_quorum_and_missing_margin(tmp_path: Path) -> None:
    zug = json.loads((DATA / "zug2018.json").read_text(encoding="utf-8"))
    table = [",".join(["district", *zug["lists"]])]
    table += [",".join([d, *(str(r[j]) for r in zug["votes"])]) for j, d in enumerate(zug["districts"])]
    margin = ["name,seats", *(f"{d},{s}" for d, s in zip(zug["districts"], zug["seats"], strict=True))]
    out = tmp_path / "out.csv"
    code = run(
        write(tmp_path / "in.csv", *table), "--biproportional", "--unit-seats", write(tmp_path / "u.csv", *margin),
        "--quorum-district", "5", "--quorum-total", "3", "--voter-numbers", "voters", "-o", out,
    )  # fmt: skip
    assert code == 0
    found = [[int(v) for v in r[1:]] for r in rows(out)[1:]]
    assert [list(c) for c in zip(*found, strict=True)] == zug["expected"]


def test_both_margins_from_files_in_any_order(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "unit;LLCT;QLNN", "A;10;30", "B;20;5")
    units = write(tmp_path / "u.csv", "name,seats", "B,2", "A,4")
    programmes = write(tmp_path / "p.csv", "name,seats", "QLNN,3", "LLCT,3")
    out, why = tmp_path / "o.csv", tmp_path / "why.csv"
    margins = ("--unit-seats", units, "--programme-seats", programmes)
    assert run(source, "--biproportional", *margins, "-o", out, "--reasons", why) == 0
    assert [r[:3] for r in rows(why)[1:]] == [
        ["A", "LLCT", "1"],
        ["A", "QLNN", "3"],
        ["B", "LLCT", "2"],
        ["B", "QLNN", "0"],
    ]
    assert all("ngưỡng" in r[3] for r in rows(why)[1:])
    assert rows(out) == [["unit", "LLCT", "QLNN"], ["A", "1", "3"], ["B", "2", "0"]]


def test_every_fault_is_reported_at_once_with_file_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.csv", "name,weight,min,max", "A,x,,", ",5,,", "A,-1,,", "B,5,1.5,", "C,5,3,2")
    assert run(source, "--seats", "5", "--json", "-o", tmp_path / "o.csv") == 1
    captured = capsys.readouterr()
    errors = json.loads(captured.out)["errors"]
    assert {(e["row"], e["column"]) for e in errors} == {
        (2, "weight"), (3, "name"), (4, "name"), (4, "weight"), (5, "min"), (6, None),
    }  # fmt: skip
    assert f"{source}, dòng 2, cột “weight”" in captured.err
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize(
    ("lines", "args", "says"),
    [
        (["name,people", "A,1"], ["--seats", "3"], "thiếu cột “weight”"),
        (["name,weight"], ["--seats", "3"], "không có dòng dữ liệu"),
        (["name,weight,min", "A,1,5"], ["--seats", "3"], "tối thiểu"),
        (["name,weight", "A,1"], [], "cần số chỉ tiêu"),
        (["name,weight", "A,1"], ["--seats", "3", "--method", "xổ số"], "Không có phương pháp"),
        (["unit,P", "A,1"], ["--biproportional"], "--unit-seats"),
        (["name,weight", "A,1"], ["--seats", "3", "--winner-seat"], "chỉ dùng cùng với --biproportional"),
    ],
)
def test_wrong_input_is_refused_in_vietnamese(
    lines: list[str], args: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path / "in.csv", *lines), *args) == 1
    assert says in capsys.readouterr().err


def test_a_missing_file_and_a_margin_for_an_unknown_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.csv", "--seats", "1") == 1
    assert "không đọc được" in capsys.readouterr().err
    source = write(tmp_path / "in.csv", "unit,P,Q", "A,1,1", "B,1,1")
    margin = write(tmp_path / "u.csv", "name,seats", "A,2", "Z,2")
    assert run(source, "--biproportional", "--unit-seats", margin) == 1
    err = capsys.readouterr().err
    assert "“Z” không có trong bảng" in err and "thiếu đơn vị “B”" in err
