/* SPDX-License-Identifier: MIT */
/*
 * A path that was looked up a moment ago, again: at the end of a page with nothing behind it, shorter, without an end,
 * and when its name has become another's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "/tmp/,known/a_file_with_a_name"

static char *page_end; /* nothing is mapped from here on */

/* The (n) bytes at (s), as the last ones before nothing. */
static const char *at_end(const char *s, size_t n)
{
	return memcpy(page_end - n, s, n);
}

static void look(const char *what, const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st))
		printf("%s: stat: %s\n", what, strerror(errno));
	else if (S_ISDIR(st.st_mode))
		printf("%s: a folder\n", what);
	else
		printf("%s: %lld bytes\n", what, (long long)st.st_size);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		printf("%s: open: %s\n", what, strerror(errno));
	else
		close(fd);
}

static void make(const char *path, const char *contents)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, contents, strlen(contents)) < 0)
		perror(path);
	close(fd);
}

static void ends_of_pages(size_t page)
{
	char text[sizeof NAME];

	look("at a page's end", at_end(NAME, sizeof NAME));
	look("without an end", at_end(NAME, sizeof NAME - 1));
	look("in the middle", strcpy(page_end - page, NAME));
	memcpy(page_end - page - 11, NAME, sizeof NAME);
	look("in two pages", page_end - page - 11);
	for (size_t n = 1; n < sizeof NAME; n++) {
		memcpy(text, NAME, n - 1);
		text[n - 1] = '\0';
		look("a file", NAME);
		printf("%zu: ", n - 1);
		look("shorter", at_end(text, n));
	}
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *m = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (m == MAP_FAILED || munmap(m + 2 * page, page))
		return 1;
	page_end = m + 2 * page;
	mkdir("/tmp/,known", 0755);
	make(NAME, "first");
	look("a file", NAME);
	ends_of_pages(page);

	look("nothing", page_end);
	look("with a slash", NAME "/");
	look("longer", NAME "r");
	make("/tmp/,known/other", "the second");
	rename("/tmp/,known/other", NAME);
	look("renamed over", NAME);
	rename(NAME, "/tmp/,known/moved");
	look("moved away", NAME);
	look("where it is", "/tmp/,known/moved");
	symlink("moved", NAME);
	look("a link", NAME);
	unlink("/tmp/,known/moved");
	look("a link to nothing", NAME);
	unlink(NAME);
	make(NAME, "the third one");
	look("a new one", NAME);
	rename("/tmp/,known", "/tmp/,known_no_more");
	look("its folder moved", NAME);
	unlink("/tmp/,known_no_more/a_file_with_a_name");
	rmdir("/tmp/,known_no_more");
	return 0;
}
