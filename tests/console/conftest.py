"""Run a command as the shell does, and read what it prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hientai.console import main as console

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run_json(capsys: pytest.CaptureFixture[str]) -> Run:
    """``run_json("search", "dat")`` runs `hientai search dat --json`: (exit code, what was printed as JSON)."""

    def run(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = console.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
