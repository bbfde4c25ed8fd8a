# SPDX-License-Identifier: MIT
# Check who includes whom: awk -f scripts/borders.awk scripts/borders FILE...
#
# A file belongs to the longest row of the table that its path begins with, and so does the header that it
# names; a row may also list single headers. Headers that end in _int.h are private to their folder. port/
# also includes the library that it is glue for; tests, benchmarks and examples include what they need.
# Exits with 1 when something was found.

function row_of(path,    n, part) {
	n = split(path, part, "/")
	if (n > 2 && (part[1] "/" part[2]) in allowed)
		return part[1] "/" part[2]
	return n > 1 && part[1] in allowed ? part[1] : ""
}

function folder_of(path) {
	return substr(path, 1, match(path, /\/[^\/]*$/))
}

function complain(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	failed = 1
}

FNR == NR {
	sub(/#.*/, "")
	if (match($0, /^[^ \t:]+:/))
		allowed[substr($0, 1, RLENGTH - 1)] = " " substr($0, RLENGTH + 1) " "
	next
}

FNR == 1 {
	own = row_of(FILENAME)
	glue = FILENAME ~ /^port\//
	exempt = FILENAME ~ /^(test|bench|examples)\//
	if (own == "" && !exempt)
		complain("its folder has no row in scripts/borders")
}

!exempt && /^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	header = quoted[2]
	other = row_of(header)
	if (header ~ /_int\.h$/ && folder_of(header) != folder_of(FILENAME))
		complain(header " is private to its folder")
	else if (other == "") {
		if (!glue)
			complain("include " header " by its path from the root")
	} else if (other != own && !index(allowed[own], " " other " ") && !index(allowed[own], " " header " "))
		complain(own " may not include " header)
}

END { exit failed }
