#!/bin/sh
# A repository of $1 files with two commits, and a change that is not committed.
set -e
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent
rm -f program
git init -q -b main .
git config user.name tester
git config user.email tester@example.org
awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) { d = "d" i % 10; if (i < 10) system("mkdir -p " d)
	f = d "/f" i; for (k = 0; k <= i % 40; k++) print "line", k * i % 13, "of", i > f; close(f) } }'
git add d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
git commit -qm first
for i in 1 2 3; do echo "more $i" >> d$i/f1$i; done
git rm -q d9/f999
git commit -qam second
git repack -qad
echo changed >> d5/f15
echo new > d6/new
