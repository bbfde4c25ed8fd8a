/* SPDX-License-Identifier: MIT */
/*
 * Late-bound configuration: keys with values, from the build, then from the monitor's command line
 * or the process environment. The keys of the library OS are a table in config.c; those of the
 * application come from the schema in the image (config_app.c, only in images that have one).
 */
#ifndef KERN_CORE_CONFIG_H
#define KERN_CORE_CONFIG_H

#include "base/types.h"

#define CONFIG_LIST_MAX 256

struct config {
	size_t nr_args; /* from the start 1: the image's name */
	size_t nr_env;
	/* the image's name, then those of `arg` and what follows `--` */
	char *args[CONFIG_LIST_MAX];
	char *env[CONFIG_LIST_MAX]; /* NAME=value, of `env.NAME` and the application's keys */
	union {
		struct {
			const char *workdir;  /* NULL: the root folder */
			const char *hostname; /* NULL: "pith" */
			/* bytes of a process's frame pool; NULL: the default */
			const char *memory;
			const char *cpus; /* how many to use at most; NULL: all there are */
			const char *uid;  /* who the application is; NULL: 0, as is gid */
			const char *gid;
			const char *tmpfs; /* bytes of each first file system in memory; or NULL */
		};
		const char *text[7];
	};
	size_t nr_devices;
	char *devices[CONFIG_LIST_MAX]; /* values of the monitor's `virtio_mmio.device=` */
};

extern struct config config;

/*
 * Take every key of (text), which is rewritten and kept. A later value replaces an earlier one.
 * An unknown key or a bad value ends the image with the key's name (image_refuse).
 * Context: boot.
 */
void config_read(char *text);

/*
 * Take `NAME=value` for the application's environment, in place of an earlier one. Context: boot.
 */
void config_add_env(char *text);

/*
 * Take (value), which is kept, for a key (name) that few images know: false when this one does not.
 * WEAK: only in images with the network's, the disk's, or the application's. Context: boot.
 */
WEAK bool config_more_key(const char *name, const char *value);

/* Keys of a process's network device, net.NAME. WEAK: only in images with one. Context: boot. */
WEAK bool config_net_key(const char *name, const char *value);

/*
 * The key `root`; NULL when nothing was said. WEAK: only in images whose root file system stands
 * outside of them. Context: boot.
 */
extern struct config_root {
	const char *file; /* of a process: a path, or fd:NUMBER */
} config_root;
WEAK bool config_root_key(const char *name, const char *value);

/*
 * Take (value), which is kept, for the application's key (name): false when it has no such key.
 * Later, with memory: check that every key has a value, and add all to the environment. WEAK: only
 * in images with a schema.
 */
WEAK bool config_app_key(const char *name, const char *value);
WEAK void config_app_finish(void);

/*
 * Take (value), which is kept, for the key `net.NAME`: false when there is none of that name. WEAK:
 * only in images with a network.
 */
WEAK bool net_config_key(const char *name, const char *value);

#endif
