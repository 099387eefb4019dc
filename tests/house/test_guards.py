"""The guards of `make check` can fail: each is shown a planted violation."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.discovery import ROOT

BIN = Path(sys.executable).parent


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up here
    spec.loader.exec_module(module)
    return module


def test_sizes_catches_long_functions_files_and_templates(tmp_path: Path) -> None:
    room = tmp_path / "src" / "hientai" / "org"
    (room / "templates" / "org").mkdir(parents=True)
    (room / "long.py").write_text("def f():\n" + "    x = 1\n" * 60 + "\n\ny = 1\n" * 200)
    (room / "templates" / "org" / "page.html").write_text("<br>\n" * 201)
    sizes = tool("check_sizes")
    names = [fault.split(":")[0] for fault in sizes.problems(tmp_path, {})]
    assert names == ["src/hientai/org/long.py", "src/hientai/org/long.py", "src/hientai/org/templates/org/page.html"]


def test_the_list_of_allowed_sizes_may_only_shrink(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n" * 410)
    (folder / "b.py").write_text("x = 1\n")
    sizes = tool("check_sizes")
    assert sizes.problems(tmp_path, {"src/a.py": 410}) == []
    assert "lower the entry" in sizes.problems(tmp_path, {"src/a.py": 420})[0]
    assert "at most 405" in sizes.problems(tmp_path, {"src/a.py": 405})[0]
    assert "remove the entry" in sizes.problems(tmp_path, {"src/a.py": 410, "src/b.py": 500})[0]


@pytest.mark.parametrize(
    "line",
    ["cd /wor" + "k/main", "open('/ro" + "ot/x')", "https://pypi." + "org/simple", "--index-" + "url=http://x"],
)
def test_paths_catches_machine_paths_and_registries(tmp_path: Path, line: str) -> None:
    planted = tmp_path / "notes.md"
    planted.write_text(f"first\n{line}\n")
    assert tool("check_paths").problems(tmp_path, [planted])[0].startswith("notes.md:2: ")


def test_paths_lets_ordinary_text_through(tmp_path: Path) -> None:
    planted = tmp_path / "notes.md"
    planted.write_text("team/work/plan, https://example.org/work/, /usr/lib, make run\n")
    assert tool("check_paths").problems(tmp_path, [planted]) == []


def test_traceability_catches_missing_rows_and_false_claims() -> None:
    table = (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("| S000-1 |")]
    lines.append("| S001-99 | what |  | `no_such_operation` | `tests/none.py` | xong |")
    faults = tool("check_traceability").problems(ROOT, "\n".join(lines))
    assert "S000: 40 statements, expected 41" in faults
    assert "S001-99: no function no_such_operation in src" in faults
    assert "S001-99: no such test tests/none.py" in faults


@pytest.mark.parametrize(
    "source",
    [
        "import requests\n", "import urllib.request\n", "from django.dispatch import receiver\n",
        "from django.db.models.signals import post_save\n", "from django.utils import timezone\n\ntimezone.now()\n",
        "from datetime import date\n\ndate.today()\n",
    ],
)  # fmt: skip
def test_ruff_bans_http_signals_and_clocks_in_rooms(source: str) -> None:
    def complaints(path: str) -> str:
        command = [str(BIN / "ruff"), "check", "--no-cache", "--select", "TID251", "--stdin-filename", path, "-"]
        done = subprocess.run(command, input=source, cwd=ROOT, text=True, capture_output=True, check=False)
        return str(done.stdout)

    assert "TID251" in complaints("src/hientai/org/operations.py")
    assert "TID251" not in complaints("src/hientai/console/serve.py")


PLANTED = {
    "org/queries.py": "import hientai.officials.planted\n",
    "officials/planted.py": "x = 1\n",
    "schemes/codes.py": "import hientai.schemes.models\n",
    "schemes/models.py": "import hientai.plans.solving\n",
    "planner/planted.py": "import django\n",
    "officials/queries.py": "import hientai.planner.planted\n",
    "plans/solving.py": "import hientai.planner.planted\n",
    "plans/utils.py": "x = 1\n",
    "web/home/__init__.py": "import hientai.web.people\n",
    "web/people/__init__.py": "x = 1\n",
}


def test_every_contract_of_import_linter_can_break(tmp_path: Path) -> None:
    house = tmp_path / "hientai"
    rooms = [path.name for path in (ROOT / "src" / "hientai").iterdir() if (path / "__init__.py").exists()]
    for name, text in {"__init__.py": "", **{f"{room}/__init__.py": "" for room in rooms}, **PLANTED}.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    result = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    contracts = re.findall(r'^name = "(.*)"$', (tmp_path / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    contracts = [name for name in contracts if name != "hientai"]
    assert len(contracts) >= 6
    for name in contracts:
        assert f"{name} BROKEN" in result.stdout, result.stdout + result.stderr
    assert "utils" in result.stdout
