/* The few calls of libgpiod that are needed, the same whichever major version is installed. */
#pragma once
#include <gpiod.h>

/* Neither version has a macro that names it; this one of version 1 is gone in version 2. */
#ifdef GPIOD_LINE_BULK_MAX_LINES
#include "gpiod1.h"
#else
#include "gpiod2.h"
#endif
