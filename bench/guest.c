/* SPDX-License-Identifier: MIT */
/*
 * The /init of a Linux guest that serves: what a distribution would do before it starts a server, and no more.
 *
 *	guest ADDRESS PROGRAM [ARGUMENT...]
 *
 * Mounts what programs look for, loads the drivers in /modules, gives eth0 the address, of a network of 256, and becomes
 * the program. Static, since nothing else is there yet. Failing, it says why and ends, and the kernel stops.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each needs those before it. */
static const char *const drivers[] = {
	"virtio_ring",
	"virtio",
	"virtio_pci_modern_dev",
	"virtio_pci_legacy_dev",
	"virtio_pci",
	"virtio_mmio",
	"failover",
	"net_failover",
	"virtio_net",
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void mount_at(const char *kind, const char *where)
{
	mkdir(where, 0755);
	if (mount(kind, where, kind, 0, NULL) < 0)
		die(where);
}

static void load(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "/modules/%s.ko", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) < 0)
		die(path);
	close(fd);
}

static void up(int fd, struct ifreq *r)
{
	r->ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, r) < 0)
		die(r->ifr_name);
}

static void set_address(int fd, struct ifreq *r, unsigned long request, const char *address)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&r->ifr_addr;

	memset(in, 0, sizeof *in);
	in->sin_family = AF_INET;
	if (inet_pton(AF_INET, address, &in->sin_addr) != 1 || ioctl(fd, request, r) < 0)
		die(address);
}

static void network(const char *address)
{
	struct ifreq lo = { .ifr_name = "lo" }, eth = { .ifr_name = "eth0" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	up(fd, &lo);
	set_address(fd, &eth, SIOCSIFADDR, address);
	set_address(fd, &eth, SIOCSIFNETMASK, "255.255.255.0");
	up(fd, &eth);
	close(fd);
}

int main(int argc, char **argv)
{
	struct rlimit files = { 65536, 65536 };

	if (argc < 3)
		return 2;
	mount_at("devtmpfs", "/dev");
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("tmpfs", "/tmp");
	mount_at("tmpfs", "/run");
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
		load(drivers[i]);
	network(argv[1]);
	setrlimit(RLIMIT_NOFILE, &files);
	execv(argv[2], argv + 2);
	die(argv[2]);
}
