"""The child process that reads one untrusted file and dies.

Started as ``python -I -m gridmap.formats.child REQUEST`` with a JSON request; answers in frames on
its standard output. Only `gridmap.formats.sandbox` starts it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from gridmap.errors import GridmapError, InputError
from gridmap.formats.confined.confinement import draw_memory_tight, give_up
from gridmap.formats.confined.job import Answer, Features, Job, Note


def main(request: str) -> None:
    """Read the file that a request names and answer."""
    answer = private_output()
    give_up()
    # Nothing here refers in circles, and the memory is limited: looking for such is lost time.
    gc.disable()
    from gridmap.formats.frames import fault_head, write_frame  # noqa: PLC0415  limits come first

    try:
        head, blob = _read(json.loads(request))
    except MemoryError:
        head, blob = fault_head(InputError("file.memory")), b""
    except RecursionError:
        head, blob = fault_head(InputError("file.unreadable")), b""
    except GridmapError as error:
        head, blob = fault_head(error), b""
    write_frame(answer, head, blob)
    answer.flush()
    # Nothing is left to tidy up: skip the destructors of libraries that saw a hostile file.
    os._exit(0)


def private_output() -> BinaryIO:
    """Keep standard output for the answer, so that no library can write into it."""
    answer = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.close(silence)
    return answer


def _read(request: dict[str, str | None]) -> tuple[dict[str, object], bytes]:
    from gridmap.formats.confined.parsing import parser_for  # noqa: PLC0415  limits come first

    path = Path(str(request["path"]))
    job = Job(path, path.suffix.lower(), request.get("layer"), request.get("encoding"))
    parse = parser_for(job)
    draw_memory_tight()
    return _answer(parse())


def _answer(answer: Answer) -> tuple[dict[str, object], bytes]:
    from gridmap.formats.frames import join_wkb  # noqa: PLC0415  limits come first

    head: dict[str, object] = {"crs": answer.crs, "rows": answer.rows}
    head["notes"] = [_note(note) for note in answer.notes]
    if isinstance(answer, Features):
        lengths, blob = (None, b"") if answer.wkb is None else join_wkb(answer.wkb)
        head |= {"kind": "features", "columns": answer.columns, "usual_crs": answer.usual_crs}
        return {**head, "lengths": lengths}, blob
    lengths, blob = join_wkb(answer.wkb)
    head |= {"kind": "grid", "merged": answer.merged, "sheet": answer.sheet, "lengths": lengths}
    head["tail"] = answer.tail
    return {**head, "wkt_column": answer.wkt_column, "bad_rows": answer.bad_rows}, blob


def _note(note: Note) -> dict[str, object]:
    return {"code": note.code, "params": dict(note.params), "place": dict(note.place)}


if __name__ == "__main__":
    main(sys.argv[1])
