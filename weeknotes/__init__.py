"""The project. Nothing here knows what a weeknote is."""

import sys

try:
    # Every SQLite before 3.51.3 can corrupt a WAL database when two connections check-point and
    # write at once, and distributions ship older ones. Django imports "sqlite3", so the recent
    # one must stand in its place before Django loads.
    import pysqlite3
except ImportError:  # no wheel for this platform: env.check_sqlite judges the system's own
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
