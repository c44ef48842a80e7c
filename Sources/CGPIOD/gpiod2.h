/* libgpiod 2, Debian 13: what gpiod1.h defines, by the calls of this version. */
#pragma once
#include <stdlib.h>

/* Never defined, so that whoever uses them sees the same as with version 1. */
typedef struct budkavle_gpio_some_chip budkavle_gpio_chip;
typedef struct budkavle_gpio_some_line budkavle_gpio_line;

struct budkavle_gpio_chip2 {
    struct gpiod_chip *chip;
    struct gpiod_chip_info *info;
    /* The line that was looked at last; its strings are in use. */
    struct gpiod_line_info *line;
};

struct budkavle_gpio_line2 {
    struct gpiod_line_request *request;
    /* NULL for a line without edges. */
    struct gpiod_edge_event_buffer *events;
    unsigned offset;
};

static inline struct budkavle_gpio_chip2 *budkavle_gpio_chip2_of(budkavle_gpio_chip *chip) {
    return (struct budkavle_gpio_chip2 *)chip;
}
static inline struct budkavle_gpio_line2 *budkavle_gpio_line2_of(budkavle_gpio_line *line) {
    return (struct budkavle_gpio_line2 *)line;
}

static inline void budkavle_gpio_close(budkavle_gpio_chip *chip) {
    struct budkavle_gpio_chip2 *all = budkavle_gpio_chip2_of(chip);
    if (all->line) gpiod_line_info_free(all->line);
    if (all->info) gpiod_chip_info_free(all->info);
    if (all->chip) gpiod_chip_close(all->chip);
    free(all);
}

static inline budkavle_gpio_chip *budkavle_gpio_open(const char *path) {
    struct budkavle_gpio_chip2 *all = calloc(1, sizeof *all);
    if (!all) return NULL;
    all->chip = gpiod_chip_open(path);
    all->info = all->chip ? gpiod_chip_get_info(all->chip) : NULL;
    if (!all->info) {
        int error = errno;
        budkavle_gpio_close((budkavle_gpio_chip *)all);
        errno = error;
        return NULL;
    }
    return (budkavle_gpio_chip *)all;
}

static inline const char *budkavle_gpio_chip_name(budkavle_gpio_chip *chip) {
    return gpiod_chip_info_get_name(budkavle_gpio_chip2_of(chip)->info);
}
static inline const char *budkavle_gpio_chip_label(budkavle_gpio_chip *chip) {
    return gpiod_chip_info_get_label(budkavle_gpio_chip2_of(chip)->info);
}
static inline unsigned budkavle_gpio_line_count(budkavle_gpio_chip *chip) {
    return (unsigned)gpiod_chip_info_get_num_lines(budkavle_gpio_chip2_of(chip)->info);
}
static inline int budkavle_gpio_find(budkavle_gpio_chip *chip, const char *name) {
    return gpiod_chip_get_line_offset_from_name(budkavle_gpio_chip2_of(chip)->chip, name);
}

static inline const char *budkavle_gpio_line_user(budkavle_gpio_chip *chip, unsigned offset) {
    struct budkavle_gpio_chip2 *all = budkavle_gpio_chip2_of(chip);
    if (all->line) gpiod_line_info_free(all->line);
    all->line = gpiod_chip_get_line_info(all->chip, offset);
    return all->line && gpiod_line_info_is_used(all->line) ? gpiod_line_info_get_consumer(all->line) : NULL;
}

static inline void budkavle_gpio_release(budkavle_gpio_line *line) {
    struct budkavle_gpio_line2 *all = budkavle_gpio_line2_of(line);
    if (all->events) gpiod_edge_event_buffer_free(all->events);
    if (all->request) gpiod_line_request_release(all->request);
    free(all);
}

