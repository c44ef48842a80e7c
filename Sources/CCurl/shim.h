#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take variable arguments, which Swift cannot call.

static inline CURLcode budkavle_curl_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode budkavle_curl_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode budkavle_curl_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*budkavle_curl_writer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode budkavle_curl_write(CURL *handle, budkavle_curl_writer writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
    return code ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

typedef int (*budkavle_curl_progress)(
    void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up);

static inline CURLcode budkavle_curl_watch(CURL *handle, budkavle_curl_progress progress, void *context) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    CURLcode code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    return code ? code : curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
}

static inline long budkavle_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static inline long budkavle_curl_retry_after(CURL *handle) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
    return (long)seconds;
}
