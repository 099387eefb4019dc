"""All territory tables at once."""

from __future__ import annotations

from hientai.base.actor import Actor
from hientai.base.operation import note, operation
from hientai.org.operations.reference import load_communes_2025, load_ha_giang, load_provinces_2025
from hientai.org.operations.reference_hanoi import load_ha_tay, load_tu_liem


@operation("org.load_territories", "Nạp toàn bộ dữ liệu địa bàn")
def load_territories(*, by: Actor) -> int:
    """This operation loads all territory tables in their order; returns units created."""
    created = load_provinces_2025(by=by) + load_communes_2025(by=by)
    created += load_ha_giang(by=by) + load_ha_tay(by=by) + load_tu_liem(by=by)
    note(None, label="Dữ liệu địa bàn", detail={"created": created})
    return created
