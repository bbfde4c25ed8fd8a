# SPDX-License-Identifier: MIT
# Counting guest instructions with QEMU's plugin interface; sourced by bench/run and scripts/demo.
# Wants O, the output folder, and work, a folder for what it makes.

qemu_base=(qemu-system-x86_64 -accel tcg -cpu max -nodefaults -no-user-config -display none -no-reboot
	-device "isa-debug-exit,iobase=0xf4,iosize=4")

fail()
{
	echo "bench: $*" >&2
	exit 1
}

plugin()
{
	[ -e "$work/bootcount.so" ] && return
	scripts/deps "$O" qemu || exit 1
	# shellcheck disable=SC2046
	gcc -O2 -shared -fPIC -I "$O/src/qemu/include/qemu" $(pkg-config --cflags glib-2.0) \
		-o "$work/bootcount.so" bench/bootcount.c || fail "cannot build the counting plugin"
}

# Set first and total to the guest instructions to the first console byte and to the end, with RAM of $2 and the
# command line $3.
# Iterations of string instructions are left out, and their number until the end is left in rep.
count_boot()
{
	local image=$1 memory=$2
	rm -f "$work/console" "$work/count"
	timeout 60 "${qemu_base[@]}" -M microvm -m "$memory" -kernel "$image" -append "${3-}" -serial "file:$work/console" \
		-plugin "$work/bootcount.so,start=0x100000,limit=0x80000000,n=0,con=$work/console,log=$work/count" \
		> "$work/log" 2>&1
	read -r first rep < <(sed -n 's/.*first console byte: after \([0-9]*\) instructions (rep \([0-9]*\)).*/\1 \2/p' \
		"$work/count")
	first=$((first - rep))
	read -r total rep < <(sed -n 's/.*exit: \([0-9]*\) instructions (rep \([0-9]*\)).*/\1 \2/p' "$work/count")
	if [ "$first" -le 0 ] || [ -z "$total" ]; then fail "no count for $image with $memory: $(tail -n 1 "$work/log")"; fi
	total=$((total - rep))
}
