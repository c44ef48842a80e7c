#pragma once

/// How often the calling thread asked for memory on the heap. Linking this target counts every call.
unsigned long allocations_count(void);
