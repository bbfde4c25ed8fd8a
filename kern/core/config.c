/* SPDX-License-Identifier: MIT */
/*
 * The configuration keys of the library OS, and the reader of all keys.
 *
 * Every image carries this and most are given two keys, so it is one loop over a table. What a key
 * means belongs to whoever uses it; here values only find their place.
 */
#include "base/cmdline.h"
#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/dev/control.h"
#include "kern/core/image.h"
#include "kern/dev/console.h"

struct config config;

static void add(char **list, size_t *n, char *text)
{
	if (*n == CONFIG_LIST_MAX - 1)
		image_refuse("more than %d arguments or variables", CONFIG_LIST_MAX - 1);
	list[(*n)++] = text;
}

void config_add_env(char *text)
{
	size_t name = (size_t)(strchr(text, '=') - text) + 1;

	for (size_t i = 0; i < config.nr_env; i++) {
		if (!strncmp(config.env[i], text, name)) {
			config.env[i] = text;
			return;
		}
	}
	add(config.env, &config.nr_env, text);
}

/* The place of (value) in the list (words), which is "one|two|three"; -1 when it is not there. */
static int choose(const char *words, const char *value)
{
	size_t n = strlen(value);

	for (int i = 0;; i++, words++) {
		if (!strncmp(words, value, n) && (words[n] == '|' || !words[n]))
			return i;
		words = strchr(words, '|');
		if (!words)
			return -1;
	}
}

/* The keys, in the order of (key_names). */
enum key {
	KEY_ARG,
	KEY_WORKDIR,
	KEY_HOSTNAME,
	KEY_STDIN,
	KEY_STDOUT,
	KEY_STDERR,
	KEY_CONTROL,
	KEY_SIZE,
	KEY_LOG,
	KEY_MEMORY,
};

static const char key_names[] = "arg|workdir|hostname|console.stdin|console.stdout|console.stderr|"
				"console.control|console.size|log|memory";

static const char stream_words[] = "tty|pipe|none";

static int set_window(const char *value)
{
	unsigned size[2] = { 0, 0 }, i = 0;

	for (; *value; value++) {
		if (*value == 'x' && !i)
			i = 1;
		else if (*value >= '0' && *value <= '9' && size[i] < 6000)
			size[i] = size[i] * 10 + (unsigned)(*value - '0');
		else
			return -EINVAL;
	}
	console_info.columns = (uint16_t)size[0];
	console_info.rows = (uint16_t)size[1];
	return 0;
}

/* Give (value) to key (k). Returns < 0 when it is not one that the key takes. */
static int set(enum key k, char *value)
{
	int word = 0;

	switch (k) {
	case KEY_ARG:
		add(config.args, &config.nr_args, value);
		return 0;
	case KEY_WORKDIR:
		config.workdir = value;
		return 0;
	case KEY_HOSTNAME:
		config.hostname = value;
		return 0;
	case KEY_STDIN:
		word = choose(stream_words, value);
		console_info.kind[0] = (enum console_kind)word;
		return word;
	case KEY_STDOUT:
		word = choose(stream_words, value);
		console_info.kind[1] = console_info.kind[2] = (enum console_kind)word;
		return word;
	case KEY_STDERR:
		word = choose("console|control", value);
		control_stderr = word == 1;
		if (control_stderr)
			console_info.kind[2] = CONSOLE_PIPE;
		return word;
	case KEY_CONTROL:
		return control_open(value);
	case KEY_SIZE:
		return set_window(value);
	case KEY_LOG:
		word = choose("err|warn|info|debug", value);
		log_level = (enum log_level)word;
		return word;
	case KEY_MEMORY:
		config.memory = value;
		return 0;
	}
	return -EINVAL;
}

static void take(char *token)
{
	char *value = cmdline_cut(token);
	int key;

	if (!value)
		image_refuse("configuration: '%s' is not key=value", token);
	if (!strncmp(token, "env.", 4)) {
		value[-1] = '=';
		config_add_env(token + 4);
		return;
	}
	key = choose(key_names, token);
	if (key >= 0) {
		if (set((enum key)key, value) < 0)
			image_refuse("configuration: %s: '%s' is not a value for it", token, value);
		return;
	}
	if (!LINKED(config_app_key) || !config_app_key(token, value))
		image_refuse("configuration: unknown key '%s'", token);
}

void config_read(char *text)
{
	bool arguments = false;
	char *token;
	int kind;

	while ((kind = cmdline_next(&text, &token)) > CMDLINE_END) {
		if (kind == CMDLINE_PLAIN && !strncmp(token, "virtio_mmio.device=", 19)) {
			if (config.nr_devices < CONFIG_DEVICES_MAX)
				config.devices[config.nr_devices++] = token + 19;
		} else if (arguments) {
			add(config.args, &config.nr_args, token);
		} else if (kind == CMDLINE_PLAIN && !strcmp(token, "--")) {
			arguments = true;
			config.nr_args = 1; /* they take the place of earlier ones */
		} else {
			take(token);
		}
	}
	if (kind < 0)
		image_refuse("configuration: a quote is not closed");
}
