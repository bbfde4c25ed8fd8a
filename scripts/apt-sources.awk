# SPDX-License-Identifier: MIT
# Where Debian's source packages are, from where this system has its binary packages.
#
# Reads apt's own configuration, one-line (.list) and deb822 (.sources), and writes the same places as one
# deb822 file with `Types: deb-src`. Only Debian's own suites of release (codename) count, only `main`, and
# no backports: an archive of somebody else need not have sources at all.

function debian_suites(text,    n, i, part, found) {
	n = split(text, part, /[ \t]+/)
	for (i = 1; i <= n; i++)
		if (part[i] == codename || part[i] == codename "-updates" || part[i] == codename "-security")
			found = found " " part[i]
	return found
}

function has_main(text) {
	return (" " text " ") ~ /[ \t]main[ \t]/
}

# --- deb822: a stanza is copied with its types, suites and components replaced ---

function stanza_end(    suites) {
	suites = debian_suites(field["suites"])
	if ((" " field["types"] " ") ~ / deb / && tolower(field["enabled"]) !~ /^ *(no|false|off|0)/ &&
	    suites != "" && has_main(field["components"]))
		printf "Types: deb-src\nSuites:%s\nComponents: main\n%s\n", suites, kept
	kept = name = ""
	split("", field)
}

FNR == 1 {
	stanza_end()
	one_line = FILENAME ~ /\.list$/
}

!one_line && /^[ \t]*$/ { stanza_end(); next }
!one_line && /^#/ { next }
!one_line {
	if ($0 !~ /^[ \t]/) {
		name = tolower(substr($0, 1, index($0, ":") - 1))
		field[name] = substr($0, index($0, ":") + 1)
	} else
		field[name] = field[name] " " $0
	if (name == "uris" || name == "signed-by" || name == "trusted")
		kept = kept $0 "\n"
}

# --- one line: deb [options] URI suite component... ---

one_line && /^[ \t]*deb[ \t]/ {
	sub(/#.*/, "")
	sub(/^[ \t]*deb[ \t]+/, "")
	signed = ""
	if (match($0, /^\[[^]]*\]/)) {
		options = substr($0, 2, RLENGTH - 2)
		$0 = substr($0, RLENGTH + 1)
		if (match(options, /signed-by=[^ \t]+/))
			signed = "Signed-By: " substr(options, RSTART + 10, RLENGTH - 10) "\n"
	}
	uri = $1
	suite = $2
	$1 = $2 = ""
	if (uri !~ /^cdrom:/ && debian_suites(suite) != "" && has_main($0))
		printf "Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n%s\n", uri, suite, signed
}

END { stanza_end() }
