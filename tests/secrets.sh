# SPDX-License-Identifier: GPL-2.0-only
# Secrets: where a value goes and where it must never be, and the answers to
# what is wrong with the file or the configuration.
. tests/lib.sh
out=out/malta_sectest
minimal=out/malta_minimal/config.json
make -s board=malta $minimal $tools/mkmanifest out/pkg/mips/busybox \
	> "$tmp/log" 2>&1 || {
	bad "secrets: minimal: $(tail -n 2 "$tmp/log" | tr '\n' '|')"
	exit 1
}

# with JQ-FILTER: minimal with a secret in a file, and what the filter adds.
with() {
	jq --arg dir "$PWD/${minimal%/*}" '(.files[].source | strings) |=
		if startswith("/") then . else "\($dir)/\(.)" end |
	.secrets["wifi"] = {description: "passphrase of the WLAN",
		min_bytes: 8, max_bytes: 20} |
	.files["/etc/wifi.conf"] = {mode: "0600",
		content: "psk=@secret:wifi@\nagain=@secret:wifi@;\n"} |
	.origins["secrets.wifi"] = "modules/ap.nix" |
	.origins["files./etc/wifi.conf"] = "modules/ap.nix" |
	'"$1" $minimal > "$tmp/sectest.json"
}
value="Xq7 #=\"pass'word"
printf '# mine\r\n\nwifi =  %s\t\r\nother=unused here\n' "$value" > "$tmp/secrets"

build() {
	make board=malta "config=$tmp/sectest.json" "SECRETS=$tmp/secrets" "$@"
}

# ---- a whole build ----

with .
rm -rf $out
mkdir -p $out "$tmp/tftp"
chmod 755 $out
(umask 022 && build V=1 "TFTPROOT=$tmp/tftp" firmware phramware layout) \
	> "$tmp/out" 2>&1 && ok "secrets: image built" || {
	bad "secrets: build: $(tail -n 3 "$tmp/out" | tr '\n' '|')"
	exit 1
}
same "secrets: nothing of it in make's output" 0 "$(grep -cF "$value" "$tmp/out")"
same "secrets: the copy for TFTP says so" 1 "$(grep -c \
	'contains secrets (wifi) and everybody' "$tmp/out")"
build -n -B firmware phramware > "$tmp/commands" 2>&1
same "secrets: nor in any command" 0 "$(grep -cF "$value" "$tmp/commands")"
same "secrets: only the generated file and mkrootfs's memory have it" \
	"$out/rootfs.cache $out/rootfs.d/etc/wifi.conf" \
	"$(grep -rlF "$value" $out | sort | tr '\n' ' ' | sed 's/ $//')"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/phramework
same "secrets: nothing in the cache" "" "$(find "$cache/build" "$cache/log" \
	-newer "$tmp/secrets" -type f -exec grep -lF "$value" {} +)"
same "secrets: the folder is private" 700 "$(stat -c %a $out)"
same "secrets: and what was generated" "" \
	"$(find $out/rootfs.d -perm /077 | head -n 3)"
same "secrets: the report lists the name" '["wifi"]' \
	"$(jq -c .secrets $out/manifest.json)"
printf 'psk=%s\nagain=%s;\n' "$value" "$value" > "$tmp/expected"
unsquashfs -cat $out/rootfs.squashfs etc/wifi.conf > "$tmp/found" 2> /dev/null
pass "secrets: the device gets the value" cmp "$tmp/expected" "$tmp/found"
same "secrets: for root alone" "file /etc/wifi.conf 0600 0 0" \
	"$(sed -n 's,^\(file /etc/wifi.conf [^ ]* 0 0\) .*,\1,p' $out/rootfs.manifest)"

# What is typed, and what stands in the file, are inputs.
sed 's/pass/PASS/' "$tmp/secrets" > "$tmp/secrets2"
build "SECRETS=$tmp/secrets2" $out/rootfs.squashfs > "$tmp/out" 2>&1
unsquashfs -cat $out/rootfs.squashfs etc/wifi.conf 2> /dev/null |
	grep -q PASS && ok "secrets: another file, another image" ||
	bad "secrets: another file, another image"
