#pragma once
#include <semaphore.h>
#include <stdint.h>

// GNU extensions that Swift's Glibc module does not show.

// Waits at most this long on the monotonic clock; 0, or -1 with errno.
int budkavle_sem_wait_ms(sem_t *semaphore, uint64_t milliseconds);
void budkavle_name_thread(const char *name);
