#pragma once

/// How often this process asked for memory on the heap. Linking this target counts every call.
unsigned long allocations_count(void);
