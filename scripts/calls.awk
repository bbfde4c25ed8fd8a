# SPDX-License-Identifier: MIT
# What the guest tests call.
#
#	strace -f ... -o '|awk -f scripts/calls.awk > NAME.calls'
#	awk -v want=test/calls -f scripts/calls.awk abi/linux/syscalls.tbl *.calls
#
# The first reads a trace and writes each pair of call and result once: `read ok`, `read EBADF`. The second reads
# those of all tests and writes TAP: a call that the table marks full must have been seen to succeed, and to fail in
# every way that test/calls lists.

function trace(line,    name, result) {
	sub(/^[0-9]+ +/, "", line)
	if (line ~ /<unfinished/)
		return
	name = line
	if (line ~ /^<\.\.\. /)
		sub(/^<\.\.\. /, "", name)
	else if (line !~ /^[a-z_0-9]+\(/)
		return
	sub(/[ (].*/, "", name)
	result = "ok"
	if (match(line, / = -1 E[A-Z0-9]+/))
		result = substr(line, RSTART + 6, RLENGTH - 6)
	else if (line ~ / = \? ERESTART/)
		result = "EINTR"
	if (!((name " " result) in seen))
		print name, result
	seen[name " " result] = 1
}

BEGIN {
	while (want && (getline line < want) > 0) {
		n = split(line, word)
		if (n == 0 || word[1] ~ /^#/)
			continue
		listed[word[1]] = 1
		for (i = 2; i <= n; i++)
			results[word[1]] = results[word[1]] " " word[i]
	}
}

!want { trace($0); next }

FILENAME ~ /\.tbl$/ {
	if ($0 !~ /^[0-9]/)
		next
	match($0, /sys_[a-z0-9_]+/)
	name = substr($0, RSTART + 4, RLENGTH - 4)
	status[name] = $2
	order[++calls] = name
	next
}

!(($1 " " $2) in seen) { seen[$1 " " $2] = 1; endings[$1] = endings[$1] " " $2 }

END {
	if (!want)
		exit
	for (i = 1; i <= calls; i++) {
		name = order[i]
		if (!(name in listed) && status[name] == "full") {
			print "not ok test/calls says how " name " can end"
			print "# seen:" endings[name]
			continue
		}
		missing = ""
		n = split(results[name], word)
		for (k = 1; k <= n; k++)
			if (!((name " " word[k]) in seen))
				missing = missing " " word[k]
		if (name in listed)
			print (missing ? "not " : "") "ok the tests have seen " name ":" results[name]
		if (missing)
			print "# no test makes it end with" missing
	}
}
