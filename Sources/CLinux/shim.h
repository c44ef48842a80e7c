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

/* Event devices, hidraw and inotify: ioctl() is variadic and its numbers are macros with arguments, neither of which Swift can use.
   Each returns what ioctl(2) returns: -1 with errno on failure. */
#include <linux/hidraw.h>
#include <linux/input.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>

static inline int clinux_event_grab(int descriptor, int on) { return ioctl(descriptor, EVIOCGRAB, on ? 1L : 0L); }

/* Bus, vendor, product and version. */
static inline int clinux_event_id(int descriptor, unsigned short *id) {
    struct input_id found = {0};
    int result = ioctl(descriptor, EVIOCGID, &found);
    id[0] = found.bustype;
    id[1] = found.vendor;
    id[2] = found.product;
    id[3] = found.version;
    return result;
}

/* The following fill a buffer and return how many bytes they wrote. */
static inline int clinux_event_name(int descriptor, void *bytes, unsigned size) {
    return ioctl(descriptor, EVIOCGNAME(size), bytes);
}

static inline int clinux_event_place(int descriptor, void *bytes, unsigned size) {
    return ioctl(descriptor, EVIOCGPHYS(size), bytes);
}

/* What the device can send of one event type; type 0 asks for the types themselves. */
static inline int clinux_event_bits(int descriptor, unsigned type, void *bytes, unsigned size) {
    return ioctl(descriptor, EVIOCGBIT(type, size), bytes);
}

/* The keys that are down now. */
static inline int clinux_event_keys(int descriptor, void *bytes, unsigned size) {
    return ioctl(descriptor, EVIOCGKEY(size), bytes);
}

/* Keeps all events of one type from this descriptor; codes must stand in whole words. */
static inline int clinux_event_hide(int descriptor, unsigned type) {
    unsigned long none[4] = {0};
    struct input_mask mask = {0};
    mask.type = type;
    mask.codes_size = sizeof(none);
    mask.codes_ptr = (unsigned long)none;
    return ioctl(descriptor, EVIOCSMASK, &mask);
}

/* Which clock stamps the events. */
static inline int clinux_event_clock(int descriptor, int clock) { return ioctl(descriptor, EVIOCSCLOCKID, &clock); }

/* The report descriptor; returns its length. */
static inline int clinux_hidraw_descriptor(int descriptor, void *bytes, unsigned size) {
    struct hidraw_report_descriptor found = {0};
    int length = 0;
    if (ioctl(descriptor, HIDIOCGRDESCSIZE, &length) < 0) return -1;
    if (length < 0 || length > HID_MAX_DESCRIPTOR_SIZE) {
        errno = EMSGSIZE;
        return -1;
    }
    found.size = (unsigned)length;
    if (ioctl(descriptor, HIDIOCGRDESC, &found) < 0) return -1;
    if ((unsigned)length > size) length = (int)size;
    __builtin_memcpy(bytes, found.value, (size_t)length);
    return length;
}

/* Bus, vendor and product. */
static inline int clinux_hidraw_id(int descriptor, unsigned short *id) {
    struct hidraw_devinfo found = {0};
    int result = ioctl(descriptor, HIDIOCGRAWINFO, &found);
    id[0] = (unsigned short)found.bustype;
    id[1] = (unsigned short)found.vendor;
    id[2] = (unsigned short)found.product;
    return result;
}

static inline int clinux_hidraw_name(int descriptor, void *bytes, unsigned size) {
    return ioctl(descriptor, HIDIOCGRAWNAME(size), bytes);
}

static inline int clinux_hidraw_place(int descriptor, void *bytes, unsigned size) {
    return ioctl(descriptor, HIDIOCGRAWPHYS(size), bytes);
}

#endif
