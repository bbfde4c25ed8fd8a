/* SPDX-License-Identifier: MIT */
/*
 * A small server of static files: HTTP/1.1, GET and HEAD, connections that stay open. One thread,
 * one epoll set; a connection is read until a request is whole, and files go by sendfile(). What it
 * says are texts end to end, so it does without printf(), which has 9 KB.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVENTS      64
#define REQUEST_MAX 8000

struct connection {
	struct connection *next; /* of those that are spare */
	int fd;
	int file;      /* being sent, or -1 */
	off_t at, end; /* of it */
	int keep;      /* the connection, when the answer is out */
	size_t have;
	char request[REQUEST_MAX + 1];
};

static const char *root = "/www";
static int set;

/* Texts in a row, as far as there is room. */
struct line {
	char *text;
	size_t room, length;
};

static void add(struct line *l, const char *text)
{
	size_t n = strnlen(text, l->room - 1 - l->length);

	memcpy(l->text + l->length, text, n);
	l->length += n;
	l->text[l->length] = '\0';
}

static void add_number(struct line *l, unsigned long n)
{
	char digits[24], *at = digits + sizeof digits - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + n % 10);
	} while (n /= 10);
	add(l, at);
}

static void print(int fd, const char *what, const char *more)
{
	char text[256];
	struct line l = { text, sizeof text, 0 };

	add(&l, "http: ");
	add(&l, what);
	add(&l, more);
	add(&l, "\n");
	if (write(fd, text, l.length) < 0)
		exit(1);
}

static void die(const char *what)
{
	print(2, what, strerror(errno));
	exit(1);
}

static const char *type_of(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css" },
		{ ".js", "text/javascript" },
		{ ".json", "application/json" },
		{ ".png", "image/png" },
		{ ".svg", "image/svg+xml" },
		{ ".txt", "text/plain; charset=utf-8" },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
		if (!strcasecmp(dot, types[i][0]))
			return types[i][1];
	return "application/octet-stream";
}

/*
 * All that is ever allocated is alike, so it has no malloc(): two pages each, and those of connections
 * that are gone are for the next.
 */
static struct connection *spare;

static struct connection *find_room(void)
{
	struct connection *c = spare;

	if (c) {
		spare = c->next;
		return c;
	}
	c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return c == MAP_FAILED ? NULL : c;
}

static void drop(struct connection *c)
{
	if (c->file >= 0)
		close(c->file);
	close(c->fd);
	c->next = spare;
	spare = c;
}

/* Wait for the connection to take more, or to bring more. */
static int wait_for(struct connection *c, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = c };

	return epoll_ctl(set, EPOLL_CTL_MOD, c->fd, &e) == 0;
}

