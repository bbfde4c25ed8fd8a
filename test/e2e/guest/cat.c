/* Standard input to standard output; fails when a byte cannot be read or written. */
#include <unistd.h>

int main(void)
{
	static char buf[4096];
	ssize_t n;

	while ((n = read(0, buf, sizeof buf)) > 0) {
		for (ssize_t at = 0, w; at < n; at += w) {
			w = write(1, buf + at, (size_t)(n - at));
			if (w <= 0)
				return 3;
		}
	}
	return n < 0 ? 4 : 0;
}
