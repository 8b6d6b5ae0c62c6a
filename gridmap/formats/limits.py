"""What one file may cost: the limits that the guides publish."""

from __future__ import annotations

MEBIBYTE = 2**20

TEXT_BYTES = 50 * MEBIBYTE
BINARY_BYTES = 200 * MEBIBYTE
UNPACKED_BYTES = 200 * MEBIBYTE
ARCHIVE_ENTRIES = 1_000
ARCHIVE_RATIO = 100
# Small members compress without malice far beyond the ratio: a sheet of equal cells, say.
RATIO_FREE_BYTES = MEBIBYTE

JSON_DEPTH = 32
# Positions, rings, polygons and the outer list of a multipolygon come on top.
COORDINATE_DEPTH = 4
COLLECTION_DEPTH = 4

SHEET_ROWS = 200_000
SHEET_COLUMNS = 200
TABLE_COLUMNS = 1_000
CELL_CHARACTERS = 10 * MEBIBYTE

MEMORY_BYTES = 1024 * MEBIBYTE
CPU_S = 10
WALL_S = 15.0
OPEN_FILES = 64
ANSWER_BYTES = 512 * MEBIBYTE

# Marking a workbook of all rows that a sheet may have.
MARKING_CPU_S = 60
MARKING_WALL_S = 90.0
# What a job on data of ours may take, such as the division of a large community.
JOB_CPU_S = 20 * 60
JOB_MEMORY_BYTES = 6 * 1024 * MEBIBYTE
# What a job on somebody's file may take: all rows that a file may have, and no trap made of shapes.
FILE_JOB_CPU_S = 4 * 60
FILE_JOB_MEMORY_BYTES = 4 * 1024 * MEBIBYTE
