#ifndef BUDKAVLE_CLINUX_SHIM_H
#define BUDKAVLE_CLINUX_SHIM_H

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timex.h>
#include <unistd.h>

static volatile int clinux_signal_descriptor = -1;

/* Async-signal-safe: one write to a non-blocking pipe, errno kept. */
static inline void clinux_signal_arrived(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(clinux_signal_descriptor, &byte, 1);
    (void)written;
    errno = saved;
}

/* Sends the number of each arriving signal, one byte, to the descriptor. Returns 0, or -1 with errno. */
static inline int clinux_route_signal(int number, int descriptor) {
    struct sigaction action = {0};
    clinux_signal_descriptor = descriptor;
    action.sa_handler = clinux_signal_arrived;
    action.sa_flags = SA_RESTART;
    return sigaction(number, &action, NULL);
}

/* Restores the default action of a signal. */
static inline int clinux_reset_signal(int number) {
    struct sigaction action = {0};
    action.sa_handler = SIG_DFL;
    return sigaction(number, &action, NULL);
}

/* Of fcntl.h, which shows it only to who defines _GNU_SOURCE before everything else. */
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);

/* Allocates the first bytes of a file; its size stays when keeps_size is set. Returns 0, or -1 with errno. */
static inline int clinux_allocate(int descriptor, int keeps_size, off_t bytes) {
    return fallocate(descriptor, keeps_size ? 1 : 0, 0, bytes);
}

#endif
