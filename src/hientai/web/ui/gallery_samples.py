"""Invented content of the gallery page: long Vietnamese names, figures of every size, nobody real."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from hientai.web.ui import formats
from hientai.web.ui.charts import (
    Band,
    Chart,
    GanttTask,
    HeatRow,
    LineSeries,
    Series,
    Slice,
    age_pyramid,
    bar_chart,
    donut_chart,
    gantt_chart,
    heat_map,
    line_chart,
    share_gauge,
    stacked_bar_chart,
)

UNITS = (
    "Sở Nông nghiệp và Môi trường",
    "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
    "Uỷ ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Đảng uỷ các cơ quan Đảng tỉnh",
    "Trường Chính trị tỉnh",
    "Uỷ ban nhân dân xã Thượng Lâm",
)
REQUIREMENTS = (
    "Trình độ chuyên môn",
    "Lý luận chính trị",
    "Quản lý nhà nước",
    "Quốc phòng và an ninh",
    "Bồi dưỡng theo chức danh",
    "Ngoại ngữ, tiếng dân tộc",
    "Chuyển đổi số",
)
NAMES = (
    "Nguyễn Thị Minh Nguyệt",
    "Hoàng Văn Sùng",
    "Công Tằng Tôn Nữ Thị Quỳnh Hương",
    "Lò A Páo",
    "Đặng Thuỳ Trâm Anh",
    "Vừ Mí Già",
    "Trần Đức",
)
POSTS = (
    "Phó Chủ nhiệm Uỷ ban Kiểm tra Đảng uỷ các cơ quan Đảng tỉnh",
    "Trưởng phòng Tổ chức, hành chính",
    "Chuyên viên chính",
    "Bí thư Đảng uỷ xã",
    "Phó Giám đốc Sở",
)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A row of the sample list."""

    pk: int
    name: str
    post: str
    unit: str
    born_on: str
    theory: str
    missing: int
    joined_on: dt.date | None


def people(count: int = 137) -> list[SamplePerson]:
    """Return invented people, always the same."""
    theories = ("Cao cấp", "Trung cấp", "Sơ cấp", "")
    return [
        SamplePerson(
            pk=i + 1,
            name=NAMES[i % len(NAMES)],
            post=POSTS[i % len(POSTS)],
            unit=UNITS[i * 5 % len(UNITS)],
            born_on=("1979-05", "1984", "1990-11-02")[i % 3],
            theory=theories[i % len(theories)],
            missing=i * 7 % 5,
            joined_on=None if i % 4 == 3 else dt.date(2008 + i % 15, 1 + i % 12, 3 + i % 20),
        )
        for i in range(count)
    ]


class SampleRows:
    """The few queryset methods that a list uses, over a Python list; only the gallery needs a list without a table."""

    def __init__(self, rows: list[SamplePerson]) -> None:
        self._rows = rows
        self.query = SimpleNamespace(order_by=())

    def where(self, keep: Any) -> SampleRows:
        """Return the rows for which ``keep`` holds."""
        return SampleRows([row for row in self._rows if keep(row)])

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def order_by(self, *terms: str) -> SampleRows:
        """Return the rows ordered by attribute names."""
        ordered = copy.copy(self._rows)
        for term in reversed(terms):
            ordered.sort(key=lambda row: getattr(row, term.lstrip("-")), reverse=term.startswith("-"))
        return SampleRows(ordered)

    def __getitem__(self, part: slice) -> list[SamplePerson]:
        return self._rows[part]


def _percent(value: float) -> str:
    return formats.write_share(value, 0)


def _bars() -> dict[str, Chart]:
    return {
        "bars": bar_chart(
            "Số người còn thiếu theo tiêu chuẩn",
            REQUIREMENTS,
            [Series("", [163, 360, 63, 148, 421, 97, 305])],
            note="Tính đến ngày 31/12/2025, trong 4.920 cán bộ, công chức",
        ),
        "grouped": bar_chart(
            "Tỷ lệ đạt so với mục tiêu năm 2030",
            UNITS[:4],
            [Series("Hiện tại", [0.4375, 0.62, 0.8007, 0.31]), Series("Xuất phát", [0.38, 0.55, 0.77, 0.18])],
            targets=[0.6, 0.7, 0.85, None],
            write=_percent,
        ),
        "stacked": stacked_bar_chart(
            "Trình độ lý luận chính trị theo đơn vị",
            UNITS,
            [
                Series("Cao cấp, cử nhân", [24, 31, 12, 18, 22, 6]),
                Series("Trung cấp", [48, 22, 17, 26, 14, 21]),
                Series("Sơ cấp", [12, 4, 9, 3, 1, 15]),
                Series("Chưa qua đào tạo", [9, 1, 5, 2, 0, 8]),
            ],
            as_shares=True,
        ),
    }


