# SPDX-License-Identifier: MIT
# Completion of `pith` for bash: source it, or put it into /usr/share/bash-completion/completions/pith.
#
# Commands and options are asked of the tool's own --help, so they are those of the pith in PATH. Only what an
# option's value may be stands here.

# The words that may follow option $1 of command $2; fails when these are not known words.
_pith_values()
{
	case $2:$1 in
	run:--on) echo auto process qemu ;;
	run:--machine) echo microvm microvm,acpi=off pc q35 ;;
	run:--net) echo none user passt tap= ;;
	run:--set) echo log=err log=warn log=info log=debug ;;
	build:--target | build:-t) echo any vm process ;;
	build:--cc) echo gcc clang ;;
	build:--ring) echo 0 3 ;;
	build:--erofs) echo lz4 ;;
	build:--owner) echo root keep ;;
	build:--root) echo image file ;;
	build:-O) echo 0 1 2 3 s g ;;
	kill:--signal | kill:-s) echo TERM INT HUP QUIT USR1 USR2 KILL ;;
	*) return 1 ;;
	esac
}

# The names that command $1 takes; fails for one that takes files.
_pith_names()
{
	case $1 in
	stop | kill) "${_pith_tool:-pith}" ps -q ;;
	logs | wait | rm) "${_pith_tool:-pith}" ps -aq ;;
	ps | doctor) ;;
	*) return 1 ;;
	esac 2>/dev/null
}

_pith_options()
{
	"${_pith_tool:-pith}" "$1" --help 2>/dev/null | grep -Eo '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -Eo -- '--[a-z-]+'
}

_pith_commands()
{
	"${_pith_tool:-pith}" --help 2>/dev/null | awk '/^  [a-z]/ { print $1 }'
}

_pith()
{
	local cur=${COMP_WORDS[COMP_CWORD]} command='' previous='' words i
	local _pith_tool=${COMP_WORDS[0]}

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*) ;;
		*) command=${COMP_WORDS[i]}; break ;;
		esac
	done
	if [ -z "$command" ]; then
		words=$(_pith_commands)
		[[ $cur == -* ]] && words='--help --verbose --version'
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi

	((COMP_CWORD - 1 > i)) && previous=${COMP_WORDS[COMP_CWORD - 1]}
	# bash cuts --on=qemu into three words.
	if [ "$cur" = = ]; then
		cur=
	elif [ "$previous" = = ]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if words=$(_pith_values "$previous" "$command"); then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_pith_options "$command")" -- "$cur")
	elif words=$(_pith_names "$command"); then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif [ "$command" = run ] && [[ $previous == --workdir || $previous == -w ]]; then
		COMPREPLY=()
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _pith pith
