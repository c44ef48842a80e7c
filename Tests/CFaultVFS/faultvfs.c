#include "faultvfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shadow.h"

enum { kinds_count = 7 };

struct fault_disk {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum fault_plan plan;
    int kinds;
    int64_t at;
    int is_full;
    int64_t calls;
    int64_t struck;
    int64_t totals[kinds_count];
    int is_off;
    int is_read_only;
    int holds_syncs;
    int held;
    int sync_delay;
    int has_shadows;
    struct shadow *shadows;
    char name[];
};

struct fault_file {
    sqlite3_file base;
    fault_disk *disk;
    struct shadow *shadow;
    // A new WAL or rollback journal: its first sync also brings down the folder, as in SQLite's own file system.
    int syncs_folder;
    sqlite3_file real[];
};

#define DISK(vfs) ((fault_disk *)(vfs)->pAppData)
#define FILE_OF(file) ((struct fault_file *)(file))
#define REAL(file) (FILE_OF(file)->real)
#define FORWARD(file, method, ...) REAL(file)->pMethods->method(REAL(file), ##__VA_ARGS__)

// Whether this call goes through, fails, or lands by half.
enum fate { passes, fails, lands_half, loses_power };

static int index_of(enum fault_kind kind) { return __builtin_ctz((unsigned)kind); }

// Called with the lock. `traits` are kinds that the call has beside its own.
static enum fate fate_with(fault_disk *disk, enum fault_kind kind, int traits) {
    disk->totals[index_of(kind)] += 1;
    int is_counted = (disk->kinds & (kind | traits)) != 0;
    if (is_counted) disk->calls += 1;
    enum fate fate = passes;
    if (disk->is_off) {
        fate = fails;
    } else if (is_counted && disk->calls >= disk->at) {
        int is_first = disk->calls == disk->at;
        switch (disk->plan) {
        case fault_never: break;
        case fault_once: fate = is_first ? fails : passes; break;
        case fault_torn: fate = is_first ? (kind == fault_write ? lands_half : fails) : passes; break;
        case fault_dead: fate = fails; break;
        case fault_cut:
            disk->is_off = 1;
            fate = loses_power;
            break;
        }
    }
    if (fate != passes) disk->struck += 1;
    if (fate == passes && disk->is_read_only && (kind & (fault_write | fault_truncate | fault_delete))) fate = fails;
    return fate;
}

static enum fate fate_of(fault_disk *disk, enum fault_kind kind) { return fate_with(disk, kind, 0); }

static struct shadow *find_shadow(fault_disk *disk, const char *path) {
    if (!disk->has_shadows || path == NULL) return NULL;
    for (struct shadow *shadow = disk->shadows; shadow != NULL; shadow = shadow->next)
        if (strcmp(shadow->path, path) == 0) return shadow;
    struct shadow *shadow = shadow_of(path);
    if (shadow == NULL) return NULL;
    shadow->next = disk->shadows;
    disk->shadows = shadow;
    return shadow;
}

// Files.

static int fault_close(sqlite3_file *file) { return FORWARD(file, xClose); }

static int fault_xread(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    fault_disk *disk = FILE_OF(file)->disk;
    pthread_mutex_lock(&disk->lock);
    enum fate fate = fate_of(disk, fault_read);
    pthread_mutex_unlock(&disk->lock);
    return fate == passes ? FORWARD(file, xRead, bytes, count, offset) : SQLITE_IOERR_READ;
}

static int fault_xwrite(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    fault_disk *disk = FILE_OF(file)->disk;
    struct shadow *shadow = FILE_OF(file)->shadow;
    sqlite3_int64 size = 0;
    pthread_mutex_lock(&disk->lock);
    FORWARD(file, xFileSize, &size);
    int is_growth = offset + count > size;
    if (is_growth) disk->totals[index_of(fault_growth)] += 1;
    enum fate fate = fate_with(disk, fault_write, is_growth ? fault_growth : 0);
    int landing = fate == passes || fate == loses_power ? count : fate == lands_half ? count / 2 : 0;
    int code = SQLITE_OK;
    if (landing > 0 && fate != loses_power) code = FORWARD(file, xWrite, bytes, landing, offset);
    if (landing > 0 && shadow != NULL && code == SQLITE_OK
        && shadow_note(shadow, change_write, offset, bytes, (size_t)landing) != 0)
        code = SQLITE_IOERR_NOMEM;
    if (fate != passes) code = disk->is_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    pthread_mutex_unlock(&disk->lock);
    return code;
}

static int fault_xtruncate(sqlite3_file *file, sqlite3_int64 size) {
    fault_disk *disk = FILE_OF(file)->disk;
    struct shadow *shadow = FILE_OF(file)->shadow;
    pthread_mutex_lock(&disk->lock);
    enum fate fate = fate_of(disk, fault_truncate);
    int code = fate == passes ? FORWARD(file, xTruncate, size) : SQLITE_IOERR_TRUNCATE;
    int lands = fate == loses_power || (fate == passes && code == SQLITE_OK);
    if (lands && shadow != NULL && shadow_note(shadow, change_truncate, size, NULL, 0) != 0)
        code = SQLITE_IOERR_NOMEM;
    pthread_mutex_unlock(&disk->lock);
    return code;
}

