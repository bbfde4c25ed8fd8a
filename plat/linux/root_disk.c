/* SPDX-License-Identifier: MIT */
/*
 * The root file system of an image that has it in a file of its own: IMAGE.root beside the image,
 * or what the key `root` names. It is mapped before the process is sealed, so no call is needed to
 * read it, and all processes of the image share the host's pages of it.
 */
#include "base/config_type.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/dev/block.h"
#include "kern/dev/driver.h"
#include "kern/mem/mmu.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

LINK_WITH(config_root_key);

#define ENDING   ".root"
#define PATH_MAX 4096

#define HOST_SEEK_END 2

/* Open the file, or -1: the one that is open already, the one with a name, the image's own. */
static long open_file(char *path)
{
	const char *name = config_root.file;
	int64_t fd;
	long n;

	if (name && !strncmp(name, "fd:", 3)) {
		if (config_parse_int(name + 3, &fd) || fd < 0 || fd > INT32_MAX)
			image_refuse("configuration: root: '%s' is no descriptor", name);
		return (long)fd;
	}
	if (name) {
		string_copy(path, name, PATH_MAX);
	} else {
		n = host_call3(HOST_readlink, (long)"/proc/self/exe", (long)path,
			       PATH_MAX - sizeof ENDING);
		if (n < 0)
			return -1;
		memcpy(path + n, ENDING, sizeof ENDING);
	}
	return host_call3(HOST_open, (long)path, HOST_O_RDONLY | HOST_O_CLOEXEC, 0);
}

static void find(void)
{
	static struct block_device device;
	static char path[PATH_MAX];
	long fd = open_file(path), size, at;

	if (fd < 0)
		image_refuse("root file system: the host does not open '%s'", path);
	size = host_call3(HOST_lseek, fd, 0, HOST_SEEK_END);
	at = size < (long)PAGE_SIZE
		     ? -1
		     : host_call6(HOST_mmap, 0, size, HOST_PROT_READ, HOST_MAP_SHARED, fd, 0);
	host_call1(HOST_close, fd);
	if (at < 0)
		image_refuse("root file system: the host does not map '%s'",
			     *path ? path : config_root.file);
	device.memory = (const uint8_t *)at;
	device.size = (uint64_t)size;
	block_device_add(&device);
	linux_root = (uintptr_t)at;
	linux_root_end = linux_root + ROUND_DOWN((uintptr_t)size, PAGE_SIZE);
}

static int probe(void)
{
	static struct block_finder finder = { .find = find };

	finder.next = block_finders;
	block_finders = &finder;
	return 0;
}

const struct driver host_disk_driver = {
	.plat = PLAT_LINUX,
	.probe = probe,
};
