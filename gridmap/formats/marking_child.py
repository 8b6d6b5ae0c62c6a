"""The child process that marks faults in one untrusted workbook and dies.

Started as ``python -I -m gridmap.formats.marking_child REQUEST`` by `gridmap.formats.marking`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from gridmap.errors import GridmapError, InputError
from gridmap.formats import limits
from gridmap.formats.child import private_output
from gridmap.formats.confined.confinement import draw_memory_tight, give_up


def main(request: str) -> None:
    """Mark the workbook that a request names, and answer."""
    answer = private_output()
    give_up(limits.MARKING_CPU_S)
    from gridmap.formats.confined.marking import (  # noqa: PLC0415  limits come first
        Marks,
        mark_workbook,
    )
    from gridmap.formats.frames import fault_head, write_frame  # noqa: PLC0415

    draw_memory_tight()
    asked = json.loads(request)
    head: dict[str, object] = {"kind": "marked"}
    try:
        marks = Marks.of(json.loads(Path(asked["marks"]).read_text(encoding="utf-8")))
        mark_workbook(Path(asked["path"]), Path(asked["target"]), asked["layer"], marks)
    except MemoryError:
        head = fault_head(InputError("file.memory"))
    except GridmapError as error:
        head = fault_head(error)
    write_frame(answer, head, b"")
    answer.flush()
    # Nothing is left to tidy up: skip the destructors of libraries that saw a hostile file.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
