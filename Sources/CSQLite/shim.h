#pragma once
#include <sqlite3.h>

// sqlite3_db_config takes variable arguments, which Swift cannot call.

// Whether the WAL stays as it is when the connection closes.
static inline int budkavle_sqlite_keep_wal(sqlite3 *connection, int keep) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, (int *)0);
}

// Writes the WAL's bytes again where they stand and syncs them. Call it with the exclusive lock.
static inline int budkavle_sqlite_rewrite_wal(sqlite3 *connection) {
    sqlite3_file *wal = 0;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (code != SQLITE_OK || !wal || !wal->pMethods) return code;
    sqlite3_int64 size = 0;
    code = wal->pMethods->xFileSize(wal, &size);
    if (code != SQLITE_OK || size == 0) return code;
    unsigned char chunk[16384];
    for (sqlite3_int64 offset = 0; offset < size && code == SQLITE_OK; offset += sizeof chunk) {
        sqlite3_int64 left = size - offset;
        int count = left < (sqlite3_int64)sizeof chunk ? (int)left : (int)sizeof chunk;
        code = wal->pMethods->xRead(wal, chunk, count, offset);
        if (code == SQLITE_OK) code = wal->pMethods->xWrite(wal, chunk, count, offset);
    }
    return code == SQLITE_OK ? wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL) : code;
}
