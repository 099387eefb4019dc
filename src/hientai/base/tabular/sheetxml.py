"""What the cell reader does not tell about an .xlsx sheet: its true extent, its formulas and its error cells.

The reader allocates the whole rectangle around the cells, so that one stray value in ZZ99999 costs gigabytes; the
extent is therefore measured on the XML first. Most sheets need only a few fast searches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from hientai.base.errors import BadInput
from hientai.base.tabular.archive import DAMAGED
from hientai.base.tabular.model import column_number

_REFERENCE = re.compile(rb"\sr=[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_PREFIXED_CELL = re.compile(rb"<\w+:c[\s/>]")
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')
_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
# Attribute text never holds "<": excluding it keeps a search on hostile input from running on.
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*)>(?:\s*<(?:\w+:)?(v|is|f)\b)?")
_INNER_FORMULA = rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>\s*" + _INNER_FORMULA + rb"(?:<(?:\w+:)?v\b[^<>]*>([^<]*)<)?")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*\st=[\"']e[\"'][^<>]*)>\s*(?:" + _INNER_FORMULA + rb")?<(?:\w+:)?v\b[^<>]*>([^<]*)<"
)
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Extent (last row, last column with a value; from 1), formulas, formulas without stored result, error texts."""

    extent: Position
    formulas: frozenset[Position]
    unsaved: frozenset[Position]
    errors: dict[Position, str]


def sheet_facts(xml: bytes, cells: int) -> SheetFacts:
    """Search one sheet part; ``cells`` is the area above which the extent is measured without styled blanks."""
    formulas: set[Position] = set()
    unsaved: set[Position] = set()
    if (b"<f" in xml or b":f" in xml) and _HAS_FORMULA.search(xml):
        for match in _FORMULA.finditer(xml):
            if position := _position(match[1]):
                formulas.add(position)
                if not match[2] and not (match[2] == b"" and b't="str"' in match[1]):
                    unsaved.add(position)
    errors: dict[Position, str] = {}
    if b't="e"' in xml or b"t='e'" in xml:
        for match in _ERROR.finditer(xml):
            if position := _position(match[1]):
                errors[position] = match[2].decode("utf-8", "replace")
    return SheetFacts(_extent(xml, cells), frozenset(formulas), frozenset(unsaved), errors)


def _position(attributes: bytes) -> Position | None:
    match = _REFERENCE.search(attributes)
    return (int(match[2]), column_number(match[1].decode())) if match else None


def _extent(xml: bytes, cells: int) -> Position:
    """The extent by plain searches where every cell opens as all common programs write it, else by walking."""
    start, end = max(xml.find(b"<sheetData"), 0), xml.rfind(b"</sheetData>")
    end = end if end >= 0 else len(xml)
    if b":c" not in xml or not _PREFIXED_CELL.search(xml):
        # Inside the data only <color> and <charset> of rich texts begin like a cell.
        opened = xml.count(b"<c", start, end) - xml.count(b"<co", start, end) - xml.count(b"<ch", start, end)
        columns = _COLUMN.findall(xml, start, end)
        if len(columns) == opened:
            last_column = max((column_number(letters.decode()) for letters in set(columns)), default=0)
            last_row = max(map(int, set(_ROW.findall(xml, start, end))), default=0)
            if last_row * last_column <= cells:
                return last_row, last_column
    return _exact_extent(xml)


def _exact_extent(xml: bytes) -> Position:
    """The extent of cells with a value or formula, counting on where a row or cell has no reference."""
    row = column = last_row = last_column = 0
    for match in _TAG.finditer(xml):
        reference = _REFERENCE.search(match[2])
        if match[1] == b"row":
            given = _ROW_NUMBER.search(match[2])
            row, column = (int(given[1]) if given else row + 1), 0
            continue
        if reference:
            row, column = int(reference[2]), column_number(reference[1].decode())
        else:
            column += 1
        if match[3]:
            last_row, last_column = max(last_row, row), max(last_column, column)
    return last_row, last_column


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name to the part that holds it, in the order of the workbook."""
    try:
        relations = {
            node.get("Id", ""): node.get("Target", "")
            for node in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
        }
        found: dict[str, str] = {}
        for node in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
            if node.tag.rpartition("}")[2] == "sheet":
                target = relations.get(node.get(_RELATION, ""), "").replace("\\", "/").lower()
                found[node.get("name", "")] = target.lstrip("/") if target.startswith("/") else "xl/" + target
    except (LookupError, ValueError, ElementTree.ParseError) as error:
        raise BadInput(DAMAGED) from error
    return found
