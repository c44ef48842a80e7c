#include "cstore.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    capacity = 64 * 1024,
    // A checkpoint reads the log frame by frame, mostly one behind the other.
    ahead_bytes = 32 * 1024,
    // Frames that a checkpoint leaves out, because a later one has their page.
    ahead_gap = 2 * 1024,
};

// A file as SQLite has it open: `count` bytes at `start` are not written yet.
struct gathered_file {
    sqlite3_file base;
    gatherer *owner;
    int is_log;
    int has_failed;
    sqlite3_int64 start;
    int count;
    unsigned char *bytes;
    // What was read of the log beyond what was asked for.
    sqlite3_int64 ahead_start;
    int ahead_count;
    unsigned char *ahead;
    sqlite3_int64 last_read;
    sqlite3_file lower[];
};

struct gatherer {
    sqlite3_vfs vfs;
    sqlite3_vfs *lower;
    struct gathered_file *log;
    struct gathered_file *database;
    char name[32];
};

#define FILE_OF(file) ((struct gathered_file *)(file))
#define OWNER(vfs) ((gatherer *)(vfs)->pAppData)
#define BELOW(file, method, ...) (file)->lower->pMethods->method((file)->lower, ##__VA_ARGS__)
#define LOWER(vfs, method, ...) OWNER(vfs)->lower->method(OWNER(vfs)->lower, ##__VA_ARGS__)

static sqlite3_int64 end_of(const struct gathered_file *file) { return file->start + file->count; }

static int write_below(struct gathered_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    file->ahead_count = 0;
    return BELOW(file, xWrite, bytes, count, offset);
}

static int flush(struct gathered_file *file) {
    if (file->count == 0) return SQLITE_OK;
    int code = write_below(file, file->bytes, file->count, file->start);
    file->has_failed = code != SQLITE_OK;
    if (code == SQLITE_OK) file->count = 0;
    return code;
}

static int file_close(sqlite3_file *base) {
    struct gathered_file *file = FILE_OF(base);
    int flushed = flush(file);
    int closed = BELOW(file, xClose);
    free(file->bytes);
    free(file->ahead);
    if (file->owner->log == file) file->owner->log = NULL;
    if (file->owner->database == file) file->owner->database = NULL;
    return flushed != SQLITE_OK ? flushed : closed;
}

// Reads more than was asked for where reads follow each other. Whether the bytes are at hand now; where they cannot be read
// so, the plain read says why.
static int read_ahead(struct gathered_file *file, int count, sqlite3_int64 offset) {
    int follows = offset >= file->last_read && offset - file->last_read <= ahead_gap;
    file->last_read = offset + count;
    if (file->ahead_count > 0 && offset >= file->ahead_start
        && offset + count <= file->ahead_start + file->ahead_count)
        return 1;
    if (!file->is_log || !follows || count > ahead_bytes) return 0;
    if (file->ahead == NULL && (file->ahead = malloc(ahead_bytes)) == NULL) return 0;
    file->ahead_count = 0;
    sqlite3_int64 size = 0;
    if (BELOW(file, xFileSize, &size) != SQLITE_OK || size - offset < count) return 0;
    int wanted = size - offset < ahead_bytes ? (int)(size - offset) : ahead_bytes;
    if (BELOW(file, xRead, file->ahead, wanted, offset) != SQLITE_OK) return 0;
    file->ahead_start = offset;
    file->ahead_count = wanted;
    return 1;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    struct gathered_file *file = FILE_OF(base);
    if (file->count > 0 && offset + count > file->start && offset < end_of(file)) {
        if (offset >= file->start && offset + count <= end_of(file)) {
            memcpy(bytes, file->bytes + (offset - file->start), (size_t)count);
            return SQLITE_OK;
        }
        int code = flush(file);
        if (code != SQLITE_OK) return code;
    }
    if (!read_ahead(file, count, offset)) return BELOW(file, xRead, bytes, count, offset);
    memcpy(bytes, file->ahead + (offset - file->ahead_start), (size_t)count);
    return SQLITE_OK;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    struct gathered_file *file = FILE_OF(base);
    if (file->count > 0 && (offset != end_of(file) || count > capacity - file->count)) {
        int code = flush(file);
        if (code != SQLITE_OK) return code;
    }
    if (file->bytes == NULL) file->bytes = malloc(capacity);
    if (count > capacity || file->bytes == NULL) return write_below(file, bytes, count, offset);
    if (file->count == 0) file->start = offset;
    memcpy(file->bytes + file->count, bytes, (size_t)count);
    file->count += count;
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    struct gathered_file *file = FILE_OF(base);
    int code = flush(file);
    file->ahead_count = 0;
    return code == SQLITE_OK ? BELOW(file, xTruncate, size) : code;
}

