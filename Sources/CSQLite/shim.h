#pragma once
#include <sqlite3.h>

// sqlite3_db_config takes variable arguments, which Swift cannot call.

// Whether the WAL stays as it is when the connection closes.
static inline int budkavle_sqlite_keep_wal(sqlite3 *connection, int keep) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, (int *)0);
}