refuses "secrets: no file given" \
	"modules/ap.nix: secrets.wifi: has no value \(passphrase of the WLAN\): put the line 'wifi = VALUE' into a file and type SECRETS=FILE" \
	make board=malta "config=$tmp/sectest.json" $out/rootfs.squashfs
refuses "secrets: file that is not there" 'gone: No such file' \
	build "SECRETS=$tmp/gone" $out/rootfs.squashfs
rm -rf $out
for goal in firmware phramware sizes; do
	refuses "secrets: none for $goal" "secrets.wifi: has no value" \
		make board=malta "config=$tmp/sectest.json" $goal
	same "secrets: $goal: in one line, and then make's" 2 \
		"$(grep -vc '^  CC ' "$tmp/out")"
	same "secrets: $goal: told before the kernel and busybox" "" \
		"$(ls -d $out/kernel* $out/busybox* 2> /dev/null)"
	rm -rf $out
done

# ---- what is wrong with the file ----

mk() {
	$tools/mkmanifest -P out/pkg/mips -g "$tmp/gen" -s "$tmp/s" \
		-o "$tmp/m" "$tmp/sectest.json"
}
# file NAME PATTERN TEXT (for printf): must be refused, without the value
file() {
	printf "$3" > "$tmp/s"
	refuses "secrets: $1" "$2" mk
	! grep -qi 'hidden' "$tmp/out" || bad "secrets: $1: tells the value"
}
with .
file "missing" "modules/ap.nix: secrets.wifi: $tmp/s has no value for it \(passphrase of the WLAN\): add the line 'wifi = VALUE'" 'x = hidden\n'
file "no =" "$tmp/s:2: expected NAME = VALUE" '\nhidden hidden\n'
file "no name" "s:1: the name before = is to have" '= hiddenhidden\n'
file "bad name" "s:1: the name before = is to have" 'hidden wifi = hidden\n'
file "twice" "s:3: wifi has a value in line 1 already" \
	'wifi = hidden123\n\nwifi = hidden456\n'
file "too short" "s:2: wifi \(passphrase of the WLAN\) has 7 bytes, but must have 8 to 20" '\nwifi = hidden1\n'
file "too long" "has 21 bytes, but must have 8 to 20" \
	'wifi = hidden789012345678901\n'
file "NUL" "s:1: the value of wifi has a control character" \
	'wifi = hidden\000hidden\n'
file "tab" "s:1: the value of wifi has a control" 'wifi = hid\tdenhidden\n'
chmod 644 "$tmp/s"

# ---- what is wrong with the configuration ----

echo "wifi = hiddenhidden" > "$tmp/s"
# config NAME PATTERN JQ-FILTER
config() {
	with "$3"
	refuses "secrets: $1" "$2" mk
}
config "file for everybody" 'modules/ap.nix: files\["/etc/wifi.conf"\]: holds a secret, so "mode" has to be "0600", .* and is "0644"' \
	'del(.files["/etc/wifi.conf"].mode)'
config "group that nobody named" 'and is "0640"' \
	'.files["/etc/wifi.conf"].mode = "0640"'
with '.files["/etc/wifi.conf"] += {mode: "0640", group: "tty"}'
pass "secrets: group that was named" mk
config "group that may write" 'and is "0660"' \
	'.files["/etc/wifi.conf"] += {mode: "0660", group: "tty"}'
config "undeclared" 'ap.nix: files\["/etc/wifi.conf"\]: there is no "wify" in secrets' \
	'.files["/etc/wifi.conf"].content = "@secret:wify@"'
config "marker without an end" 'is written @secret:NAME@' \
	'.files["/etc/wifi.conf"].content = "@secret:wifi \n"'
config "in a script" 'services.x.run: a secret can stand only in the "content"' \
	'.services.x.run = "exec y @secret:wifi@"'
config "on the command line" 'cmdline\[0\]: a secret can stand only' \
	'.cmdline = ["x=@secret:wifi@"]'
config "lengths" 'secrets.wifi: min_bytes is larger than max_bytes' \
	'.secrets.wifi.min_bytes = 21'
echo 'psk=@secret:wifi@' > "$tmp/source"
config "in a source file" '/etc/x: .*/source has a marker for a secret: only "content"' \
	'.files["/etc/x"] = {mode: "0600", source: "source"}'
