"""Write docs/reference from the code: models with their fields, choices, and the life of things as diagrams.

`--check` writes nothing and fails when a page is not what the code says.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
ROOMS = (
    "base", "org", "access", "officials", "programmes", "resources", "needs", "schemes", "plans", "classes",
    "enrolment", "results", "reports",
)  # fmt: skip
MADE = "*Trang này do `make docs` tạo từ mã nguồn; đừng sửa tay.*"


def cell(text: object) -> str:
    """A text as one cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def kind_of(field: Any) -> str:
    """What a field holds: its type, length, or the model it points at."""
    if field.is_relation and field.related_model is not None:
        return f"→ `{field.related_model._meta.label}`"
    length = getattr(field, "max_length", None)
    name = type(field).__name__.removesuffix("Field")
    return f"{name}({length})" if length else name


def rules_of(field: Any) -> str:
    """What else holds for a field: empty allowed, unique, choices."""
    rules = []
    if field.null or field.blank:
        rules.append("có thể trống")
    if field.unique and not field.primary_key:
        rules.append("duy nhất")
    if field.choices:
        rules.append(", ".join(f"`{value}` {label}" for value, label in field.flatchoices))
    return "; ".join(rules)


def model_section(model: Any) -> Iterator[str]:
    """One model: its purpose and a row per field."""
    from hientai.base.privacy import privacy_of

    yield f"### {model.__name__} — {model._meta.verbose_name}"
    yield ""
    yield inspect.cleandoc(model.__doc__ or "")
    yield ""
    yield "| Trường | Tên | Kiểu | Riêng tư | Quy định |"
    yield "|---|---|---|---|---|"
    for field in model._meta.get_fields():
        if field.concrete and not field.auto_created:
            privacy = privacy_of(model, field.name)
            named = (f"`{field.name}`", field.verbose_name, kind_of(field), privacy or "", rules_of(field))
            yield "| " + " | ".join(cell(one) for one in named) + " |"
    for constraint in model._meta.constraints:
        yield f"\nRàng buộc `{constraint.name}` ({type(constraint).__name__})."
    yield ""


def models_page() -> str:
    """docs/reference/models.md"""
    from django.apps import apps

    lines = ["# Mô hình dữ liệu", "", MADE, ""]
    for room in ROOMS:
        models = [model for model in apps.get_models() if model.__module__.startswith(f"hientai.{room}.")]
        if models:
            lines += [f"## {room}", ""]
            for model in models:
                lines += model_section(model)
    return "\n".join(lines).rstrip() + "\n"


def codes_modules() -> Iterator[tuple[str, Any]]:
    """(room, module) of every room that has codes."""
    for room in ROOMS:
        name = f"hientai.{room}.codes"
        if find_spec(f"hientai.{room}") is not None and find_spec(name) is not None:
            yield room, importlib.import_module(name)


def choices_page() -> str:
    """docs/reference/choices.md"""
    from django.db.models import Choices

    lines = ["# Danh mục cố định trong mã", "", MADE, "", "Danh mục sửa được là dữ liệu (`CodeItem`), không ở đây.", ""]
    for room, module in codes_modules():
        for name, kind in vars(module).items():
            if inspect.isclass(kind) and issubclass(kind, Choices) and kind.__module__ == module.__name__:
                lines += [f"## {room}.{name}", "", inspect.cleandoc(kind.__doc__ or ""), ""]
                lines += ["| Mã | Tên |", "|---|---|"]
                lines += [f"| `{cell(value)}` | {cell(label)} |" for value, label in kind.choices]
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def label_of(state: Any) -> str:
    """The Vietnamese name of a state."""
    return str(getattr(state, "label", state))


def diagram(table: Mapping[Any, Any], owners: Mapping[Any, str]) -> Iterator[str]:
    """A state table as a Mermaid diagram and a list of owners; the order is that of the enumeration."""
    states = list(next((type(key) for key in table if isinstance(key, Enum)), list(table)))
    yield from ("```mermaid", "stateDiagram-v2", f"  [*] --> {states[0].name}")
    for state in states:
        yield f"  {state.name}: {label_of(state)}"
    for state in states:
        targets = [to for to in states if to in table.get(state, ())]
        yield from (f"  {state.name} --> {to.name}" for to in targets)
        if not targets:
            yield f"  {state.name} --> [*]"
    yield from ("```", "", "| Trạng thái | Ai giữ |", "|---|---|")
    yield from (f"| {label_of(state)} | {cell(owners.get(state) or '—')} |" for state in states)


def states_page() -> str:
    """docs/reference/states.md"""
    lines = ["# Trạng thái", "", MADE, ""]
    for room, module in codes_modules():
        for name, table in vars(module).items():
            if name.endswith("_TRANSITIONS") and isinstance(table, Mapping):
                stem = name.removesuffix("_TRANSITIONS")
                owners = getattr(module, f"{stem}_OWNER", {})
                lines += [f"## {room}: {stem.lower()}", "", *diagram(table, owners), ""]
    return "\n".join(lines).rstrip() + "\n"


def operations_page() -> str:
    """docs/reference/operations.md"""
    from hientai.base.operation import REGISTRY

    for room in ROOMS:
        name = f"hientai.{room}.operations"
        if find_spec(f"hientai.{room}") is not None and find_spec(name) is not None:
            folder = Path(importlib.import_module(name).__file__ or "").parent
            inner = sorted(folder.glob("*.py")) if folder.name == "operations" else []
            for path in inner:
                importlib.import_module(f"{name}.{path.stem}" if path.stem != "__init__" else name)
    lines = ["# Nghiệp vụ", "", MADE, ""]
    lines += ["Nghiệp vụ là nơi duy nhất ghi dữ liệu; mỗi lần chạy để lại một hành vi trong nhật ký.", ""]
    lines += ["| Mã | Tên | Nội dung |", "|---|---|---|"]
    for action, (function, title) in sorted(REGISTRY.items()):
        if function.__module__.startswith("hientai."):
            lines.append(f"| `{action}` | {cell(title)} | {cell(inspect.getdoc(function) or '')} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Every generated page and its text."""
    return {
        REFERENCE / "models.md": models_page(),
        REFERENCE / "choices.md": choices_page(),
        REFERENCE / "states.md": states_page(),
        REFERENCE / "operations.md": operations_page(),
    }


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hientai.config.settings")
    import django

    django.setup()
    stale = []
    for path, text in pages().items():
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path.relative_to(ROOT).as_posix())
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))
    if stale:
        print(f"out of date, run `make docs`: {', '.join(stale)}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