static int say(struct connection *c, const char *status, const char *type, off_t length, int more)
{
	char head[512];
	struct line l = { head, sizeof head, 0 };

	add(&l, "HTTP/1.1 ");
	add(&l, status);
	add(&l, "\r\nServer: pith\r\nContent-Type: ");
	add(&l, type);
	add(&l, "\r\nContent-Length: ");
	add_number(&l, (unsigned long)length);
	add(&l, c->keep ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
	return send(c->fd, head, l.length, MSG_NOSIGNAL | (more ? MSG_MORE : 0)) ==
	       (ssize_t)l.length;
}

static int refuse(struct connection *c, const char *status)
{
	return say(c, status, "text/plain", 0, 0);
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef",
		   *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* %XX is a byte. Returns 0 for a path that is none, or leads out of the root. */
static int decode(char *path)
{
	char *to = path;

	for (const char *from = path; *from && *from != '?'; from++) {
		if (*from != '%') {
			*to++ = *from;
			continue;
		}
		if (digit(from[1]) < 0 || digit(from[2]) < 0)
			return 0;
		*to = (char)(digit(from[1]) << 4 | digit(from[2]));
		if (!*to++)
			return 0;
		from += 2;
	}
	*to = '\0';
	return path[0] == '/' && !strstr(path, "/../") &&
	       (to - path < 3 || strcmp(to - 3, "/..") != 0);
}

/* Open what (path) names: a file, or the index of a folder. */
static int open_file(const char *path, char *name, size_t size, struct stat *st)
{
	struct line l = { name, size, 0 };
	int fd;

	add(&l, root);
	add(&l, path);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, st) == 0 && S_ISDIR(st->st_mode)) {
		close(fd);
		add(&l, name[l.length - 1] == '/' ? "index.html" : "/index.html");
		fd = open(name, O_RDONLY | O_CLOEXEC);
	}
	if (fd >= 0 && (fstat(fd, st) || !S_ISREG(st->st_mode))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The next word of the first line. Returns 0 when there is none, or no room for it. */
static int word(const char **line, char *to, size_t size)
{
	size_t n = strcspn(*line, " \r");

	if (n == 0 || n >= size)
		return 0;
	memcpy(to, *line, n);
	to[n] = '\0';
	*line += n + (*(*line + n) == ' ');
	return 1;
}

/* Answer the request that is whole. Returns 0 when the connection is to go. */
static int answer(struct connection *c)
{
	char method[8], path[2048], version[16], name[4096];
	const char *line = c->request;
	struct stat st;
	int fd;

	if (!word(&line, method, sizeof method) || !word(&line, path, sizeof path) ||
	    !word(&line, version, sizeof version))
		return refuse(c, "400 Bad Request"), 0;
	c->keep = !strcmp(version, "HTTP/1.1")
			  ? !strcasestr(c->request, "\r\nConnection: close")
			  : strcasestr(c->request, "\r\nConnection: keep-alive") != NULL;
	if (strcmp(method, "GET") && strcmp(method, "HEAD"))
		return refuse(c, "405 Method Not Allowed") && c->keep;
	if (!decode(path))
		return refuse(c, "400 Bad Request"), 0;
	fd = open_file(path, name, sizeof name, &st);
	if (fd < 0)
		return refuse(c, "404 Not Found") && c->keep;
	if (!say(c, "200 OK", type_of(name), st.st_size, method[0] == 'G') || method[0] == 'H') {
		close(fd);
		return method[0] == 'H' && c->keep;
	}
	c->file = fd;
	c->at = 0;
	c->end = st.st_size;
	return 1;
}

/* Send what is left of the file. Returns 0 when the connection is to go. */
static int send_file(struct connection *c)
{
	while (c->at < c->end) {
		ssize_t n = sendfile(c->fd, c->file, &c->at, (size_t)(c->end - c->at));

		if (n < 0 && errno == EAGAIN)
			return wait_for(c, EPOLLOUT);
		if (n <= 0 && errno != EINTR)
			return 0;
	}
	close(c->file);
	c->file = -1;
	return c->keep && wait_for(c, EPOLLIN);
}

/* Answer all requests that are whole; what is behind them stays. */
static int answer_all(struct connection *c)
{
	char *end;

	while (c->file < 0 && (end = strstr(c->request, "\r\n\r\n")) != NULL) {
		size_t used = (size_t)(end + 4 - c->request);

		end[2] = '\0';
		if (!answer(c) || (c->file >= 0 && !send_file(c)))
			return 0;
		c->have -= used;
		memmove(c->request, c->request + used, c->have + 1);
	}
	return c->have < REQUEST_MAX || c->file >= 0 ||
	       (refuse(c, "431 Request Header Fields Too Large"), 0);
}

static int take(struct connection *c)
{
	ssize_t n = recv(c->fd, c->request + c->have, REQUEST_MAX - c->have, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (n <= 0)
		return 0;
	c->have += (size_t)n;
	c->request[c->have] = '\0';
	return answer_all(c);
}

static void welcome(int listener)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	struct connection *c = fd < 0 ? NULL : find_room();

	if (!c) {
		if (fd >= 0)
			close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	c->fd = fd;
	c->file = -1;
	c->keep = 0;
	c->have = 0;
	c->request[0] = '\0';
	e.data.ptr = c;
	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &e))
		drop(c);
}

static int open_listener(int port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	int s = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;

	if (s < 0)
		die("socket: ");
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(s, (struct sockaddr *)&any, sizeof any) || listen(s, 511))
		die("bind: ");
	return s;
}

int main(int argc, char **argv)
{
	const char *text = getenv("PORT");
	int listener = open_listener(text ? atoi(text) : 80);
	struct epoll_event e = { .events = EPOLLIN }, events[EVENTS];

	if (argc > 1)
		root = argv[1];
	set = epoll_create1(EPOLL_CLOEXEC);
	if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, listener, &e))
		die("epoll: ");
	print(1, "files of ", root);
	for (;;) {
		int n = epoll_wait(set, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;

			if (!c)
				welcome(listener);
			else if (!(c->file >= 0 ? send_file(c) && answer_all(c) : take(c)))
				drop(c);
		}
	}
}
