/* SPDX-License-Identifier: MIT */
/*
 * passt is a child that dies with the tool, and ends by itself when the image's end of its socket
 * is closed.
 */
#include <linux/ethtool.h> /* before `packed` is a word of ours */

#include "tool/run/network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/run/capture.h"
#include "tool/run/host.h"
#include "tool/run/spawn.h"
#include "tool/run_child.h"

#define PASST    "passt"
#define READY_MS 5000 /* it takes some 40 */

/* A network of its own for a host that has none: published ports are all that it is good for. */
static const char *const alone[] = { "-4", "-i", "lo",       "-a", "10.0.2.15",        "-n",
				     "24", "-g", "10.0.2.2", "-M", "52:54:00:00:02:02" };

/* Does the driver of TAP devices have that interface? */
static bool is_tap(const char *name)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq r = { .ifr_data = (char *)&info };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool is;

	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name);
	is = fd >= 0 && ioctl(fd, SIOCETHTOOL, &r) == 0 && strcmp(info.bus_info, "tap") == 0;
	if (fd >= 0)
		close(fd);
	return is;
}

/* What its flags say, where they can be read. */
static bool is_multi_queue(const char *name)
{
	char path[64], text[16] = "";
	ssize_t len = -1;
	int fd;

	snprintf(path, sizeof path, "/sys/class/net/%s/tun_flags", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		len = read(fd, text, sizeof text - 1);
	close_fd(&fd);
	return len > 0 && strtoul(text, NULL, 16) & IFF_MULTI_QUEUE;
}

static int check_tap(struct network *n, struct diag *d)
{
	if (n->ports.n)
		return diag_fail(d, 0, "-p: on a TAP device every port can be reached by itself");
	if (!if_nametoindex(n->tap))
		return diag_fail(d, 0,
				 "--net tap=%s: there is no such interface (ip tuntap add dev %s "
				 "mode tap user $USER)",
				 n->tap, n->tap);
	if (!is_tap(n->tap))
		return diag_fail(d, 0, "--net tap=%s: that interface is no TAP device", n->tap);
	n->many = is_multi_queue(n->tap);
	return 0;
}

static void add_ports(struct strings *args, const struct ports *ports, bool udp)
{
	bool any = false;

	for (size_t i = 0; i < ports->n; i++) {
		const struct port *p = &ports->items[i];
		struct buf spec = { 0 };

		if (p->udp != udp)
			continue;
		buf_addf(&spec, "%s%s%u:%u", p->address, *p->address ? "/" : "", p->host, p->guest);
		strings_add(args, udp ? "-u" : "-t");
		strings_add(args, spec.data);
		buf_free(&spec);
		any = true;
	}
	if (any)
		return;
	strings_add(args, udp ? "-u" : "-t");
	strings_add(args, "none");
}

/* Is there a port that only root may have? Then passt must not become nobody. */
static bool wants_root(const struct network *n)
{
	bool low = false;

	for (size_t i = 0; i < n->ports.n; i++)
		low = low || n->ports.items[i].host < 1024;
	return low && geteuid() == 0;
}

static void make_args(struct strings *args, const struct network *n, int fd, int ready,
		      bool has_network)
{
	static const char *const fixed[] = { PASST, "-f", "-q", "-e" };
	char text[32];

	for (size_t i = 0; i < nitems(fixed); i++)
		strings_add(args, fixed[i]);
	for (size_t i = 0; i < nitems(alone) && !has_network; i++)
		strings_add(args, alone[i]);
	if (wants_root(n)) {
		strings_add(args, "--runas");
		strings_add(args, "0:0");
	}
	strings_add(args, "-F");
	snprintf(text, sizeof text, "%d", fd);
	strings_add(args, text);
	strings_add(args, "-P");
	snprintf(text, sizeof text, "/dev/fd/%d", ready);
	strings_add(args, text);
	add_ports(args, &n->ports, false);
	add_ports(args, &n->ports, true);
}

/* What passt said last, for a sentence. */
static void last_words(int messages, char *text, size_t size)
{
	char buf[4096], *line;
	off_t end = lseek(messages, 0, SEEK_END);
	ssize_t len = pread(messages, buf, sizeof buf - 1, MAX(end - (off_t)sizeof buf + 1, 0));

	buf[MAX(len, 0)] = '\0';
	while (len > 0 && buf[len - 1] == '\n')
		buf[--len] = '\0';
	line = strrchr(buf, '\n');
	line = line ? line + 1 : buf;
	snprintf(text, size, "%.*s", (int)size - 1, line);
}

static int spawn_passt(struct network *n, const char *path, int fd, int ready, bool has_network,
		       struct diag *d)
{
	struct strings args = { 0 };
	struct spawn s = {
		.path = path,
		.envp = environ,
		.std = { -1, -1, n->messages },
		.keep = { fd, ready },
		.nr_keep = 2,
		.own_group = true,
	};
	int err;

	make_args(&args, n, fd, ready, has_network);
	s.argv = args.items;
	err = spawn_start(&s, &n->passt);
	strings_free(&args);
	return err ? diag_fail(d, -err, "start '%s'", path) : 0;
}

/* passt writes its number when it listens; a pipe without a writer says that it is gone. */
static bool is_ready(int pipe)
{
	struct pollfd p = { pipe, POLLIN, 0 };
	char number[16];

	return poll(&p, 1, READY_MS) > 0 && read(pipe, number, sizeof number) > 0;
}

/*
 * Stop it until (end), which is its own, can be read. It may have asked for connections already:
 * what it said is taken back, to be said then.
 */
static void pause_passt(struct network *n, int end)
{
	siginfo_t info;
	ssize_t got;

	if (kill(n->passt, SIGSTOP) ||
	    waitid(P_PID, (id_t)n->passt, &info, WSTOPPED | WEXITED | WNOWAIT)) {
		close(end);
		return;
	}
	got = recv(n->fd, n->early, sizeof n->early, MSG_DONTWAIT);
	n->nr_early = got > 0 ? (size_t)got : 0;
	n->first = end;
}

/* Start it and wait until it listens. Returns 1 when it does not: (n)->messages may say why. */
static int try_passt(struct network *n, const char *path, bool has_network, struct diag *d)
{
	int ends[2], ready[2], err;

	n->messages = memfd_create("messages", MFD_CLOEXEC);
	if (n->messages < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return diag_fail(d, errno, "start '%s'", path);
	n->fd = ends[0];
	/* Whoever it becomes may open the pipe by its name. */
	if (pipe2(ready, O_CLOEXEC) || fchmod(ready[1], 0622)) {
		close(ends[1]);
		return diag_fail(d, errno, "start '%s'", path);
	}
	err = spawn_passt(n, path, ends[1], ready[1], has_network, d);
	close(ready[1]);
	if (!err && !is_ready(ready[0]))
		err = 1;
	close(ready[0]);
	if (!err && n->machine && n->ports.n)
		pause_passt(n, ends[1]);
	else
		close(ends[1]);
	return err;
}

static int start_passt(struct network *n, const char *path, struct diag *d)
{
	char words[256];
	int err = try_passt(n, path, true, d);

	if (err == 1) {
		last_words(n->messages, words, sizeof words);
		network_stop(n);
		/* Its words for a host without a network begin or end so. */
		if (!strstr(words, "xternal"))
			return diag_fail(d, 0, "passt does not start: %s",
					 *words ? words : "it does not say why");
		err = try_passt(n, path, false, d);
	}
	if (err == 1) {
		last_words(n->messages, words, sizeof words);
		err = diag_fail(d, 0, "passt does not start: %s", words);
	}
	if (err)
		network_stop(n);
	return err;
}

void network_wake(struct network *n)
{
	if (n->first < 0)
		return;
	(void)!write(n->first, n->early, n->nr_early);
	(void)kill(n->passt, SIGCONT);
	close_fd(&n->first);
}

void network_given(struct network *n)
{
	close_fd(&n->fd);
}

void network_stop(struct network *n)
{
	int status;

	network_wake(n);
	close_fd(&n->fd);
	close_fd(&n->messages);
	/* The last packets are in its socket: it ends by itself when it has written them. */
	if (n->capturer > 0 && !spawn_wait(n->capturer, 1000, &status))
		spawn_end(n->capturer);
	if (n->passt > 0)
		spawn_end(n->passt);
	n->passt = n->capturer = 0;
}

/* The TAP device of (n), open, with (flags). Errors: with a sentence. */
static int open_tap(struct network *n, short flags, int *fd, struct diag *d)
{
	struct ifreq r = { .ifr_flags = (short)(IFF_TAP | IFF_NO_PI | flags) };
	int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC), err = 0;
	int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (n->many)
		r.ifr_flags |= IFF_MULTI_QUEUE;
	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", n->tap);
	if (tap < 0 || ioctl(tap, TUNSETIFF, &r))
		err = diag_fail(d, errno, "--net tap=%s: open it", n->tap);
	else if (ioctl(any, SIOCGIFMTU, &r) == 0)
		n->mtu = (unsigned)r.ifr_mtu;
	close_fd(&any);
	if (err)
		close_fd(&tap);
	*fd = tap;
	return err;
}

/* Put somebody between a process and its network who writes down what passes. */
static int capture(struct network *n, struct diag *d)
{
	bool is_tap = n->kind == NETWORK_TAP;
	int far = n->fd, err = is_tap ? open_tap(n, 0, &far, d) : 0;

	n->fd = -1;
	if (!err)
		err = capture_start(far, is_tap, n->pcap, &n->fd, &n->capturer, d);
	if (err)
		network_stop(n);
	return err;
}

/* QEMU opens one of many queues only if it is to have more: else it gets one that is open. */
static int start_tap(struct network *n, bool qemu, struct diag *d)
{
	int err = check_tap(n, d);

	if (err || !qemu || !n->many || n->queues > 1)
		return err;
	return open_tap(n, n->pcap >= 0 ? 0 : IFF_VNET_HDR, &n->fd, d);
}

static void choose_mac(struct network *n)
{
	uint8_t r[3] = { 0 };

	(void)!getrandom(r, sizeof r, 0);
	snprintf(n->mac, sizeof n->mac, "52:54:00:%02x:%02x:%02x", r[0], r[1], r[2]);
}

static int start(struct network *n, bool qemu, struct diag *d)
{
	char path[4096];
	bool found;

	if (n->kind == NETWORK_TAP)
		return start_tap(n, qemu, d);
	if (n->kind == NETWORK_NONE)
		return n->ports.n ? diag_fail(d, 0, "-p: there is no network (--net none)") : 0;
	if (ports_check(&n->ports, d))
		return -EINVAL;
	found = host_find_program(PASST, path, sizeof path);
	if (!found && qemu && n->kind == NETWORK_USER) {
		n->kind = NETWORK_QEMU;
		return 0;
	}
	if (!found)
		return diag_fail(d, 0,
				 "the network in user mode needs passt (apt-get install passt)");
	n->kind = NETWORK_PASST;
	return start_passt(n, path, d);
}

int network_start(struct network *n, bool qemu, struct diag *d)
{
	int err;

	n->fd = n->messages = n->first = -1;
	n->machine = qemu;
	choose_mac(n);
	err = start(n, qemu, d);
	return !err && n->pcap >= 0 && !qemu ? capture(n, d) : err;
}
