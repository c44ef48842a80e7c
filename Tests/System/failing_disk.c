// Preloaded by test_failing_disk.py: lets the disk under a folder fail in the way that a file names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_failing(const char *way) {
    char found[32] = "";
    FILE *file = fopen(getenv("FAILING_DISK_FILE"), "r");
    if (file) {
        if (fscanf(file, "%31s", found) != 1) found[0] = 0;
        fclose(file);
    }
    return strcmp(found, way) == 0;
}

static int is_under(const char *path) {
    const char *folder = getenv("FAILING_DISK_FOLDER");
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_on(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, sizeof path - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return is_under(path);
}

static int refuses_write(int descriptor) {
    if (!is_on(descriptor)) return 0;
    if (is_failing("full")) errno = ENOSPC;
    else if (is_failing("read-only")) errno = EROFS;
    else return 0;
    return 1;
}

static int refuses_sync(int descriptor) {
    if (!is_on(descriptor)) return 0;
    while (is_failing("hang")) usleep(10000);
    if (!is_failing("broken")) return 0;
    errno = EIO;
    return 1;
}

#define REAL(name, ...) ((__VA_ARGS__)dlsym(RTLD_NEXT, name))

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    if (refuses_write(descriptor)) return -1;
    return REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(descriptor, bytes, count, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

int ftruncate64(int descriptor, off64_t size) {
    if (refuses_write(descriptor)) return -1;
    return REAL("ftruncate64", int (*)(int, off64_t))(descriptor, size);
}

int fdatasync(int descriptor) {
    return refuses_sync(descriptor) ? -1 : REAL("fdatasync", int (*)(int))(descriptor);
}

int fsync(int descriptor) {
    return refuses_sync(descriptor) ? -1 : REAL("fsync", int (*)(int))(descriptor);
}

int access(const char *path, int mode) {
    if ((mode & W_OK) && is_under(path) && is_failing("read-only")) {
        errno = EROFS;
        return -1;
    }
    return REAL("access", int (*)(const char *, int))(path, mode);
}