static int file_sync(sqlite3_file *base, int flags) {
    int code = flush(FILE_OF(base));
    return code == SQLITE_OK ? BELOW(FILE_OF(base), xSync, flags) : code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    struct gathered_file *file = FILE_OF(base);
    int code = BELOW(file, xFileSize, size);
    if (code == SQLITE_OK && file->count > 0 && *size < end_of(file)) *size = end_of(file);
    return code;
}

static int file_unlock(sqlite3_file *base, int level) {
    int code = flush(FILE_OF(base));
    int unlocked = BELOW(FILE_OF(base), xUnlock, level);
    return code != SQLITE_OK ? code : unlocked;
}

static int file_lock(sqlite3_file *base, int level) { return BELOW(FILE_OF(base), xLock, level); }
static int file_is_reserved(sqlite3_file *base, int *result) { return BELOW(FILE_OF(base), xCheckReservedLock, result); }
static int file_control(sqlite3_file *base, int code, void *value) { return BELOW(FILE_OF(base), xFileControl, code, value); }
static int file_sector(sqlite3_file *base) { return BELOW(FILE_OF(base), xSectorSize); }

// Batches of atomic writes would have to begin and end below with what belongs to them.
static int file_traits(sqlite3_file *base) {
    return BELOW(FILE_OF(base), xDeviceCharacteristics) & ~SQLITE_IOCAP_BATCH_ATOMIC;
}

// Version 1 has neither shared memory nor mappings, so that nothing goes past what is gathered.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *found) {
    gatherer *owner = OWNER(vfs);
    int is_log = (flags & SQLITE_OPEN_WAL) != 0;
    struct gathered_file **place = is_log ? &owner->log : &owner->database;
    // A second database, or its log, goes its own way.
    if ((!is_log && (flags & SQLITE_OPEN_MAIN_DB) == 0) || *place != NULL)
        return owner->lower->xOpen(owner->lower, path, base, flags, found);
    struct gathered_file *file = FILE_OF(base);
    *file = (struct gathered_file){.owner = owner, .is_log = is_log};
    file->lower->pMethods = NULL;
    int code = owner->lower->xOpen(owner->lower, path, file->lower, flags, found);
    if (code != SQLITE_OK) {
        // A file may have methods even where opening failed, and is closed then.
        if (file->lower->pMethods != NULL) BELOW(file, xClose);
        return code;
    }
    file->base.pMethods = &methods;
    *place = file;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int syncs) { return LOWER(vfs, xDelete, path, syncs); }
static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    return LOWER(vfs, xAccess, path, flags, result);
}
static int full_path(sqlite3_vfs *vfs, const char *path, int count, char *result) {
    return LOWER(vfs, xFullPathname, path, count, result);
}
static int randomness(sqlite3_vfs *vfs, int count, char *bytes) { return LOWER(vfs, xRandomness, count, bytes); }
static int rest(sqlite3_vfs *vfs, int microseconds) { return LOWER(vfs, xSleep, microseconds); }
static int time_now(sqlite3_vfs *vfs, double *time) { return LOWER(vfs, xCurrentTime, time); }
static int last_error(sqlite3_vfs *vfs, int count, char *text) { return LOWER(vfs, xGetLastError, count, text); }

gatherer *gatherer_make(const char *lower_name) {
    static _Atomic unsigned long count = 0;
    // Without this the list of file systems is empty until the first database is opened.
    if (sqlite3_initialize() != SQLITE_OK) return NULL;
    sqlite3_vfs *lower = sqlite3_vfs_find(lower_name);
    struct gatherer *made = lower != NULL ? calloc(1, sizeof *made) : NULL;
    if (made == NULL) return NULL;
    snprintf(made->name, sizeof made->name, "gather-%lu", atomic_fetch_add(&count, 1));
    made->lower = lower;
    made->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(struct gathered_file) + lower->szOsFile,
        .mxPathname = lower->mxPathname,
        .zName = made->name,
        .pAppData = made,
        .xOpen = open_file,
        .xDelete = delete_file,
        .xAccess = access_file,
        .xFullPathname = full_path,
        .xRandomness = randomness,
        .xSleep = rest,
        .xCurrentTime = time_now,
        .xGetLastError = last_error,
    };
    if (sqlite3_vfs_register(&made->vfs, 0) != SQLITE_OK) {
        free(made);
        return NULL;
    }
    return made;
}

const char *gatherer_name(const gatherer *gatherer) { return gatherer->name; }

void gatherer_forget(gatherer *gatherer) {
    if (gatherer->log != NULL) gatherer->log->count = 0;
    struct gathered_file *database = gatherer->database;
    if (database == NULL || !database->has_failed) return;
    database->count = 0;
    database->has_failed = 0;
}

void gatherer_free(gatherer *gatherer) {
    sqlite3_vfs_unregister(&gatherer->vfs);
    free(gatherer);
}
