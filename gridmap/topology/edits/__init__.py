"""Edits of a coverage: pure functions of cells, each judged before it is carried out."""

from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.nodes import delete_node, insert_node, move_node
from gridmap.topology.edits.pieces import merge
from gridmap.topology.edits.reshape import reshape_arc
from gridmap.topology.edits.result import AreaChange, Edited, Patch
from gridmap.topology.edits.splitting import split
from gridmap.topology.edits.transferring import transfer

__all__ = [
    "AreaChange",
    "Coverage",
    "Edited",
    "Patch",
    "delete_node",
    "insert_node",
    "merge",
    "move_node",
    "reshape_arc",
    "split",
    "transfer",
]
