#include "shadow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { sector = 512 };

static int resize(struct content *content, size_t count) {
    if (count > content->capacity) {
        size_t capacity = count > 2 * content->capacity ? count : 2 * content->capacity;
        unsigned char *bytes = realloc(content->bytes, capacity);
        if (bytes == NULL) return -1;
        content->bytes = bytes;
        content->capacity = capacity;
    }
    if (count > content->count) memset(content->bytes + content->count, 0, count - content->count);
    content->count = count;
    return 0;
}

static int put(struct content *content, int64_t offset, const unsigned char *bytes, size_t count) {
    size_t end = (size_t)offset + count;
    if (end > content->count && resize(content, end) != 0) return -1;
    memcpy(content->bytes + offset, bytes, count);
    return 0;
}

static int apply(struct content *content, const struct change *change) {
    switch (change->kind) {
    case change_create: content->exists = 1; return resize(content, 0);
    case change_delete: content->exists = 0; return resize(content, 0);
    case change_truncate: return content->exists ? resize(content, (size_t)change->offset) : 0;
    case change_write: return content->exists ? put(content, change->offset, change->bytes, change->count) : 0;
    }
    return 0;
}

static uint64_t roll(uint64_t *dice) {
    uint64_t mixed = (*dice += 0x9E3779B97F4A7C15);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

static int apply_torn(struct content *content, const struct change *change, uint64_t *dice) {
    size_t start = 0;
    while (start < change->count && content->exists) {
        size_t whole = sector - (size_t)(change->offset + (int64_t)start) % sector;
        size_t count = whole < change->count - start ? whole : change->count - start;
        if (roll(dice) & 1 && put(content, change->offset + (int64_t)start, change->bytes + start, count) != 0)
            return -1;
        start += count;
    }
    return 0;
}

struct shadow *shadow_of(const char *path) {
    struct shadow *shadow = calloc(1, sizeof(struct shadow) + strlen(path) + 1);
    if (shadow == NULL) return NULL;
    strcpy(shadow->path, path);
    shadow->last = &shadow->first;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return shadow;
    struct stat information;
    shadow->base.exists = 1;
    if (fstat(descriptor, &information) != 0 || resize(&shadow->base, (size_t)information.st_size) != 0
        || read(descriptor, shadow->base.bytes, shadow->base.count) != (ssize_t)shadow->base.count) {
        shadow_free(shadow);
        shadow = NULL;
    }
    close(descriptor);
    return shadow;
}

static void forget_changes(struct shadow *shadow) {
    while (shadow->first != NULL) {
        struct change *change = shadow->first;
        shadow->first = change->next;
        free(change);
    }
    shadow->last = &shadow->first;
}

void shadow_free(struct shadow *shadow) {
    forget_changes(shadow);
    free(shadow->base.bytes);
    free(shadow);
}

int shadow_note(struct shadow *shadow, enum change_kind kind, int64_t offset, const void *bytes, size_t count) {
    struct change *change = calloc(1, sizeof(struct change) + count);
    if (change == NULL) return -1;
    change->kind = kind;
    change->offset = offset;
    change->count = count;
    if (count > 0) memcpy(change->bytes, bytes, count);
    *shadow->last = change;
    shadow->last = &change->next;
    return 0;
}

static int is_entry(const struct change *change) {
    return change->kind == change_create || change->kind == change_delete;
}

static void fold_durable(struct shadow *shadow) {
    while (shadow->first != NULL && shadow->first->is_durable) {
        struct change *change = shadow->first;
        if (apply(&shadow->base, change) != 0) return;
        shadow->first = change->next;
        free(change);
    }
    if (shadow->first == NULL) shadow->last = &shadow->first;
}

void shadow_sync(struct shadow *shadow) {
    for (struct change *change = shadow->first; change != NULL; change = change->next)
        if (!change->is_doomed) change->is_durable = 1;
    fold_durable(shadow);
}

void shadow_sync_entry(struct shadow *shadow) {
    for (struct change *change = shadow->first; change != NULL; change = change->next)
        if (is_entry(change)) change->is_durable = 1;
    fold_durable(shadow);
}

void shadow_doom(struct shadow *shadow) {
    for (struct change *change = shadow->first; change != NULL; change = change->next)
        if (!change->is_durable && !is_entry(change)) change->is_doomed = 1;
}

static int rewrite(const struct shadow *shadow) {
    if (!shadow->base.exists) return unlink(shadow->path) == 0 || errno == ENOENT ? 0 : errno;
    int descriptor = open(shadow->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    int is_written = write(descriptor, shadow->base.bytes, shadow->base.count) == (ssize_t)shadow->base.count;
    int failure = is_written ? 0 : EIO;
    close(descriptor);
    return failure;
}

int shadow_restore(struct shadow *shadow, enum fault_remains remains, uint64_t *dice) {
    // A file's creation and removal are ordered: what comes after one that did not happen did not happen either.
    int is_cut = 0;
    for (struct change *change = shadow->first; change != NULL; change = change->next) {
        int failure = 0;
        if (change->is_durable)
            failure = apply(&shadow->base, change);
        else if (is_cut || remains == fault_remains_synced)
            is_cut = is_cut || is_entry(change);
        else if (remains == fault_remains_all)
            failure = apply(&shadow->base, change);
        else if (remains == fault_remains_torn && change->kind == change_write)
            failure = apply_torn(&shadow->base, change, dice);
        else if (roll(dice) & 1)
            failure = apply(&shadow->base, change);
        else
            is_cut = is_entry(change);
        if (failure != 0) return ENOMEM;
    }
    forget_changes(shadow);
    return rewrite(shadow);
}
