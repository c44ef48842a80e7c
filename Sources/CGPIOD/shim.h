/* The few calls of libgpiod that are needed, the same whichever major version is installed.
   Every call answers NULL or -1 with errno set when it fails. */
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdint.h>

enum budkavle_gpio_bias {
    BUDKAVLE_GPIO_BIAS_AS_IS,
    BUDKAVLE_GPIO_BIAS_DISABLED,
    BUDKAVLE_GPIO_BIAS_PULL_UP,
    BUDKAVLE_GPIO_BIAS_PULL_DOWN,
};

enum budkavle_gpio_edges {
    BUDKAVLE_GPIO_NO_EDGES,
    BUDKAVLE_GPIO_RISING_EDGES,
    BUDKAVLE_GPIO_BOTH_EDGES,
};

/* How many edges the kernel keeps of one line until they are read. */
enum { BUDKAVLE_GPIO_QUEUE = 16 };

struct budkavle_gpio_event {
    /* CLOCK_MONOTONIC since Linux 5.7, CLOCK_REALTIME before. */
    uint64_t nanoseconds;
    /* Whether the line became active: active-low is taken into account. */
    int is_active;
};

/* Neither version has a macro that names it; this one of version 1 is gone in version 2. */
#ifdef GPIOD_LINE_BULK_MAX_LINES
#include "gpiod1.h"
#else
#include "gpiod2.h"
#endif
