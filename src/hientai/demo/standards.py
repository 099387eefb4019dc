"""Title standards and eligibility packs that the demo starts with, from the data files of the room of needs."""

from __future__ import annotations

import json
from importlib.resources import files

from hientai.base.actor import Actor
from hientai.needs.operations.packs import load_pack


def load_standards(by: Actor) -> int:
    """Load every pack of the data folder, in the order of the file names; returns how many."""
    packs = sorted(
        (p for p in files("hientai.needs").joinpath("data").iterdir() if p.name.endswith(".json")), key=lambda p: p.name
    )
    for path in packs:
        load_pack(by=by, data=json.loads(path.read_text("utf-8")))
    return len(packs)
