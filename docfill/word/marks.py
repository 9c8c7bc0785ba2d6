"""Marks: the characters that guards leave in the output, and mending takes out.

XML forbids them, so nothing else in the output can be one.
"""

from __future__ import annotations

CELL_BEGINS, CELL_ENDS, CELL_SPARE = "\x01", "\x02", "\x03"
ROW_BEGINS, ROW_ENDS = "\x04", "\x05"
TABLE_BEGINS, TABLE_HEAD_ENDS, TABLE_ENDS, TABLE_OVER = "\x06", "\x07", "\x08", "\x10"
GRID_BEGINS, GRID_ENDS = "\x11", "\x12"
WORK_BEGINS, WORK_ENDS = "\x15", "\x16"
CONTROL_BEGINS, CONTROL_ENDS = "\x18", "\x19"
