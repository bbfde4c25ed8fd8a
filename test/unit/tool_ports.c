/* SPDX-License-Identifier: MIT */
/*
 * What `pith run -p` and `--net` take, and the sentence for what they do not.
 *
 * Links: tool/run/ports.c tool/run/network_text.c tool/buf.c tool/diag.c base/config_type.c
 */
#include "tool/run/network.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "test/unit/tap.h"

static const struct {
	const char *text, *want; /* NULL: it is refused */
} cases[] = {
	{ "8080:80", "8080->80/tcp" },
	{ "80", "80->80/tcp" },
	{ "53:53/udp", "53->53/udp" },
	{ "1:65535/tcp", "1->65535/tcp" },
	{ "127.0.0.1:8080:80", "127.0.0.1:8080->80/tcp" },
	{ "[::1]:8080:80/udp", "[::1]:8080->80/udp" },
	{ "", NULL },
	{ ":", NULL },
	{ "80:", NULL },
	{ ":80", NULL },
	{ "0:80", NULL },
	{ "80:65536", NULL },
	{ "80:80/sctp", NULL },
	{ "80:80/", NULL },
	{ "-1:80", NULL },
	{ "80x:80", NULL },
	{ "localhost:80:80", NULL },
	{ "256.0.0.1:80:80", NULL },
	{ "[::1:80:80", NULL },
	{ "[::1]80:80", NULL },
	{ "::1:80:80", NULL },
	{ "1.2.3.4:80", NULL },
};

static void test_texts(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		struct ports p = { 0 };
		struct diag d = { "" };
		struct buf out = { 0 };
		int err = ports_add(&p, cases[i].text, "-p ", &d);

		ports_describe(&p, &out);
		if (cases[i].want)
			ok_text(err ? d.text : buf_text(&out), cases[i].want, cases[i].text);
		else
			ok(err < 0 && strstr(d.text, "-p '") == d.text, "refused: '%s'",
			   cases[i].text);
		buf_free(&out);
		ports_free(&p);
	}
}

static void test_twice(void)
{
	struct ports p = { 0 };
	struct diag d = { "" };

	ok(!ports_add(&p, "80:80", "", &d) && !ports_add(&p, "80:81/udp", "", &d) &&
		   !ports_add(&p, "127.0.0.1:80:80", "", &d),
	   "a port of another kind or address is another");
	ok(ports_add(&p, "80:90", "-p ", &d) < 0, "but not the same one twice");
	ok_text(d.text, "-p '80:90': port 80 of this host is given twice", "which is said");
	ports_free(&p);
}

/* A port that this test listens at is in use; then it is not. */
static void test_in_use(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	socklen_t size = sizeof at;
	struct ports p = { 0 };
	struct diag d = { "" };
	char text[64];
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (!ok(fd >= 0 && !bind(fd, (struct sockaddr *)&at, sizeof at) && !listen(fd, 1) &&
			!getsockname(fd, (struct sockaddr *)&at, &size),
		"somebody listens"))
		return;
	snprintf(text, sizeof text, "127.0.0.1:%u:80", ntohs(at.sin_port));
	ok(!ports_add(&p, text, "", &d) && ports_check(&p, &d) < 0, "the port is in use");
	snprintf(text, sizeof text, "TCP port %u of this host is in use", ntohs(at.sin_port));
	ok_text(d.text, text, "which is said");
	close(fd);
	ok(!ports_check(&p, &d), "later it is free");
	ports_free(&p);
	ok(!ports_add(&p, "192.0.2.77:8080:80", "", &d) && ports_check(&p, &d) < 0,
	   "an address of another host");
	ok_text(d.text, "'192.0.2.77' is no address of this host", "which is said, too");
	ports_free(&p);
}

static void test_networks(void)
{
	static const char *const bad[] = { "",
					   "bridge",
					   "tap",
					   "tap=",
					   "tap=a/b",
					   "tap=a,b",
					   "tap=0123456789abcdef",
					   "tap=a,queues=",
					   "tap=a,queues=0",
					   "tap=a,queues=17",
					   "tap=a,queues=2,b",
					   "tap=,queues=2" };
	struct network n = { 0 };
	struct diag d = { "" };

	ok(!network_parse(&n, "none", &d) && n.kind == NETWORK_NONE, "--net none");
	ok(!network_parse(&n, "user", &d) && n.kind == NETWORK_USER, "--net user");
	ok(!network_parse(&n, "passt", &d) && n.kind == NETWORK_PASST, "--net passt");
	ok(!network_parse(&n, "tap=tap0", &d) && n.kind == NETWORK_TAP, "--net tap=tap0");
	ok_text(n.tap, "tap0", "its name");
	ok(!n.queues, "nothing is said of queues");
	ok(!network_parse(&n, "tap=tap0,queues=16", &d) && n.queues == 16, "16 queues");
	ok_text(n.tap, "tap0", "behind its name");
	for (size_t i = 0; i < nitems(bad); i++)
		ok(network_parse(&n, bad[i], &d) < 0, "refused: --net '%s'", bad[i]);
}

int main(void)
{
	test_texts();
	test_twice();
	test_in_use();
	test_networks();
	return tap_done();
}
