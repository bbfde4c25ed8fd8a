# SPDX-License-Identifier: MIT
# pith inspect, explain and doctor: what they say is so.

pith inspect "$IMAGES/show"
is "inspect ends well" $? 0
size=$(stat -c %s "$IMAGES/show")
is "the libraries add up to the file" \
	"$(awk '$1 == "library" { on = 1; next } $1 == "total" { on = 0 } on { n = $(NF - 1); gsub(/,/, "", n); sum += n }
		END { print sum }' out)" "$size"
ok "the C library is the larger part of printf" awk '/^C library/ { gsub(/,/, ""); exit !($4 > 5000) }' out
for call in writev getcwd; do
	ok "the system call $call is listed" grep -q "^$call " out
done
ok "a call that is not reached is not" sh -c '! grep -q "^fork" out'
for driver in uart16550 host_console; do
	ok "the driver $driver is listed" grep -q "^$driver " out
done

pith inspect "$IMAGES/keys"
ok "keys are listed with their types" grep -Eq '^port +int 1 65535 +8080 +PORT' out
ok "a key without a default says so" grep -Eq '^who +string +\(none\) +WHO' out

pith inspect --json "$IMAGES/show"
ok "--json is JSON" json out
ok "and has the libraries" grep -q '"C library (musl)"' out
cp "$IMAGES/show" alone
pith inspect alone
is "without the debug file, the rest is shown" "$?:$(grep -c '^not shown' out)" 0:1

pith inspect --map map.svg "$IMAGES/show"
ok "the map is an SVG file that ends" sh -c 'grep -q "^<svg " map.svg && tail -n 1 map.svg | grep -qx "</svg>"'
ok "and names what is in the image" grep -q vfprintf map.svg

pith inspect --sbom "$IMAGES/show"
ok "the bill of materials is SPDX" grep -qx 'SPDXVersion: SPDX-2.3' out
ok "and has the source with its hash" sh -c \
	'grep -A 4 -x "PackageName: show.c" out | grep -qx "PackageChecksum: SHA256: $(sha256sum <"$SOURCES/show.c" | cut -d" " -f1)"'
cp out first
pith inspect --sbom "$IMAGES/show"
ok "and is the same every time" cmp first out

pith explain "$IMAGES/show" vfprintf
is "explain ends well" $? 0
is "the chain begins where execution does" "$(awk 'NR == 1 { print $1 }' out)" pith.start
ok "and goes through main and printf" sh -c 'grep -q "^-> main " out && grep -q "^-> printf " out'
is "and ends at what was asked for" "$(tail -n 1 out | awk '{ print $2 }')" vfprintf
for what in writev uart16550 kern/core/config.c pith.sys_writev; do
	pith explain "$IMAGES/show" "$what"
	is "explain $what" $? 0
done
pith explain --json "$IMAGES/show" main
ok "--json is JSON" json out

pith doctor
ok "doctor finds the compiler" grep -q '^compiler *yes' out
pith doctor --json
ok "--json is JSON" json out
