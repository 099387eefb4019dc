"""Charts drawn by the server as SVG: no script, printable, each with a title, a description and a table twin."""

from hientai.web.ui.charts.bars import Series, bar_chart, inline_meter, stacked_bar_chart
from hientai.web.ui.charts.drawing import Chart
from hientai.web.ui.charts.grids import GanttTask, HeatRow, gantt_chart, heat_map
from hientai.web.ui.charts.lines import Band, LineSeries, line_chart, sparkline
from hientai.web.ui.charts.people import age_pyramid
from hientai.web.ui.charts.shares import Slice, donut_chart, share_gauge

__all__ = [
    "Band",
    "Chart",
    "GanttTask",
    "HeatRow",
    "LineSeries",
    "Series",
    "Slice",
    "age_pyramid",
    "bar_chart",
    "donut_chart",
    "gantt_chart",
    "heat_map",
    "inline_meter",
    "line_chart",
    "share_gauge",
    "sparkline",
    "stacked_bar_chart",
]
