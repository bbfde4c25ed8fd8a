# SPDX-License-Identifier: MIT
# --help, the man pages and the completion speak of the same options: those in the tables.

commands=$("$PITH" --help | awk '/^  [a-z]/ { print $1 }')

# The long options that a help text lists.
options() { grep -Eo '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -Eo -- '--[a-z-]+' | sort -u; }

# The long options that a man page describes (mdoc: .It Fl m , Fl -memory Ar SIZE).
described() { grep '^\.It Fl' "$1" | grep -Eo 'Fl -[a-z-]+' | sed 's/Fl -/--/' | sort -u; }

for command in $commands; do
	page=$TOP/docs/man/pith-$command.1
	ok "$command has a man page" test -f "$page"
	ok "pith(1) names $command" grep -q "pith-$command 1" "$TOP/docs/man/pith.1"
	case $command in ar | cc) continue ;; esac # these speak the compiler's and binutils' own languages
	pith $command --help
	is "$command --help ends well" "$?:$(cat err)" 0:
	ok "$command --help begins with its usage" sh -c "head -n 1 out | grep -q '^usage: pith $command'"
	options <out >have
	grep -q . have || continue
	described "$page" >want
	ok "$command: man page and options agree" diff want have
done

# What the completion offers for a line.
complete_line()
{
	PATH=$(dirname "$PITH"):$PATH bash -c '
		. "$0/completions/pith.bash"
		COMP_WORDS=("$@")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_pith
		printf "%s\n" "${COMPREPLY[@]}"' "$TOP" "$@" | sort -u
}

complete_line pith '' >got
for command in $commands; do
	ok "completion offers $command" grep -qx "$command" got
done
for command in build run inspect explain doctor ps logs stop kill wait rm trace debug; do
	"$PITH" $command --help | options >want
	complete_line pith $command -- >got
	ok "completion offers the options of $command" diff got want
done
is "completion knows the places" "$(complete_line pith run --on '' | tr '\n' ' ')" 'auto process qemu '
is "completion knows the machines" "$(complete_line pith run --machine p | tr '\n' ' ')" 'pc '
if command -v mandoc >/dev/null; then
	ok "the man pages are well formed" sh -c 'mandoc -T lint -W error "$TOP"/docs/man/*'
else
	skip "the man pages are well formed" "mandoc is not installed"
fi
