/* libgpiod 1.5 and 1.6, Debian 12. */
#pragma once

typedef struct gpiod_chip budkavle_gpio_chip;
/* A line that is in use by this process. */
typedef struct gpiod_line budkavle_gpio_line;

static inline budkavle_gpio_chip *budkavle_gpio_open(const char *path) { return gpiod_chip_open(path); }
static inline void budkavle_gpio_close(budkavle_gpio_chip *chip) { gpiod_chip_close(chip); }
static inline const char *budkavle_gpio_chip_name(budkavle_gpio_chip *chip) { return gpiod_chip_name(chip); }
static inline const char *budkavle_gpio_chip_label(budkavle_gpio_chip *chip) { return gpiod_chip_label(chip); }
static inline unsigned budkavle_gpio_line_count(budkavle_gpio_chip *chip) { return gpiod_chip_num_lines(chip); }

/* The offset of the first line of this name. */
static inline int budkavle_gpio_find(budkavle_gpio_chip *chip, const char *name) {
    struct gpiod_line *line = gpiod_chip_find_line(chip, name);
    return line ? (int)gpiod_line_offset(line) : -1;
}

/* Who uses a line; NULL for nobody or for somebody without a name. Valid until the next line of the chip is asked
   for. */
static inline const char *budkavle_gpio_line_user(budkavle_gpio_chip *chip, unsigned offset) {
    struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
    return line && gpiod_line_is_used(line) ? gpiod_line_consumer(line) : NULL;
}

static inline int budkavle_gpio_flags(enum budkavle_gpio_bias bias, int is_active_low) {
    int flags = is_active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
    switch (bias) {
    case BUDKAVLE_GPIO_BIAS_DISABLED: return flags | GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
    case BUDKAVLE_GPIO_BIAS_PULL_UP: return flags | GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
    case BUDKAVLE_GPIO_BIAS_PULL_DOWN: return flags | GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
    default: return flags;
    }
}

/* Takes a line as input. Its descriptor never blocks. */
static inline budkavle_gpio_line *budkavle_gpio_request_input(
    budkavle_gpio_chip *chip, unsigned offset, enum budkavle_gpio_edges edges, enum budkavle_gpio_bias bias,
    int is_active_low, const char *user
) {
    struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
    struct gpiod_line_request_config config = {.consumer = user, .flags = budkavle_gpio_flags(bias, is_active_low)};
    if (!line) return NULL;
    switch (edges) {
    case BUDKAVLE_GPIO_RISING_EDGES: config.request_type = GPIOD_LINE_REQUEST_EVENT_RISING_EDGE; break;
    case BUDKAVLE_GPIO_BOTH_EDGES: config.request_type = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES; break;
    default: config.request_type = GPIOD_LINE_REQUEST_DIRECTION_INPUT;
    }
    if (gpiod_line_request(line, &config, 0)) return NULL;
    if (edges != BUDKAVLE_GPIO_NO_EDGES) {
        int descriptor = gpiod_line_event_get_fd(line);
        int flags = fcntl(descriptor, F_GETFL);
        if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)) {
            int error = errno;
            gpiod_line_release(line);
            errno = error;
            return NULL;
        }
    }
    return line;
}

/* Takes a line as output, which is active or not from the start. */
static inline budkavle_gpio_line *budkavle_gpio_request_output(
    budkavle_gpio_chip *chip, unsigned offset, int is_active, int is_active_low, const char *user
) {
    struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
    struct gpiod_line_request_config config = {
        .consumer = user,
        .request_type = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT,
        .flags = budkavle_gpio_flags(BUDKAVLE_GPIO_BIAS_AS_IS, is_active_low),
    };
    return line && gpiod_line_request(line, &config, is_active) == 0 ? line : NULL;
}

static inline void budkavle_gpio_release(budkavle_gpio_line *line) { gpiod_line_release(line); }

/* What can be polled for edges of a line that was taken with edges; it belongs to the line. */
static inline int budkavle_gpio_descriptor(budkavle_gpio_line *line) { return gpiod_line_event_get_fd(line); }

/* 1 while the line is active, else 0. */
static inline int budkavle_gpio_level(budkavle_gpio_line *line) { return gpiod_line_get_value(line); }
static inline int budkavle_gpio_set(budkavle_gpio_line *line, int is_active) {
    return gpiod_line_set_value(line, is_active);
}

/* Reads what waits, at most a whole queue; EAGAIN when nothing does. */
static inline int budkavle_gpio_read(budkavle_gpio_line *line, struct budkavle_gpio_event *events) {
    struct gpiod_line_event read[BUDKAVLE_GPIO_QUEUE];
    int count = gpiod_line_event_read_multiple(line, read, BUDKAVLE_GPIO_QUEUE);
    for (int index = 0; index < count; index++) {
        events[index].nanoseconds = (uint64_t)read[index].ts.tv_sec * 1000000000u + (uint64_t)read[index].ts.tv_nsec;
        events[index].is_active = read[index].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
    }
    return count;
}