def _lines() -> dict[str, Chart]:
    years = [str(year) for year in range(2021, 2031)]
    return {
        "line": line_chart(
            "Tỷ lệ cán bộ xã có trình độ đại học trở lên",
            years,
            [
                LineSeries("Thực hiện", [0.4375, 0.47, 0.49, 0.53, 0.552, None, None, None, None, None]),
                LineSeries("Lộ trình mục tiêu", [0.4375, 0.48, 0.52, 0.56, 0.6, 0.63, 0.67, 0.71, 0.76, 0.8], "", True),
            ],
            bands=[
                Band(
                    "Dự báo (80%)",
                    [None] * 4 + [(0.552, 0.552), (0.56, 0.6), (0.57, 0.64), (0.58, 0.68), (0.585, 0.72), (0.59, 0.76)],
                )
            ],
            write=_percent,
            highest=1,
        ),
    }


def _shares() -> dict[str, Chart]:
    return {
        "donut": donut_chart(
            "Cơ cấu dân tộc",
            [
                Slice("Kinh", 1834),
                Slice("Tày", 1421),
                Slice("Mông", 802),
                Slice("Dao", 513),
                Slice("Dân tộc khác", 350),
            ],
            centre_note="cán bộ",
        ),
        "gauge": share_gauge("Cán bộ nữ trong cấp uỷ", 0.1821, target=0.25, baseline=0.1502),
    }


def _grids() -> dict[str, Chart]:
    return {
        "heat": heat_map(
            "Khoảng thiếu theo đơn vị và tiêu chuẩn",
            REQUIREMENTS,
            [
                HeatRow(
                    unit, [None if (r + c) % 11 == 7 else (r * 13 + c * 29) % 97 / 97 for c in range(7)], url="#heat"
                )
                for r, unit in enumerate(UNITS)
            ],
            note="Phần trăm số người thuộc diện mà chưa đạt; bấm vào ô để xem danh sách",
        ),
        "pyramid": age_pyramid(
            "Tháp tuổi cán bộ, công chức",
            ("Dưới 30", "30–34", "35–39", "40–44", "45–49", "50–54", "55 trở lên"),
            (143, 321, 498, 402, 260, 141, 62),
            (160, 402, 611, 688, 590, 401, 241),
        ),
        "gantt": gantt_chart(
            "Nhiệm vụ của đề án",
            [
                GanttTask("Rà soát, quy hoạch cán bộ nguồn", dt.date(2021, 3, 1), dt.date(2021, 12, 31), 1),
                GanttTask(
                    "Mở lớp cao cấp lý luận chính trị hệ không tập trung",
                    dt.date(2021, 9, 1),
                    dt.date(2023, 6, 30),
                    0.7,
                ),
                GanttTask("Bồi dưỡng tiếng Mông, tiếng Tày", dt.date(2022, 1, 1), dt.date(2022, 9, 30), 0.4, True),
                GanttTask("Sơ kết giai đoạn", dt.date(2023, 6, 15), dt.date(2023, 6, 15), is_milestone=True),
            ],
            on=dt.date(2022, 11, 20),
        ),
        "empty": bar_chart("Biểu đồ chưa có số liệu", (), [Series("", [])]),
    }


def charts() -> dict[str, Chart]:
    """Return one chart of each kind, and one without figures."""
    return _bars() | _lines() | _shares() | _grids()


def tree() -> list[dict[str, Any]]:
    """Return a piece of an organisation tree."""
    leaves = [{"label": unit, "url": "#tree", "count": 41 + 17 * i} for i, unit in enumerate(UNITS[:3])]
    leaves[0]["current"] = True
    return [
        {
            "label": "Tỉnh uỷ Hà Giang",
            "url": "#tree",
            "count": 4920,
            "open": True,
            "children": [
                {
                    "label": "Khối cơ quan Nhà nước cấp tỉnh",
                    "url": "#tree",
                    "count": 1832,
                    "open": True,
                    "children": leaves,
                },
                {
                    "label": "Huyện uỷ Mèo Vạc",
                    "url": "#tree",
                    "count": 312,
                    "note": "Giải thể 01/7/2025",
                    "kind": "warn",
                },
                {"label": UNITS[3], "url": "#tree", "count": 96},
            ],
        }
    ]


def timeline() -> list[dict[str, Any]]:
    """Return a career."""
    return [
        {
            "when": "từ 01/07/2025",
            "title": POSTS[0],
            "text": UNITS[3],
            "now": True,
            "badge": "đương chức",
            "kind": "ok",
        },
        {"when": "05/2019 – 06/2025", "title": "Trưởng phòng Tổ chức, hành chính", "text": UNITS[0]},
        {
            "when": "2012 – 2019",
            "title": "Chuyên viên, Phó Trưởng phòng",
            "text": "Uỷ ban nhân dân huyện Vị Xuyên (đến 30/6/2025)",
        },
    ]


def facts() -> list[dict[str, str]]:
    """Return a judged list of requirements."""
    return [
        {"label": "Tốt nghiệp đại học trở lên", "value": "Đại học Luật Hà Nội, cấp năm 2009", "verdict": "met"},
        {
            "label": "Cao cấp lý luận chính trị",
            "value": "Mới có trung cấp (Trường Chính trị tỉnh, 11/2016)",
            "verdict": "missing",
        },
        {"label": "Bồi dưỡng quốc phòng và an ninh đối tượng 3", "value": "Được nợ đến 31/12/2026", "verdict": "owed"},
        {"label": "Chứng chỉ tiếng dân tộc thiểu số", "value": "Văn bằng thiếu số hiệu", "verdict": "unconfirmed"},
    ]
