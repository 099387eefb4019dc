"""Charts say the same in drawing, words and table, and carry nothing that a strict policy or paper would refuse."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from hientai.web.ui.charts import (
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
    sparkline,
    stacked_bar_chart,
)
from hientai.web.ui.charts.drawing import INK, PALETTE, PAPER, contrast, text_on, text_width, ticks, wrap
from hientai.web.ui.charts.grids import heat_colour
from hientai.web.ui.gallery_samples import charts

SVG = "{http://www.w3.org/2000/svg}"


def tree(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize("name", sorted(charts()))
def test_every_chart_is_well_formed_named_described_and_free_of_styles_and_scripts(name: str) -> None:
    chart = charts()[name]
    root = tree(chart)
    assert root.get("role") == "img"
    ids = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set((root.get("aria-labelledby") or "").split()) == set(ids) and all(ids.values())
    for element in root.iter():
        assert not {"style", "onclick", "onload"} & set(element.attrib)
        assert element.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject")
    assert "style=" not in chart.figure


@pytest.mark.parametrize("name", sorted(set(charts()) - {"empty"}))
def test_every_chart_has_its_figures_in_a_table(name: str) -> None:
    chart = charts()[name]
    assert chart.rows and all(len(row) == len(chart.headings) for row in chart.rows)
    for cell in itertools.chain.from_iterable(chart.rows):
        assert cell in chart.table


@pytest.mark.parametrize("name", sorted(charts()))
def test_nothing_is_drawn_outside_the_paper(name: str) -> None:
    chart = charts()[name]
    for element in tree(chart).iter(f"{SVG}rect"):
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        assert x >= 0 and x + float(element.get("width", 0)) <= chart.width + 0.5
        assert y >= 0 and y + float(element.get("height", 0)) <= chart.height + 0.5


def test_names_cannot_carry_markup_into_a_drawing() -> None:
    evil = '"><script>alert(1)</script>'
    chart = bar_chart(evil, [evil], [Series(evil, [1])], urls=['javascript:"'])
    assert "<script>" not in chart.figure
    ElementTree.fromstring(chart.svg)


def test_a_chart_writes_itself_into_a_template() -> None:
    written = Template("{{ chart }}").render(Context({"chart": share_gauge("Nữ", 0.18, target=0.25)}))
    assert written.startswith("<figure") and "&lt;" not in written


def test_bars_are_as_long_as_their_values() -> None:
    root = tree(bar_chart("x", ["a", "b", "c"], [Series("", [10, 20, 40])]))
    widths = [float(bar.get("width", 0)) for bar in root.iter(f"{SVG}rect")]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.02) and widths[2] == pytest.approx(4 * widths[0], abs=0.03)


def test_a_stack_of_shares_fills_the_whole_width_for_every_unit() -> None:
    labels, parts = ["a", "b"], [Series("x", [1, 30]), Series("y", [3, 10])]
    bars = [
        float(b.get("width", 0)) + 1
        for b in tree(stacked_bar_chart("x", labels, parts, as_shares=True)).iter(f"{SVG}rect")
    ]
    assert bars[0] + bars[1] == pytest.approx(bars[2] + bars[3], abs=0.05)


def test_a_missing_value_breaks_the_line() -> None:
    chart = line_chart("x", ["1", "2", "3", "4"], [LineSeries("đo", [1, None, 3, 4])])
    path = next(tree(chart).iter(f"{SVG}path")).get("d", "")
    assert path.count("M") == 2 and path.count("L") == 1
    assert chart.rows[1] == ("2", "–")


def test_a_ring_shows_shares_that_add_up() -> None:
    chart = donut_chart("x", [Slice("a", 1), Slice("b", 1), Slice("c", 2)])
    assert [row[2] for row in chart.rows] == ["25,00%", "25,00%", "50,00%"]
    assert len(list(tree(donut_chart("x", [Slice("a", 5), Slice("b", 0)])).iter(f"{SVG}path"))) == 1


def test_a_heat_map_leads_from_each_cell_to_the_names() -> None:
    chart = heat_map("x", ["LLCT", "QLNN"], [HeatRow("Sở A", [0.2, None], urls=["/a/", ""])])
    assert [link.get("href") for link in tree(chart).iter(f"{SVG}a")] == ["/a/"]
    assert chart.rows == (("Sở A", "20%", "–"),)


def test_figures_stay_readable_on_every_colour_they_stand_on() -> None:
    backgrounds = [*PALETTE, *(heat_colour(step / 50) for step in range(51)), heat_colour(None)]
    for colour in backgrounds:
        assert contrast(text_on(colour), colour) >= 4.5, colour


def test_every_hue_stands_out_from_paper() -> None:
    assert all(contrast(colour, PAPER) >= 3 for colour in (*PALETTE, INK))


def test_the_pyramid_counts_women_and_men_apart() -> None:
    chart = age_pyramid("x", ["Dưới 30", "30–39"], [3, 5], [2, 10])
    assert chart.rows == (("Dưới 30", "3", "2", "5"), ("30–39", "5", "10", "15"))
    assert chart.description == "20 người, trong đó 8 nữ."


@pytest.mark.parametrize(("days", "months"), [(20, 2), (400, 12), (3700, 12)])
def test_time_scales_keep_their_marks_few(days: int, months: int) -> None:
    start = dt.date(2021, 3, 15)
    chart = gantt_chart("x", [GanttTask("việc", start, start + dt.timedelta(days))], on=start)
    marks = re.findall(r">(\d+/\d{4})<", chart.svg)
    assert 1 <= len(marks) <= months


@pytest.mark.parametrize(("highest", "top"), [(421, 500), (1, 1), (0, 1), (0.07, 0.08), (4920, 5000)])
def test_scales_end_on_round_values(highest: float, top: float) -> None:
    assert ticks(highest)[-1] == pytest.approx(top)


def test_long_names_are_broken_between_words_and_cut_with_an_ellipsis() -> None:
    lines = wrap("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Tuyên Quang", 160)
    assert len(lines) == 2 and lines[-1].endswith("…") and all(text_width(part) <= 160 for part in lines)


def test_one_value_makes_no_sparkline() -> None:
    assert sparkline([1], "x") == "" and "aria-label" in sparkline([1, 2], "tăng")
