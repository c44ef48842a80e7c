/* Takes the lines of an emulated chip through the shim over libgpiod, whichever version this was built with.

       lines CHIP STATE LIVE

   CHIP is the device, STATE the folder in which the kernel shows and pulls its lines, LIVE the file that unplugs it. The chip has
   16 lines; the one at offset 3 is called rig-3, the chip rig-lines. Prints one line a check; exits 1 if one failed. */
#include <dirent.h>
#include <poll.h>
#include <shim.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Microseconds. gpio-sim makes one edge of two that are closer than the kernel's tick of 10 ms. */
enum { TICK = 20000 };

static const char *state;
static int failures;

static void check(int is_so, const char *what) {
    printf("%s %s\n", is_so ? "ok" : "failed", what);
    if (!is_so) failures++;
}

static void put(const char *path, const char *text) {
    int file = open(path, O_WRONLY);
    if (file < 0 || write(file, text, strlen(text)) < 0) check(0, path);
    if (file >= 0) close(file);
}

static void pull(int line, int is_high) {
    char path[256];
    snprintf(path, sizeof path, "%s/sim_gpio%d/pull", state, line);
    put(path, is_high ? "pull-up" : "pull-down");
}

static int is_high(int line) {
    char path[256], text[2] = {0};
    snprintf(path, sizeof path, "%s/sim_gpio%d/value", state, line);
    int file = open(path, O_RDONLY);
    if (file < 0 || read(file, text, 1) != 1) return -1;
    close(file);
    return text[0] == '1';
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static short ready(budkavle_gpio_line *line, int milliseconds) {
    struct pollfd query = {.fd = budkavle_gpio_descriptor(line), .events = POLLIN};
    return poll(&query, 1, milliseconds) > 0 ? query.revents : 0;
}

static int descriptors(void) {
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

/* Whether a call was refused for this reason. */
#define REFUSED(call, reason) (errno = 0, !(call) && errno == (reason))

static void look(budkavle_gpio_chip *chip, const char *path) {
    check(strcmp(budkavle_gpio_chip_name(chip), strrchr(path, '/') + 1) == 0, "the chip's name");
    check(strcmp(budkavle_gpio_chip_label(chip), "rig-lines") == 0, "the chip's label");
    check(budkavle_gpio_line_count(chip) == 16, "the number of lines");
    check(budkavle_gpio_find(chip, "rig-3") == 3, "a line found by its name");
    check(budkavle_gpio_find(chip, "rig-4") == -1, "no line of another name");
    check(!budkavle_gpio_line_user(chip, 3), "nobody uses a free line");
    check(!budkavle_gpio_line_user(chip, 16), "nor one beyond the last");
}

static void edges(budkavle_gpio_chip *chip, const char *path) {
    struct budkavle_gpio_event events[BUDKAVLE_GPIO_QUEUE];
    pull(3, 0);
    budkavle_gpio_line *line =
        budkavle_gpio_request_input(chip, 3, BUDKAVLE_GPIO_BOTH_EDGES, BUDKAVLE_GPIO_BIAS_AS_IS, 0, "rig");
    check(line != NULL, "an input with edges");
    if (!line) return;
    check(budkavle_gpio_read(line, events) == -1 && errno == EAGAIN, "nothing waits, and nothing blocks");
    uint64_t before = now();
    pull(3, 1);
    check(ready(line, 1000) == POLLIN, "an edge wakes");
    check(budkavle_gpio_read(line, events) == 1 && events[0].is_active, "one edge, to active");
    check(events[0].nanoseconds >= before && events[0].nanoseconds <= now(), "its stamp is CLOCK_MONOTONIC");
    check(budkavle_gpio_level(line) == 1, "the level behind it");
    for (int edge = 0; edge < 3 * BUDKAVLE_GPIO_QUEUE; edge++) {
        pull(3, edge % 2);
        usleep(TICK);
    }
    check(budkavle_gpio_read(line, events) == BUDKAVLE_GPIO_QUEUE, "a full queue is read at once");
    check(budkavle_gpio_read(line, events) == -1 && errno == EAGAIN, "what was too much is gone");
    const char *user = budkavle_gpio_line_user(chip, 3);
    check(user && strcmp(user, "rig") == 0, "the user of a taken line");
    budkavle_gpio_chip *other = budkavle_gpio_open(path);
    check(other && REFUSED(budkavle_gpio_request_output(other, 3, 0, 0, "other"), EBUSY), "a taken line is busy");
    if (other) budkavle_gpio_close(other);
    budkavle_gpio_release(line);
    check(!budkavle_gpio_line_user(chip, 3), "a line is free again");
}

static void settings(budkavle_gpio_chip *chip) {
    struct budkavle_gpio_event events[BUDKAVLE_GPIO_QUEUE];
    pull(5, 1);
    budkavle_gpio_line *low =
        budkavle_gpio_request_input(chip, 5, BUDKAVLE_GPIO_BOTH_EDGES, BUDKAVLE_GPIO_BIAS_AS_IS, 1, "rig");
    check(low && budkavle_gpio_level(low) == 0, "active low: high is inactive");
    pull(5, 0);
    check(low && ready(low, 1000) == POLLIN && budkavle_gpio_read(low, events) == 1 && events[0].is_active &&
              budkavle_gpio_level(low) == 1, "active low: an edge down is one to active");
    if (low) budkavle_gpio_release(low);
    pull(6, 0);
    budkavle_gpio_line *rising =
        budkavle_gpio_request_input(chip, 6, BUDKAVLE_GPIO_RISING_EDGES, BUDKAVLE_GPIO_BIAS_AS_IS, 0, "rig");
    pull(6, 1);
    check(rising && ready(rising, 1000) == POLLIN && budkavle_gpio_read(rising, events) == 1 && events[0].is_active,
          "rising edges alone: up");
    pull(6, 0);
    usleep(TICK);
    check(rising && budkavle_gpio_read(rising, events) == -1 && errno == EAGAIN, "rising edges alone: down");
    if (rising) budkavle_gpio_release(rising);
    static const enum budkavle_gpio_bias biases[] = {BUDKAVLE_GPIO_BIAS_PULL_UP, BUDKAVLE_GPIO_BIAS_PULL_DOWN};
    for (int level = 1; level >= 0; level--) {
        pull(7, !level);
        budkavle_gpio_line *biased =
            budkavle_gpio_request_input(chip, 7, BUDKAVLE_GPIO_NO_EDGES, biases[1 - level], 0, "rig");
        check(biased && budkavle_gpio_level(biased) == level, level ? "bias up" : "bias down");
        if (biased) budkavle_gpio_release(biased);
    }
}

static void outputs(budkavle_gpio_chip *chip) {
    for (int is_low = 0; is_low < 2; is_low++) {
        budkavle_gpio_line *line = budkavle_gpio_request_output(chip, 9, 1, is_low, "rig");
        check(line && is_high(9) == !is_low && budkavle_gpio_level(line) == 1, "an output is active from the start");
        check(line && budkavle_gpio_set(line, 0) == 0 && is_high(9) == is_low && budkavle_gpio_level(line) == 0,
              "an output is set");
        if (line) budkavle_gpio_release(line);
    }
    check(REFUSED(budkavle_gpio_request_output(chip, 16, 0, 0, "rig"), EINVAL), "no output beyond the last line");
    check(REFUSED(budkavle_gpio_request_input(chip, 16, BUDKAVLE_GPIO_BOTH_EDGES, BUDKAVLE_GPIO_BIAS_AS_IS, 0, "rig"),
                  EINVAL), "no input beyond the last line");
}

static void unplug(budkavle_gpio_chip *chip, const char *live) {
    struct budkavle_gpio_event events[BUDKAVLE_GPIO_QUEUE];
    budkavle_gpio_line *input =
        budkavle_gpio_request_input(chip, 3, BUDKAVLE_GPIO_BOTH_EDGES, BUDKAVLE_GPIO_BIAS_AS_IS, 0, "rig");
    budkavle_gpio_line *output = budkavle_gpio_request_output(chip, 9, 1, 0, "rig");
    check(input && output, "lines of a chip that is about to go");
    put(live, "0");
    if (input && output) {
        check(budkavle_gpio_level(input) == -1 && errno == ENODEV, "no level without a chip");
        check(budkavle_gpio_set(output, 0) == -1 && errno == ENODEV, "no output without a chip");
        check(budkavle_gpio_read(input, events) == -1, "no edge without a chip");
        budkavle_gpio_release(input);
        budkavle_gpio_release(output);
    }
    check(REFUSED(budkavle_gpio_request_output(chip, 9, 1, 0, "rig"), ENODEV), "no line without a chip");
}

int main(int count, char **words) {
    if (count != 4) return 64;
    state = words[2];
    setvbuf(stdout, NULL, _IOLBF, 0);
    int before = descriptors();
    check(REFUSED(budkavle_gpio_open("/dev/nowhere"), ENOENT), "no chip where there is nothing");
    check((errno = 0, !budkavle_gpio_open("/dev/null")) && errno != 0, "no chip that is none");
    budkavle_gpio_chip *chip = budkavle_gpio_open(words[1]);
    check(chip != NULL, "a chip");
    if (chip) {
        look(chip, words[1]);
        edges(chip, words[1]);
        settings(chip);
        outputs(chip);
        unplug(chip, words[3]);
        budkavle_gpio_close(chip);
    }
    check(descriptors() == before, "every descriptor is closed");
    return failures ? 1 : 0;
}