static int fault_xsync(sqlite3_file *file, int flags) {
    (void)flags;
    fault_disk *disk = FILE_OF(file)->disk;
    struct shadow *shadow = FILE_OF(file)->shadow;
    pthread_mutex_lock(&disk->lock);
    enum fate fate = fate_of(disk, fault_sync);
    disk->held += 1;
    pthread_cond_broadcast(&disk->changed);
    while (disk->holds_syncs) pthread_cond_wait(&disk->changed, &disk->lock);
    disk->held -= 1;
    int delay = disk->sync_delay;
    pthread_mutex_unlock(&disk->lock);
    if (delay > 0) {
        struct timespec time = {delay / 1000, (long)(delay % 1000) * 1000000};
        nanosleep(&time, NULL);
    }
    if (shadow == NULL) return fate == passes ? SQLITE_OK : SQLITE_IOERR_FSYNC;
    pthread_mutex_lock(&disk->lock);
    if (fate == passes) {
        shadow_sync(shadow);
        for (struct shadow *each = disk->shadows; FILE_OF(file)->syncs_folder && each != NULL; each = each->next)
            shadow_sync_entry(each);
        FILE_OF(file)->syncs_folder = 0;
    }
    if (fate == fails) shadow_doom(shadow);
    pthread_mutex_unlock(&disk->lock);
    return fate == passes ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size) { return FORWARD(file, xFileSize, size); }
static int fault_lock(sqlite3_file *file, int level) { return FORWARD(file, xLock, level); }
static int fault_unlock(sqlite3_file *file, int level) { return FORWARD(file, xUnlock, level); }
static int fault_is_reserved(sqlite3_file *file, int *result) { return FORWARD(file, xCheckReservedLock, result); }
static int fault_control(sqlite3_file *file, int code, void *value) { return FORWARD(file, xFileControl, code, value); }
static int fault_sector(sqlite3_file *file) { return FORWARD(file, xSectorSize); }
static int fault_traits(sqlite3_file *file) { return FORWARD(file, xDeviceCharacteristics); }

// Version 1 has neither shared memory nor mappings, so that nothing goes past the disk.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = fault_close,
    .xRead = fault_xread,
    .xWrite = fault_xwrite,
    .xTruncate = fault_xtruncate,
    .xSync = fault_xsync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_is_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
};

// The disk.

static int fault_xopen(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *found) {
    fault_disk *disk = DISK(vfs);
    struct fault_file *opened = FILE_OF(file);
    memset(opened, 0, sizeof(struct fault_file));
    int has_file = path != NULL && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0;
    pthread_mutex_lock(&disk->lock);
    enum fate fate = fate_of(disk, fault_open);
    int code = SQLITE_CANTOPEN;
    if (fate == passes) {
        int exists = 0;
        struct shadow *shadow = has_file ? find_shadow(disk, path) : NULL;
        if (has_file) disk->real->xAccess(disk->real, path, SQLITE_ACCESS_EXISTS, &exists);
        if (disk->is_read_only && (flags & SQLITE_OPEN_READWRITE))
            flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
        code = disk->real->xOpen(disk->real, path, opened->real, flags, found);
        if (code == SQLITE_OK && shadow != NULL && !exists && shadow_note(shadow, change_create, 0, NULL, 0) != 0)
            code = SQLITE_IOERR_NOMEM;
        if (code == SQLITE_OK) {
            opened->disk = disk;
            opened->shadow = shadow;
            opened->syncs_folder = !exists && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
            opened->base.pMethods = &methods;
        }
    }
    pthread_mutex_unlock(&disk->lock);
    return code;
}

static int fault_xdelete(sqlite3_vfs *vfs, const char *path, int syncs) {
    fault_disk *disk = DISK(vfs);
    pthread_mutex_lock(&disk->lock);
    enum fate fate = fate_of(disk, fault_delete);
    struct shadow *shadow = find_shadow(disk, path);
    int code = fate == passes ? disk->real->xDelete(disk->real, path, 0) : SQLITE_IOERR_DELETE;
    int lands = fate == loses_power || (fate == passes && code == SQLITE_OK);
    if (lands && shadow != NULL) {
        if (shadow_note(shadow, change_delete, 0, NULL, 0) != 0) code = SQLITE_IOERR_NOMEM;
        if (syncs && fate == passes) shadow_sync(shadow);
    }
    pthread_mutex_unlock(&disk->lock);
    return code;
}

