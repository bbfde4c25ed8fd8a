# SPDX-License-Identifier: MIT
# docs/programs.md from what test/run-programs saw: lines of program, case, platform, verdict, reason, with tabs.
#
#	awk -v platforms="process microvm microvm:2" -f scripts/programs.awk out/programs/*/results
BEGIN {
	FS = "\t"
	nr_platforms = split(platforms, platform, " ")
	title["process"] = "process"
	title["microvm"] = "machine, 1 CPU"
	title["microvm:2"] = "machine, 2 CPUs"
}

$3 == "title" {
	order[++nr] = $1
	text[$1] = $4
	version[$1] = $5
	next
}

{
	runs[$1, $3]++
	if ($4 == "") {
		passes[$1, $3]++
	} else {
		key = $1 SUBSEP $4 SUBSEP $5
		if (!(key in where))
			notes[$1] = notes[$1] key "\n"
		if (index(where[key], "`" $2 "`") == 0)
			where[key] = where[key] (where[key] == "" ? "" : ", ") "`" $2 "`"
		if ($4 == "fails" && index(on[key], title[$3]) == 0)
			on[key] = on[key] (on[key] == "" ? " on " : " and ") "the " title[$3]
	}
}

END {
	print "# Programs\n"
	print "Debian 12's own binaries, and what its compilers make, each doing real work: standard output and exit status"
	print "must be those of the same command on Linux, byte for byte. `make programs` runs them all and writes this page;"
	print "`test/programs` has the cases. A machine is QEMU's microvm. A server's cases are its clients, on the host, and its"
	print "end by SIGTERM; its port is published with `pith run -p`, through passt.\n"
	row = "| program | version |"
	line = "|---|---|"
	for (p = 1; p <= nr_platforms; p++) {
		row = row " " title[platform[p]] " |"
		line = line "---|"
	}
	print row " what does not pass, and why |"
	print line "---|"
	for (i = 1; i <= nr; i++) {
		name = order[i]
		row = "| [" name "](../test/programs/" name "/program) | " version[name] " |"
		for (p = 1; p <= nr_platforms; p++)
			row = row " " passes[name, platform[p]] + 0 " of " runs[name, platform[p]] + 0 " |"
		n = split(notes[name], list, "\n")
		why = ""
		for (k = 1; k < n; k++) {
			split(list[k], part, SUBSEP)
			why = why (why == "" ? "" : "; ") where[list[k]] " " part[2] (part[2] == "waits" ? "" : on[list[k]]) ": " part[3]
		}
		print row " " why " |"
	}
	print "\n## What they are\n"
	for (i = 1; i <= nr; i++)
		print "- " order[i] ": " text[order[i]]
}
