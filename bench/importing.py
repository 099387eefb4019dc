"""Import speed: a list of officials with posts, qualifications and ratings, judged and written with its audit.

Two workbooks, each at 4,920 and at 50,000 officials: ``list`` is one sheet as offices keep it (a row is a person with
post, degree, theory and a rating); ``full`` (4,920 only) is the template with every table. Reading the file, judging
every row and writing in one transaction are timed together. Run: ``make bench ARGS=importing``.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from random import Random
from typing import Any

import django

DATABASES = True
SIZES = tuple(int(size) for size in os.environ.get("SIZES", "4920,50000").split(","))
TODAY = date(2022, 1, 10)
HEADER = (
    "TT", "Số hiệu cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quê quán", "Số căn cước",
    "Ngày vào Đảng",
    "Ngày chính thức", "Mã đơn vị", "Chức danh", "Ngày bổ nhiệm", "Trình độ chuyên môn", "Chuyên ngành",
    "Lý luận chính trị", "Xếp loại 2021",
)  # fmt: skip
FAMILIES = ("Nguyễn", "Trần", "Lê", "Hoàng", "Vàng", "Giàng", "Lò", "Đặng", "Bùi", "Vũ")
MIDDLES = ("Văn", "Thị", "Minh", "Thanh", "Mí", "Quốc", "Ngọc", "Hữu", "Đức", "Xuân")
GIVENS = ("An", "Bình", "Cường", "Dũng", "Hà", "Hùng", "Lan", "Mai", "Sính", "Thụ", "Thúy", "Tuấn", "Vân", "Yến")


def people_rows(count: int) -> list[list[Any]]:
    """Rows of fictional people, the same every time."""
    rng = Random(count)
    rows: list[list[Any]] = []
    for n in range(1, count + 1):
        year, sex = rng.randrange(1965, 1998), rng.choice("MF")
        born = f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{year}"
        name = f"{rng.choice(FAMILIES)} {rng.choice(MIDDLES)} {rng.choice(GIVENS)}"
        citizen = f"002{'1' if sex == 'F' else '0'}{year % 100:02d}{n:06d}"
        rows.append([
            n, f"BN{n:06d}", name, born, "Nữ" if sex == "F" else "Nam", rng.choice(("Kinh", "Tày", "Mông", "Dao")),
            f"Xã {rng.randrange(1, 190)}, Hà Giang", citizen, f"03/02/{year + 26}", f"03/02/{year + 27}",
            f"DV{rng.randrange(300):03d}", rng.choice(("Giám đốc sở", "Trưởng phòng sở", "Phó Trưởng phòng sở")),
            f"01/{rng.randrange(1, 13):02d}/{rng.randrange(2012, 2022)}", rng.choice(("Đại học", "ThS", "Cao đẳng")),
            rng.choice(("Luật", "Kinh tế", "Nông nghiệp")), rng.choice(("Cao cấp", "TCLLCT", "Sơ cấp")),
            rng.choice(("HTTNV", "Hoàn thành xuất sắc nhiệm vụ", "HTNV")),
        ])  # fmt: skip
    return rows


def list_workbook(count: int) -> bytes:
    """One sheet as an office keeps it."""
    from hientai.base.tabular import Column, Table, write_workbook

    return write_workbook([Table("Danh sách", [Column(title) for title in HEADER], people_rows(count))])


def prepare() -> Any:
    """Reference data and 300 units in an empty database; returns the actor."""
    from django.core.management import call_command

    from hientai.base.actor import Actor
    from hientai.demo.reference import install_reference
    from hientai.org.operations.loading import UnitRow, load_units

    call_command("migrate", verbosity=0, interactive=False)
    by = Actor.system("Đo tốc độ", TODAY, source="bench")
    install_reference(by)
    since = date(2000, 1, 1)
    root = UnitRow("DV", "Tỉnh Đo", "", "DIA_BAN", "territory", "province", "", "02", since)
    units = [
        UnitRow(f"DV{n:03d}", f"Sở {n}", "", "SO_NGANH", "state", "province", "DV", "02", since) for n in range(300)
    ]
    load_units(by=by, rows=[root, *units])
    return by


def empty() -> None:
    """Throw the database's rows away between measurements (the audit's refusal stands aside)."""
    from django.core.management import call_command
    from django.db import connection

    from hientai.base.audit.triggers import audited_models, install, lift_refusals

    lift_refusals()
    if connection.vendor == "sqlite":  # without this every row thrown away would be written into the audit
        with connection.cursor() as cursor:
            for model in audited_models():
                cursor.execute(f'DROP TRIGGER IF EXISTS "audit_{model._meta.db_table}_d"')
    call_command("flush", verbosity=0, interactive=False)
    install()


def measure(label: str, content: bytes, by: Any, people: int) -> None:
    """Import, then import again; print rows/s, officials/s and CPU per row of both."""
    from hientai.officials.exchange.importing import apply_batch, judge_batch
    from hientai.officials.operations.imports import start_import

    for turn in ("new", "again"):
        wall, cpu = time.perf_counter(), time.process_time()
        batch = start_import(by=by, filename=f"{label}.xlsx", content=content)
        judgement = judge_batch(batch, by=by)
        judged_wall = time.perf_counter() - wall
        apply_batch(batch, by=by, judgement=judgement)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        counts = judgement.counts()
        written = len(judgement.plan.new_officials) + sum(
            len(getattr(judgement.plan, name))
            for name in ("units", "appointments", "qualifications", "ratings", "pools", "trainings")
        )
        expected = "create" if turn == "new" else "unchanged"
        if counts["total"][expected] != counts["rows"]:
            raise SystemExit(f"{label} {turn}: {counts['total']}")
        print(
            f"{label:>12} {turn:>5}: {counts['rows']:>7,} rows {wall:7.2f} s (judged {judged_wall:.2f} s) "
            f"{counts['rows'] / wall:>8,.0f} rows/s {people / wall:>8,.0f} officials/s "
            f"{1000 * cpu / counts['rows']:.3f} CPU-ms/row, {written:,} registry rows written",
            flush=True,
        )


def full_workbook() -> tuple[bytes, int]:
    """The export of the demo province: every table of the template."""
    from hientai.demo.build import build_demo
    from hientai.officials.exchange.exporting import export_bytes
    from hientai.officials.models import Official

    built = build_demo("province")
    return export_bytes(Official.objects.living_records()), built.officials


def main() -> int:
    """Measure each workbook from an empty registry."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hientai.config.settings")
    django.setup()
    from django.db import connection

    print(f"import on {connection.vendor}, Python {sys.version.split()[0]}; client CPU only")
    for count in SIZES:
        by = prepare()
        measure(f"list {count:,}", list_workbook(count), by, count)
        empty()
    content, people = full_workbook()
    empty()
    from hientai.base.actor import Actor
    from hientai.demo.reference import install_reference

    by = Actor.system("Đo tốc độ", TODAY, source="bench")
    install_reference(by)
    measure(f"full {people:,}", content, by, people)
    return 0


if __name__ == "__main__":
    sys.exit(main())
