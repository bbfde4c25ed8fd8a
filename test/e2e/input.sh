# SPDX-License-Identifier: MIT
# Bad input: one clear sentence with the object in it, and exit status 125.

mkdir empty
echo 'just text' >text
printf '\177ELF\002\001\001' >short
head -c 1000 "$IMAGES/exit" >cut
{ head -c 18 "$IMAGES/exit"; printf '\267\0'; tail -c +21 "$IMAGES/exit"; } >arm
cp "$IMAGES/exit" alone

ok "no command" says 125 'error: no command given*'
ok "a command mistyped" says 125 "error: unknown command 'rnu' (did you mean 'run'?)" rnu
ok "no image" says 125 'error: no image given*' run
ok "a missing file" says 125 "error: open 'missing': No such file or directory" run missing
ok "a text file" says 125 "error: open 'text': not an ELF file" run text
ok "a truncated ELF file" says 125 "error: open 'short': *" run short
ok "a truncated image" says 125 "error: *'cut'*" run cut
ok "an ELF file of another machine" says 125 "error: open 'arm': not an x86-64 ELF file*" run arm
cp /bin/true plain && chmod -x plain
ok "an ELF file that is no image, nor can be run" says 125 "error: 'plain' is an ELF file, but not a Pith image" run plain
ok "a folder that is no source" says 125 "error: *'empty'*" run empty
ok "a missing C file" says 125 "error: open 'missing.c': No such file or directory" run missing.c
ok "an unknown option" says 125 "error: unknown option '--memroy' (did you mean '--memory'?)" run --memroy 1M x
ok "an option without its value" says 125 "error: option '--memory' wants a value: SIZE" run --memory
ok "a size that is none" says 125 "error: --memory '12q': not a size such as 64M" run -m 12q "$IMAGES/exit"
ok "a time that is none" says 125 "error: --timeout 'soon': *" run --timeout soon "$IMAGES/exit"
ok "a place that is none" says 125 "error: --on 'moon': not auto, process or qemu" run --on moon "$IMAGES/exit"
ok "a machine that is none" says 125 "error: --machine 'z80': not microvm, *pc or q35" run --machine z80 "$IMAGES/exit"
ok "a terminal where there is none" says 125 'error: -t: standard input is not a terminal' run -t "$IMAGES/exit"
ok "a port that is none" says 125 "error: -p '80:x': not [[]ADDRESS:]HOST:GUEST*" run -p 80:x "$IMAGES/exit"
ok "a network that is none" says 125 "error: --net 'moon': not none, user, passt or tap=NAME" run --net moon "$IMAGES/exit"
ok "a port of what has no network" says 125 "error: '*exit' has no network: nothing in it uses one" \
	run -p 8080:80 "$IMAGES/exit"
ok "a network for what has none" says 125 "error: '*exit' has no network: *" run --net user "$IMAGES/exit"
ok "volumes, for later" says 125 "error: -v 'a:b': volumes come with a later release" run -v a:b "$IMAGES/exit"
ok "a variable without a name" says 125 "error: -e '=x': not a variable's name" run -e =x "$IMAGES/exit"
ok "--set without a value" says 125 "error: --set 'log': not KEY=VALUE" run --set log "$IMAGES/exit"

ok "an unknown key" says 125 "error: unknown key 'prot' (did you mean 'port'?)" run --set prot=1 "$IMAGES/keys"
ok "a key's value out of bounds" says 125 "error: key 'port': '70000' is not an int from 1 to 65535" \
	run --set port=70000 --set who=x "$IMAGES/keys"
ok "a key's value of another type" says 125 "error: key 'mode': 'wild' is not one of calm, loud" \
	run --set mode=wild --set who=x "$IMAGES/keys"
ok "a key's value by its variable" says 125 "error: key 'port': 'x' is not an int from 1 to 65535" \
	run -e PORT=x --set who=x "$IMAGES/keys"
ok "a key that must be given" says 125 "error: key 'who' has no value: give it with --set who=VALUE" run "$IMAGES/keys"
ok "an own key of the library OS" says 125 "error: key 'log': 'all' is not one of err, warn, info, debug" \
	run --set log=all "$IMAGES/exit"
for on in process qemu; do
	pith run --on $on -e TZ=CET --set port=99 --set 'who=a "b" c' "$IMAGES/keys" </dev/null
	is "$on: keys become variables, and late values replace early ones" "$?:$(grep '^env' out | sort | tr '\n' '|')" \
		'0:env LANG=C|env MODE=calm|env PORT=99|env TZ=CET|env WHO=a "b" c|'
done

ok "QEMU that is not installed" env PATH="$WORK/empty" /bin/bash -c '
	"$PITH" run --on qemu "$IMAGES/exit" 2>err; [ $? = 125 ] && [[ $(<err) == "error: run "*" is not installed (apt-get install "* ]]'
ok "an image for machines only, as a process" says 125 "error: *'*exit.vm' was built for a machine*" \
	run --on process "$IMAGES/exit.vm"
ok "an image for processes only, as a machine" says 125 "error: *'*exit.process' was built for a process*" \
	run --on qemu "$IMAGES/exit.process"
pith run "$IMAGES/exit.vm" 42 </dev/null
is "an image for machines only runs as one by itself" $? 42

ok "inspect without an image" says 125 'error: inspect wants one image*' inspect
ok "explain without a name" says 125 'error: explain wants an image and a name*' explain "$IMAGES/exit"
ok "explain what is not there" says 125 "error: 'mian' is not in '$IMAGES/exit' (did you mean 'main'?)" \
	explain "$IMAGES/exit" mian
ok "explain without the debug file" says 125 "error: *'alone.debug'*" explain alone main
ok "a map without the debug file" says 125 "error: *'alone.debug'*" inspect --map map.svg alone
ok "doctor with an argument" says 125 "error: doctor takes no argument: 'please'" doctor please
