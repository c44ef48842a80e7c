#define _GNU_SOURCE
#include "cthread.h"
#include <pthread.h>
#include <time.h>

int budkavle_sem_wait_ms(sem_t *semaphore, uint64_t milliseconds) {
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    uint64_t nanoseconds = (uint64_t)deadline.tv_nsec + milliseconds % 1000 * 1000000;
    deadline.tv_sec += (time_t)(milliseconds / 1000 + nanoseconds / 1000000000);
    deadline.tv_nsec = (long)(nanoseconds % 1000000000);
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
}

void budkavle_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
