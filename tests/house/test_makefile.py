"""The Makefile offers what is promised, one line of help each."""

from __future__ import annotations

import subprocess

import pytest

from tests.house.discovery import ROOT

TARGETS = ("setup", "run", "test", "test-fast", "check", "bench", "fmt", "docs", "i18n", "bundle", "help")


@pytest.fixture(scope="module")
def listed() -> dict[str, str]:
    """Target → line of help, as `make help` prints them."""
    command = ["make", "--no-print-directory", "help"]
    text = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True).stdout
    return {line.split()[1]: line.split(maxsplit=2)[2] for line in text.splitlines()}


@pytest.mark.parametrize("target", TARGETS)
def test_target_has_a_line_of_help(listed: dict[str, str], target: str) -> None:
    assert len(listed[target]) > 10


def test_no_target_is_hidden(listed: dict[str, str]) -> None:
    assert set(listed) == set(TARGETS)


def test_ci_runs_the_whole_proof() -> None:
    script = ROOT / ".ci" / "run"
    assert "make --no-print-directory test" in script.read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
