#!/bin/sh
# SPDX-License-Identifier: MIT
# files.sh N: the files f1 to fN of 0 to 20,000 bytes, one of 5 MB, and a page.
mkdir -p files logs
awk -v n="$1" 'BEGIN {
	for (i = 1; i <= n; i++) {
		f = "files/f" i
		printf "" > f
		for (k = 0; k < (i * 37) % 400; k++)
			printf "file %d has a line %d, as others, too\n", i, k > f
		close(f)
	}
	for (i = 0; i < 120000; i++)
		printf "line %d of what is long, and then some more\n", i > "files/big"
	for (i = 0; i < 1000; i++)
		printf "line %d\n", i > "files/text.html"
}'
