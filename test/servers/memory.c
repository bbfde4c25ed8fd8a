/* SPDX-License-Identifier: MIT */
/*
 * A server that has no memory of its own to grow: it answers every request of HTTP with the same, and /frames with how many
 * frames are in use, as /proc says. What those are more after a load, the library OS has kept.
 *
 * A request is short, and comes as a whole.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 80
#define BODY 612

static char stays[1024], ends[1024];

static void make_answer(char *to, size_t size, const char *more, const char *body)
{
	snprintf(to, size, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n%s", more, strlen(body),
		 body);
}

static void frames(char *to, size_t size)
{
	char text[128] = "";
	unsigned long used = 0;
	int fd = open("/proc/self/statm", O_RDONLY);

	(void)!read(fd, text, sizeof text - 1);
	close(fd);
	sscanf(text, "%*u %lu", &used);
	snprintf(text, sizeof text, "%lu\n", used);
	make_answer(to, size, "Connection: close\r\n", text);
}

static void serve(int fd)
{
	char request[2048], own[256];
	ssize_t n = read(fd, request, sizeof request - 1);
	const char *what = stays;

	if (n <= 0) {
		close(fd);
		return;
	}
	request[n] = '\0';
	if (strncmp(request, "GET /frames ", 12) == 0) {
		frames(own, sizeof own);
		what = own;
	} else if (strstr(request, "Connection: close")) {
		what = ends;
	}
	n = (ssize_t)strlen(what);
	if (write(fd, what, (size_t)n) != n || what != stays)
		close(fd);
}

int main(void)
{
	static char body[BODY + 1];
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), set = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = listener };

	memset(body, 'x', BODY);
	make_answer(stays, sizeof stays, "", body);
	make_answer(ends, sizeof ends, "Connection: close\r\n", body);
	if (bind(listener, (struct sockaddr *)&any, sizeof any) || listen(listener, 128) ||
	    epoll_ctl(set, EPOLL_CTL_ADD, listener, &e))
		return 1;
	while (epoll_wait(set, &e, 1, -1) == 1) {
		if (e.data.fd != listener) {
			serve(e.data.fd);
			continue;
		}
		e.data.fd = accept(listener, NULL, NULL);
		if (e.data.fd >= 0)
			epoll_ctl(set, EPOLL_CTL_ADD, e.data.fd, &e);
	}
	return 1;
}
