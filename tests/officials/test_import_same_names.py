"""Two units may bear one name, and the table of the nation's territory is not an office's to type."""

from __future__ import annotations

from datetime import date

from hientai.org.operations import load_territories
from hientai.org.operations.loading import UnitRow, load_units
from tests.factories.province import Small
from tests.officials.import_book import exported, fill_registry, imported, messages, saved, totals


def test_a_unit_code_decides_between_units_of_one_name(small: Small) -> None:
    fill_registry(small.by)
    twin = UnitRow("T-XA2", "Ủy ban nhân dân xã Mẫu", "", "UBND", "state", "commune", "T", "002", date(2000, 1, 1))
    load_units(by=small.by, rows=[twin])
    judgement = imported(saved(exported()), small.by)
    assert set(totals(judgement)) == {"unchanged"}, messages(judgement)


def test_an_export_leaves_out_the_territory_of_the_nation(small: Small) -> None:
    fill_registry(small.by)
    before = exported()["Đơn vị"].max_row
    load_territories(by=small.by)
    assert exported()["Đơn vị"].max_row == before
