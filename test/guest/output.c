/* SPDX-License-Identifier: MIT */
/* Much output, in all sizes of write, with all bytes in it: nothing is lost, changed or reordered. */
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
	static unsigned char buf[70000];
	struct iovec iov[5];

	for (unsigned i = 0; i < sizeof buf; i++)
		buf[i] = (unsigned char)(i * 31 + i / 256);
	for (size_t n = 0; n < sizeof buf; n = n * 2 + 1)
		for (size_t at = 0; at < n;) {
			ssize_t r = write(1, buf + at, n - at);

			if (r <= 0)
				return 1;
			at += (size_t)r;
		}
	for (int i = 0; i < 5; i++) {
		iov[i].iov_base = i == 2 ? NULL : buf + i;
		iov[i].iov_len = i == 2 ? 0 : (size_t)i * 100 + 1;
	}
	if (writev(1, iov, 5) != 1 + 101 + 301 + 401)
		return 2;
	printf("%d lines\n", 3);
	for (int i = 0; i < 3; i++) {
		printf("line %d\n", i);
		fprintf(stderr, "error %d\n", i);
	}
	fflush(stdout);
	return close(1) ? 3 : 0;
}
