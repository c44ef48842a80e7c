#pragma once
#include <modbus/modbus.h>

// Swift does not see macros that are calculated from an enumerator.
enum {
    BUDKAVLE_BAD_CRC = EMBBADCRC,
    BUDKAVLE_BAD_DATA = EMBBADDATA,
    BUDKAVLE_TOO_MUCH_DATA = EMBMDATA,
    BUDKAVLE_BAD_SLAVE = EMBBADSLAVE,
};
