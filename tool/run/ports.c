/* SPDX-License-Identifier: MIT */
#include "tool/run/ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A whole decimal number from 1 to 65535 in the (n) bytes at (s); 0: it is none. */
static uint16_t read_number(const char *s, size_t n)
{
	unsigned value = 0;

	if (!n || n > 5)
		return 0;
	for (; n; n--, s++) {
		if (*s < '0' || *s > '9')
			return 0;
		value = value * 10 + (unsigned)(*s - '0');
	}
	return value <= 65535 ? (uint16_t)value : 0;
}

static bool is_address(const char *text)
{
	struct in6_addr any;

	return inet_pton(strchr(text, ':') ? AF_INET6 : AF_INET, text, &any) == 1;
}

/* Take an address and its colon off (*s), which ends at (end). */
static bool take_address(struct port *p, const char **s, const char *end)
{
	const char *from = *s, *to, *after;

	if (*from == '[') {
		to = memchr(from, ']', (size_t)(end - from));
		from++;
		after = to ? to + 1 : end;
	} else {
		/* Two colons: what is before the first is an address. */
		to = memchr(from, ':', (size_t)(end - from));
		if (!to || !memchr(to + 1, ':', (size_t)(end - to - 1)))
			return true;
		after = to;
	}
	if (!to || after >= end || *after != ':' || (size_t)(to - from) >= sizeof p->address)
		return false;
	memcpy(p->address, from, (size_t)(to - from));
	*s = after + 1;
	return is_address(p->address);
}

static bool read_port(struct port *p, const char *text)
{
	const char *slash = strchr(text, '/'), *end = slash ? slash : text + strlen(text), *colon;

	*p = (struct port){ .udp = slash && strcmp(slash, "/udp") == 0 };
	if (slash && !p->udp && strcmp(slash, "/tcp") != 0)
		return false;
	if (!take_address(p, &text, end))
		return false;
	colon = memchr(text, ':', (size_t)(end - text));
	p->host = read_number(text, (size_t)((colon ? colon : end) - text));
	p->guest = colon ? read_number(colon + 1, (size_t)(end - colon - 1)) : p->host;
	return p->host && p->guest;
}

static bool same_place(const struct port *a, const struct port *b)
{
	return a->host == b->host && a->udp == b->udp && strcmp(a->address, b->address) == 0;
}

int ports_add(struct ports *p, const char *text, const char *what, struct diag *d)
{
	struct port port;

	if (!read_port(&port, text))
		return diag_fail(d, 0, "%s'%s': not [ADDRESS:]HOST:GUEST[/udp], such as 8080:80",
				 what, text);
	for (size_t i = 0; i < p->n; i++)
		if (same_place(&p->items[i], &port))
			return diag_fail(d, 0, "%s'%s': port %u of this host is given twice", what,
					 text, port.host);
	p->items = mem_resize(p->items, (p->n + 1) * sizeof *p->items);
	p->items[p->n++] = port;
	return 0;
}

/* Listen there for a moment. Returns 0 or a negative errno. */
static int try_listen(const struct port *p)
{
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6, .sin6_port = htons(p->host) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(p->host) };
	bool v6 = strchr(p->address, ':');
	const struct sockaddr *where = v6 ? (void *)&to6 : (void *)&to;
	socklen_t size = v6 ? sizeof to6 : sizeof to;
	int fd, on = 1, err = 0;

	if (v6)
		inet_pton(AF_INET6, p->address, &to6.sin6_addr);
	else if (*p->address)
		inet_pton(AF_INET, p->address, &to.sin_addr);
	fd = socket(v6 ? AF_INET6 : AF_INET, (p->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (!p->udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, where, size) || (!p->udp && listen(fd, 1)))
		err = -errno;
	close(fd);
	return err;
}

int ports_check(const struct ports *p, struct diag *d)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct port *port = &p->items[i];
		const char *kind = port->udp ? "UDP" : "TCP";

		switch (try_listen(port)) {
		case 0:
			break;
		case -EADDRINUSE:
			return diag_fail(d, 0, "%s port %u of this host is in use", kind,
					 port->host);
		case -EACCES:
			return diag_fail(d, 0,
					 "%s port %u of this host is not for this user: take "
					 "one from 1024 on",
					 kind, port->host);
		case -EADDRNOTAVAIL:
			return diag_fail(d, 0, "'%s' is no address of this host", port->address);
		default:
			return diag_fail(d, errno, "listen at %s port %u of this host", kind,
					 port->host);
		}
	}
	return 0;
}

void ports_describe(const struct ports *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct port *port = &p->items[i];
		bool v6 = strchr(port->address, ':');

		buf_addf(out, "%s%s%s%s%s%u->%u/%s", i ? ", " : "", v6 ? "[" : "", port->address,
			 v6 ? "]" : "", *port->address ? ":" : "", port->host, port->guest,
			 port->udp ? "udp" : "tcp");
	}
}

void ports_free(struct ports *p)
{
	free(p->items);
	*p = (struct ports){ 0 };
}
