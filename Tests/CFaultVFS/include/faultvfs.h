#pragma once
#include <stdint.h>

// A disk for tests: a SQLite VFS over the default one that counts calls, fails them as planned, and knows what a power
// cut would leave. Syncs are modelled and never reach the kernel. Every call may be made from any thread.

typedef struct fault_disk fault_disk;

enum fault_kind {
    fault_write = 1,
    fault_sync = 2,
    fault_truncate = 4,
    fault_delete = 8,
    fault_open = 16,
    fault_read = 32,
    // A write behind the end of its file; counted beside being a write.
    fault_growth = 64,
};

enum fault_plan {
    // Nothing fails.
    fault_never,
    // The call fails and changes nothing. Data that a failed sync was to bring down is never brought down by a later one.
    fault_once,
    // Of a write the first half lands, then it fails; other calls fail as above.
    fault_torn,
    // This call fails and every later one of the kinds.
    fault_dead,
    // The power goes away at this call: every call fails from here on, until fault_disk_restore.
    fault_cut,
};

// Makes a disk and registers it under a name of its own. With `shadows`, what was synced is remembered. NULL without
// memory.
fault_disk *fault_disk_make(const char *name, int shadows);

// No connection may be open on it.
void fault_disk_free(fault_disk *disk);

// From now on calls of these kinds are counted from 1, and the plan begins with number `at`. `full` lets writes fail
// with SQLITE_FULL instead of SQLITE_IOERR_WRITE.
void fault_disk_plan(fault_disk *disk, enum fault_plan plan, int kinds, int64_t at, int full);

// Counted calls since the last plan.
int64_t fault_disk_calls(fault_disk *disk);

// Calls of one kind since the disk was made.
int64_t fault_disk_total(fault_disk *disk, enum fault_kind kind);

// How many calls failed by the present plan.
int64_t fault_disk_struck(fault_disk *disk);

// Whether the power is away.
int fault_disk_is_off(fault_disk *disk);

// A file system that was remounted read-only: open files cannot be written, others open for reading only.
void fault_disk_set_read_only(fault_disk *disk, int is_read_only);

// Lets syncs wait (1) or go on (0).
void fault_disk_hold_syncs(fault_disk *disk, int holds);

// Returns once a sync waits.
void fault_disk_await_held(fault_disk *disk);

// How long each sync takes.
void fault_disk_set_sync_delay(fault_disk *disk, int milliseconds);

enum fault_remains {
    // Nothing that was not synced reaches the disk.
    fault_remains_synced,
    // Everything does.
    fault_remains_all,
    // Each call does or does not.
    fault_remains_some,
    // Each sector of 512 bytes does or does not.
    fault_remains_torn,
};

// Rewrites every file to what a power cut leaves, and gives power again. No connection may be open. 0, or errno.
int fault_disk_restore(fault_disk *disk, enum fault_remains remains, uint64_t seed);
