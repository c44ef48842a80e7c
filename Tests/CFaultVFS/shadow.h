#pragma once
#include <stddef.h>
#include <stdint.h>

#include "faultvfs.h"

// What is on the disk of one file, and what was written since.

enum change_kind { change_create, change_write, change_truncate, change_delete };

struct change {
    struct change *next;
    enum change_kind kind;
    // A sync failed over it: no later one brings it down.
    int is_doomed;
    int is_durable;
    int64_t offset;
    size_t count;
    unsigned char bytes[];
};

struct content {
    int exists;
    unsigned char *bytes;
    size_t count;
    size_t capacity;
};

struct shadow {
    struct shadow *next;
    struct content base;
    struct change *first;
    struct change **last;
    char path[];
};

// The shadow of a file that stands on the disk as it is now.
struct shadow *shadow_of(const char *path);
void shadow_free(struct shadow *shadow);
int shadow_note(struct shadow *shadow, enum change_kind kind, int64_t offset, const void *bytes, size_t count);
// Everything that is not doomed is on the disk.
void shadow_sync(struct shadow *shadow);
// The folder is on the disk, and so is whether the file exists.
void shadow_sync_entry(struct shadow *shadow);
void shadow_doom(struct shadow *shadow);
// Rewrites the file. Afterwards it is all on the disk. 0, or errno.
int shadow_restore(struct shadow *shadow, enum fault_remains remains, uint64_t *dice);