static int fault_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    return DISK(vfs)->real->xAccess(DISK(vfs)->real, path, flags, result);
}
static int fault_full_path(sqlite3_vfs *vfs, const char *path, int count, char *result) {
    return DISK(vfs)->real->xFullPathname(DISK(vfs)->real, path, count, result);
}
static int fault_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    return DISK(vfs)->real->xRandomness(DISK(vfs)->real, count, bytes);
}
static int fault_sleep(sqlite3_vfs *vfs, int microseconds) {
    return DISK(vfs)->real->xSleep(DISK(vfs)->real, microseconds);
}
static int fault_time(sqlite3_vfs *vfs, double *time) { return DISK(vfs)->real->xCurrentTime(DISK(vfs)->real, time); }
static int fault_time64(sqlite3_vfs *vfs, sqlite3_int64 *time) {
    return DISK(vfs)->real->xCurrentTimeInt64(DISK(vfs)->real, time);
}
static int fault_last_error(sqlite3_vfs *vfs, int count, char *text) {
    return DISK(vfs)->real->xGetLastError(DISK(vfs)->real, count, text);
}

fault_disk *fault_disk_make(const char *name, int shadows) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    fault_disk *disk = calloc(1, sizeof(fault_disk) + strlen(name) + 1);
    if (real == NULL || disk == NULL) {
        free(disk);
        return NULL;
    }
    strcpy(disk->name, name);
    disk->real = real;
    disk->has_shadows = shadows;
    pthread_mutex_init(&disk->lock, NULL);
    pthread_cond_init(&disk->changed, NULL);
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct fault_file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = disk->name,
        .pAppData = disk,
        .xOpen = fault_xopen,
        .xDelete = fault_xdelete,
        .xAccess = fault_access,
        .xFullPathname = fault_full_path,
        .xRandomness = fault_randomness,
        .xSleep = fault_sleep,
        .xCurrentTime = fault_time,
        .xGetLastError = fault_last_error,
        .xCurrentTimeInt64 = fault_time64,
    };
    sqlite3_vfs_register(&disk->vfs, 0);
    return disk;
}

static void forget_shadows(fault_disk *disk) {
    while (disk->shadows != NULL) {
        struct shadow *shadow = disk->shadows;
        disk->shadows = shadow->next;
        shadow_free(shadow);
    }
}

void fault_disk_free(fault_disk *disk) {
    sqlite3_vfs_unregister(&disk->vfs);
    forget_shadows(disk);
    pthread_cond_destroy(&disk->changed);
    pthread_mutex_destroy(&disk->lock);
    free(disk);
}

void fault_disk_plan(fault_disk *disk, enum fault_plan plan, int kinds, int64_t at, int full) {
    pthread_mutex_lock(&disk->lock);
    disk->plan = plan;
    disk->kinds = kinds;
    disk->at = at;
    disk->is_full = full;
    disk->calls = 0;
    disk->struck = 0;
    pthread_mutex_unlock(&disk->lock);
}

static int64_t read_locked(fault_disk *disk, const int64_t *value) {
    pthread_mutex_lock(&disk->lock);
    int64_t result = *value;
    pthread_mutex_unlock(&disk->lock);
    return result;
}

int64_t fault_disk_calls(fault_disk *disk) { return read_locked(disk, &disk->calls); }
int64_t fault_disk_struck(fault_disk *disk) { return read_locked(disk, &disk->struck); }
int64_t fault_disk_total(fault_disk *disk, enum fault_kind kind) {
    return read_locked(disk, &disk->totals[index_of(kind)]);
}

int fault_disk_is_off(fault_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    int is_off = disk->is_off;
    pthread_mutex_unlock(&disk->lock);
    return is_off;
}

void fault_disk_set_read_only(fault_disk *disk, int is_read_only) {
    pthread_mutex_lock(&disk->lock);
    disk->is_read_only = is_read_only;
    pthread_mutex_unlock(&disk->lock);
}

void fault_disk_hold_syncs(fault_disk *disk, int holds) {
    pthread_mutex_lock(&disk->lock);
    disk->holds_syncs = holds;
    pthread_cond_broadcast(&disk->changed);
    pthread_mutex_unlock(&disk->lock);
}

void fault_disk_await_held(fault_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    while (disk->held == 0) pthread_cond_wait(&disk->changed, &disk->lock);
    pthread_mutex_unlock(&disk->lock);
}

void fault_disk_set_sync_delay(fault_disk *disk, int milliseconds) {
    pthread_mutex_lock(&disk->lock);
    disk->sync_delay = milliseconds;
    pthread_mutex_unlock(&disk->lock);
}

int fault_disk_restore(fault_disk *disk, enum fault_remains remains, uint64_t seed) {
    pthread_mutex_lock(&disk->lock);
    int failure = 0;
    uint64_t dice = seed;
    for (struct shadow *shadow = disk->shadows; shadow != NULL && failure == 0; shadow = shadow->next)
        failure = shadow_restore(shadow, remains, &dice);
    disk->plan = fault_never;
    disk->is_off = 0;
    pthread_mutex_unlock(&disk->lock);
    return failure;
}
