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
		image_refuse("too many arguments");
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

/* The keys, in the order of (keys). Those of a text have that of config.text. */
enum key {
	KEY_WORKDIR,
	KEY_HOSTNAME,
	KEY_MEMORY,
	KEY_CPUS,
	KEY_UID,
	KEY_GID,
	KEY_TMPFS,
	KEY_ARG,
	KEY_STDIN,
	KEY_STDOUT,
	KEY_STDERR,
	KEY_CONTROL,
	KEY_SIZE,
	KEY_LOG,
};

/* Each with the words that its value is one of; none: it is for set() to say. */
static const char keys[] = "workdir\0\0"
			   "hostname\0\0"
			   "memory\0\0"
			   "cpus\0\0"
			   "uid\0\0"
			   "gid\0\0"
			   "tmpfs\0\0"
			   "arg\0\0"
			   "console.stdin\0tty|pipe|none\0"
			   "console.stdout\0tty|pipe|none\0"
			   "console.stderr\0console|control\0"
			   "console.control\0\0"
			   "console.size\0\0"
			   "log\0err|warn|info|debug\0";

static int set_window(const char *value)
{
	unsigned columns = 0, n = 0;

	for (; *value; value++) {
		unsigned digit = (unsigned)*value - '0';

		if (digit < 10 && n < 6000) {
			n = n * 10 + digit;
		} else if (*value == 'x' && !columns) {
			columns = n;
			n = 0;
		} else {
			return -EINVAL;
		}
	}
	console_info.columns = (uint16_t)columns;
	console_info.rows = (uint16_t)n;
	return 0;
}

/*
 * Give (value), which is (word) of the key's words, to key (k). Returns < 0 when it takes no such
 * value.
 */
static int set(enum key k, int word, char *value)
{
	enum console_kind *kind = console_info.kind;

	switch (k) {
	case KEY_WORKDIR:
	case KEY_HOSTNAME:
	case KEY_MEMORY:
	case KEY_CPUS:
	case KEY_UID:
	case KEY_GID:
	case KEY_TMPFS:
		config.text[k] = value;
		break;
	case KEY_ARG:
		add(config.args, &config.nr_args, value);
		break;
	case KEY_STDIN:
		kind[0] = (enum console_kind)word;
		break;
	case KEY_STDOUT:
		kind[1] = kind[2] = (enum console_kind)word;
		break;
	case KEY_STDERR:
		control_stderr = word;
		if (word)
			kind[2] = CONSOLE_PIPE;
		break;
	case KEY_CONTROL:
		return control_open(value);
	case KEY_SIZE:
		return set_window(value);
	case KEY_LOG:
		log_level = (enum log_level)word;
		break;
	}
	return word;
}

static void take(char *token)
{
	char *value = cmdline_cut(token);
	const char *words;
	unsigned k = 0;
	int word;

	if (!value)
		image_refuse("'%s' is not key=value", token);
	if (!strncmp(token, "env.", 4)) {
		value[-1] = '=';
		config_add_env(token + 4);
		return;
	}
	for (const char *name = keys; *name; name = words + strlen(words) + 1, k++) {
		words = name + strlen(name) + 1;
		if (strcmp(name, token))
			continue;
		word = *words ? choose(words, value) : 0;
		if (word < 0 || set(k, word, value) < 0)
			image_refuse("%s cannot be '%s'", token, value);
		return;
	}
	if (!LINKED(config_more_key) || !config_more_key(token, value))
		image_refuse("unknown key '%s'", token);
}

void config_read(char *text)
{
	bool arguments = false;
	char *token;
	int kind;

	while ((kind = cmdline_next(&text, &token)) > CMDLINE_END) {
		if (kind == CMDLINE_PLAIN && !strncmp(token, "virtio_mmio.device=", 19)) {
			add(config.devices, &config.nr_devices, token + 19);
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
		image_refuse("open quote");
}
