"""The commands `template`, `import`, `export`, `worker`: what they print, write and answer to the shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hientai.base.jobs.queue import enqueue
from hientai.base.models import Job
from hientai.console.main import main
from hientai.officials.models import ImportBatch, Official
from tests.factories.province import Small
from tests.officials.import_book import fill_registry, table

HEADER = ["Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị"]
GOOD = ["Nguyễn Văn An", "1980", "Nam", "T-SNV"]
BAD = ["Lê Thị Bình", "31/02/1985", "Nữ", "T-SNV"]


@pytest.fixture(autouse=True)
def on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ages do not depend on when the tests run."""
    monkeypatch.setenv("HIENTAI_TODAY", "2022-01-10")


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command printed as JSON."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def written(tmp_path: Path, *rows: list[str]) -> str:
    """The path of a workbook with these rows."""
    path = tmp_path / "bang.xlsx"
    path.write_bytes(table(HEADER, *rows))
    return str(path)


def test_a_dry_run_tells_every_error_with_its_cell(
    small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", written(tmp_path, GOOD, BAD), "--dry-run", "--json"]) == 1
    result = told(capsys)
    [problem] = result["errors"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("Cán bộ", 3, "B")
    assert "không có ngày 31" in problem["message"]
    assert result["counts"]["total"]["create"] == 1 and not result["applied"]
    assert openpyxl.load_workbook(result["annotated"])["Cán bộ"]["B3"].comment is not None
    assert not Official.objects.exists()


def test_errors_keep_everything_out_unless_the_good_rows_are_taken(
    small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, GOOD, BAD)
    assert main(["import", path, "--json"]) == 1
    assert not told(capsys)["applied"] and not Official.objects.exists()
    assert main(["import", path, "--take-good", "--json"]) == 1, "not all went well"
    assert told(capsys)["applied"]
    assert [o.full_name for o in Official.objects.all()] == ["Nguyễn Văn An"]


def test_a_good_file_is_written_and_the_code_is_zero(
    small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", written(tmp_path, GOOD), "--json", "--no-annotated"]) == 0
    assert told(capsys)["ok"]
    assert main(["import", written(tmp_path, GOOD), "--json"]) == 0
    assert told(capsys)["counts"]["total"]["unchanged"] == 1
    assert Official.objects.count() == 1


def test_what_is_no_table_is_refused_and_not_kept(
    small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "anh.xlsx"
    path.write_bytes(b"\x89PNG\r\n")
    assert main(["import", str(path), "--json"]) == 1
    assert "Đây là tệp ảnh" in told(capsys)["error"]
    assert main(["import", str(tmp_path / "khong-co.xlsx")]) == 1
    assert not ImportBatch.objects.exists()


def test_an_export_imports_as_unchanged(small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill_registry(small.by)
    path = str(tmp_path / "xuat.xlsx")
    assert main(["export", path, "--json"]) == 0
    assert told(capsys)["officials"] == 3
    assert main(["import", path, "--json"]) == 0
    assert told(capsys)["counts"]["total"]["unchanged"] == 21
    assert main(["export", path, "--unit", "T-XA", "--json"]) == 0
    assert told(capsys)["officials"] == 1
    assert main(["export", path, "--unit", "khong-co"]) == 1


def test_the_template_has_drop_down_lists(small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "mau.xlsx")
    assert main(["template", path, "--json"]) == 0
    assert told(capsys)["sheets"] == [
        "Đơn vị", "Cán bộ", "Chức vụ", "Trình độ", "Xếp loại", "Quy hoạch", "Đào tạo bồi dưỡng",
    ]  # fmt: skip
    book = openpyxl.load_workbook(path)
    rules = {str(rule.sqref).split(":")[0][0]: rule for rule in book["Xếp loại"].data_validations.dataValidation}
    assert rules, "ratings are chosen from a list"


def test_the_worker_does_what_waits(small: Small, capsys: pytest.CaptureFixture[str]) -> None:
    enqueue("khong-co", "Việc lạ", {}, by=small.by)
    assert main(["worker", "--once", "--json"]) == 0
    assert told(capsys)["jobs"] == 1
    assert Job.objects.get().state == "F"
