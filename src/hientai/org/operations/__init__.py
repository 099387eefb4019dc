"""The only writers of organisations, documents and terms."""

from hientai.org.operations.carrying_out import carry_out_units
from hientai.org.operations.documents import (
    register_document,
    replace_document,
    save_management_tier,
    save_term,
)
from hientai.org.operations.loading import (
    EventRow,
    UnitRow,
    VersionRow,
    load_events,
    load_units,
    load_versions,
)
from hientai.org.operations.mergers import NewUnit, absorb_units, consolidate_units, dissolve_unit, split_unit
from hientai.org.operations.reference import (
    load_communes_2025,
    load_ha_giang,
    load_provinces_2025,
)
from hientai.org.operations.reference_hanoi import load_ha_tay, load_tu_liem
from hientai.org.operations.reorganisations import (
    Decision,
    HeirRow,
    cancel_reorganisation,
    choose_units,
    decide_items,
    describe_reorganisation,
    start_reorganisation,
)
from hientai.org.operations.territories import load_territories
from hientai.org.operations.units import (
    change_parent,
    change_type,
    correct_unit_version,
    establish_unit,
    rename_unit,
)

__all__ = [
    "Decision",
    "EventRow",
    "HeirRow",
    "NewUnit",
    "UnitRow",
    "VersionRow",
    "absorb_units",
    "cancel_reorganisation",
    "carry_out_units",
    "change_parent",
    "change_type",
    "choose_units",
    "consolidate_units",
    "correct_unit_version",
    "decide_items",
    "describe_reorganisation",
    "dissolve_unit",
    "establish_unit",
    "load_communes_2025",
    "load_events",
    "load_ha_giang",
    "load_ha_tay",
    "load_provinces_2025",
    "load_territories",
    "load_tu_liem",
    "load_units",
    "load_versions",
    "register_document",
    "rename_unit",
    "replace_document",
    "save_management_tier",
    "save_term",
    "split_unit",
    "start_reorganisation",
]