/* Takes one line as its settings say. */
static inline budkavle_gpio_line *budkavle_gpio_request(
    budkavle_gpio_chip *chip, unsigned offset, struct gpiod_line_settings *settings, int has_edges, const char *user
) {
    struct budkavle_gpio_line2 *all = calloc(1, sizeof *all);
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *config = gpiod_request_config_new();
    int is_taken = 0, error;
    if (all && lines && config && gpiod_line_config_add_line_settings(lines, &offset, 1, settings) == 0) {
        gpiod_request_config_set_consumer(config, user);
        gpiod_request_config_set_event_buffer_size(config, BUDKAVLE_GPIO_QUEUE);
        all->offset = offset;
        all->request = gpiod_chip_request_lines(budkavle_gpio_chip2_of(chip)->chip, config, lines);
        is_taken = all->request != NULL;
        if (is_taken && has_edges) {
            int descriptor = gpiod_line_request_get_fd(all->request);
            int flags = fcntl(descriptor, F_GETFL);
            all->events = gpiod_edge_event_buffer_new(BUDKAVLE_GPIO_QUEUE);
            is_taken = all->events && flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
        }
    }
    error = errno;
    if (config) gpiod_request_config_free(config);
    if (lines) gpiod_line_config_free(lines);
    if (!is_taken && all) budkavle_gpio_release((budkavle_gpio_line *)all);
    errno = error;
    return is_taken ? (budkavle_gpio_line *)all : NULL;
}

static inline budkavle_gpio_line *budkavle_gpio_request_input(
    budkavle_gpio_chip *chip, unsigned offset, enum budkavle_gpio_edges edges, enum budkavle_gpio_bias bias,
    int is_active_low, const char *user
) {
    static const enum gpiod_line_edge detected[] = {GPIOD_LINE_EDGE_NONE, GPIOD_LINE_EDGE_RISING, GPIOD_LINE_EDGE_BOTH};
    static const enum gpiod_line_bias biases[] = {
        GPIOD_LINE_BIAS_AS_IS, GPIOD_LINE_BIAS_DISABLED, GPIOD_LINE_BIAS_PULL_UP, GPIOD_LINE_BIAS_PULL_DOWN,
    };
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    budkavle_gpio_line *line = NULL;
    int error;
    if (!settings) return NULL;
    gpiod_line_settings_set_active_low(settings, is_active_low != 0);
    if (gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT) == 0 &&
        gpiod_line_settings_set_edge_detection(settings, detected[edges]) == 0 &&
        gpiod_line_settings_set_bias(settings, biases[bias]) == 0)
        line = budkavle_gpio_request(chip, offset, settings, edges != BUDKAVLE_GPIO_NO_EDGES, user);
    error = errno;
    gpiod_line_settings_free(settings);
    errno = error;
    return line;
}

static inline budkavle_gpio_line *budkavle_gpio_request_output(
    budkavle_gpio_chip *chip, unsigned offset, int is_active, int is_active_low, const char *user
) {
    enum gpiod_line_value value = is_active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    budkavle_gpio_line *line = NULL;
    int error;
    if (!settings) return NULL;
    gpiod_line_settings_set_active_low(settings, is_active_low != 0);
    if (gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT) == 0 &&
        gpiod_line_settings_set_output_value(settings, value) == 0)
        line = budkavle_gpio_request(chip, offset, settings, 0, user);
    error = errno;
    gpiod_line_settings_free(settings);
    errno = error;
    return line;
}

static inline int budkavle_gpio_descriptor(budkavle_gpio_line *line) {
    return gpiod_line_request_get_fd(budkavle_gpio_line2_of(line)->request);
}
static inline int budkavle_gpio_level(budkavle_gpio_line *line) {
    struct budkavle_gpio_line2 *all = budkavle_gpio_line2_of(line);
    return gpiod_line_request_get_value(all->request, all->offset);
}
static inline int budkavle_gpio_set(budkavle_gpio_line *line, int is_active) {
    struct budkavle_gpio_line2 *all = budkavle_gpio_line2_of(line);
    enum gpiod_line_value value = is_active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    return gpiod_line_request_set_value(all->request, all->offset, value);
}

static inline int budkavle_gpio_read(budkavle_gpio_line *line, struct budkavle_gpio_event *events) {
    struct budkavle_gpio_line2 *all = budkavle_gpio_line2_of(line);
    int count = gpiod_line_request_read_edge_events(all->request, all->events, BUDKAVLE_GPIO_QUEUE);
    for (int index = 0; index < count; index++) {
        struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(all->events, (unsigned long)index);
        events[index].nanoseconds = gpiod_edge_event_get_timestamp_ns(event);
        events[index].is_active = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE;
    }
    return count;
}
