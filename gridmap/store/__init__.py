"""Where a territory is kept: one file, or memory."""

from gridmap.store.memory import MemoryStore
from gridmap.store.opening import create, open_store, upgrade
from gridmap.store.port import Reader, Store, Writer
from gridmap.store.restoring import restore
from gridmap.store.snapshot import backup, write_snapshot
from gridmap.store.sql import SqlStore

__all__ = [
    "MemoryStore",
    "Reader",
    "SqlStore",
    "Store",
    "Writer",
    "backup",
    "create",
    "open_store",
    "restore",
    "upgrade",
    "write_snapshot",
]
