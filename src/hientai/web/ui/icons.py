"""The icons that screens may use; the sprite holds exactly these, so an unknown name fails a test.

To add one: append its Tabler name (outline set) here and run ``python3 tools/build_assets.py``.
"""

from __future__ import annotations

_NAMES = """
adjustments alarm alert-circle alert-triangle apps archive arrow-back-up arrow-down arrow-left arrow-right arrow-up
arrows-exchange arrows-join arrows-maximize arrows-sort arrows-split award ban bell binary-tree book bookmark books
briefcase building building-bank building-community bulb cake calculator calendar calendar-due calendar-event
calendar-time cash certificate certificate-2 chalkboard chart-bar chart-donut chart-dots chart-grid-dots
chart-histogram chart-line check checklist chevron-down chevron-left chevron-right chevron-up chevrons-left
chevrons-right circle circle-check circle-dashed circle-dot circle-x clipboard-check clipboard-data clipboard-list
clock clock-exclamation cloud-off coin columns-3 copy database device-floppy dots dots-vertical download edit
external-link eye eye-off file file-alert file-check file-export file-import file-spreadsheet file-text file-upload
file-x files filter filter-off flag folder gauge gavel gender-female gender-male git-branch git-fork git-merge hash
heart-handshake help-circle hierarchy hierarchy-2 hierarchy-3 history home hourglass id id-badge-2 inbox info-circle
key ladder language layout-sidebar link list list-check list-details list-search list-tree loader-2 lock lock-open
login logout mail map map-pin medal menu-2 message minus mood-empty moon notebook paperclip pencil percentage phone
player-pause player-play player-stop plus point presentation printer progress progress-check receipt refresh report
rotate-clockwise route scale scan school search send server settings shield shield-check shield-lock signature sitemap
square-check square-minus stack-2 stairs-up star sun table table-export table-import tag target target-arrow template
timeline tool transfer trash trending-down trending-up trophy upload user user-check user-circle user-plus user-search
user-x users users-group versions wallet world x zoom-question
"""

ICONS: frozenset[str] = frozenset(_NAMES.split())
"""Names accepted by the ``icon`` template tag."""
