/* SPDX-License-Identifier: MIT */
/* strchr(), by the quicker strchrnul(), which functions of libc then have, too. */
#include "port/musl/fast/vector.h"

char *strchr(const char *text, int c)
{
	char *found = __strchrnul(text, c);

	return *found == (char)c ? found : NULL;
}
