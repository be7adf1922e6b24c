#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The root file system end to end: configuration -> manifest -> squashfs, read
# again by squashfs-tools, and the tools' answers to bad input.
. tests/lib.sh

make -s board=malta out/malta_minimal/rootfs.manifest out/pkg/mips/busybox \
	> "$tmp/log" 2>&1 || {
	bad "rootfs: no manifest: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
	exit 1
}
manifest=out/malta_minimal/rootfs.manifest
SOURCE_DATE_EPOCH=1735689600
export SOURCE_DATE_EPOCH
build="$tools/mkrootfs --arch mips --block-size 262144"

# ---- one image, read by another program ----

pass "rootfs: image written" $build --sizes "$tmp/sizes" \
	--sizes-json "$tmp/sizes.json" $manifest "$tmp/a.sqfs"

# "TYPE PATH MODE UID/GID [TARGET]" of either side; no name here has a blank
grep -v '^#' $manifest | awk 'NF {
	line = $1 " " $2 " " $3 " " $4 "/" $5
	if ($1 == "slink")
		line = line " " $6
	if ($1 == "nod")
		line = line " " $7 "," $8
	print line
}' | sort > "$tmp/wanted"
unsquashfs -d '' -lln "$tmp/a.sqfs" | awk '
function octal(s, at,	n) {
	n = (substr(s, at, 1) == "r") * 4 + (substr(s, at + 1, 1) == "w") * 2
	return n + (substr(s, at + 2, 1) ~ /[xst]/)
}
BEGIN {
	kind["d"] = "dir"; kind["-"] = "file"; kind["l"] = "slink"
	kind["c"] = "nod"; kind["b"] = "nod"; kind["p"] = "pipe"
	kind["s"] = "sock"
}
/^[-dlcbps][-rwxstST]+ / {
	k = kind[substr($1, 1, 1)]
	special = ($1 ~ /^...[sS]/) * 4 + ($1 ~ /^......[sS]/) * 2 + ($1 ~ /[tT]$/)
	mode = special octal($1, 2) octal($1, 5) octal($1, 8)
	n = k == "nod" ? 7 : 6
	if (k == "nod" && $3 ~ /,[0-9]/)
		n = 6
	if (!$n)
		next
	line = k " " $n " " mode " " $2
	if (k == "slink")
		line = line " " $(n + 2)
	if (k == "nod") {
		number = $3
		if (n == 7)
			number = number $4
		line = line " " number
	}
	print line
}' | sort > "$tmp/found"
if cmp -s "$tmp/wanted" "$tmp/found"; then
	ok "rootfs: unsquashfs lists exactly the manifest"
else
	bad "rootfs: unsquashfs lists exactly the manifest: $(diff "$tmp/wanted" "$tmp/found" | head -4 | tr '\n' '|')"
fi

# without root the two device nodes cannot be made, which is no matter here
(cd "$tmp" && umask 0 && unsquashfs -q -n -no-xattrs -d tree a.sqfs) \
	> /dev/null 2>&1
different=
while read -r keyword path mode uid gid location; do
	[ "$keyword" = file ] || continue
	cmp -s "$tmp/tree$path" "$location" || different="$different $path"
done < $manifest
same "rootfs: every file comes back as it went in" "" "$different"
same "rootfs: every file is dated by SOURCE_DATE_EPOCH" "1735689600" \
	"$(find "$tmp/tree" ! -name tree -printf '%Ts\n' | sort -u | tr '\n' ' ' | sed 's/ $//')"

# ---- the same bits ----

mkdir "$tmp/elsewhere"
top=$(pwd)
pass "rootfs: one thread" $build -j 1 $manifest "$tmp/j1.sqfs"
pass "rootfs: four threads, another directory and umask" sh -c "umask 077
	cd '$tmp/elsewhere' && '$top/$tools/mkrootfs' -C '$top' --arch mips \
	--block-size 262144 -j 4 $manifest '$tmp/j4.sqfs'"
for image in j1 j4; do
	if cmp -s "$tmp/a.sqfs" "$tmp/$image.sqfs"; then
		ok "rootfs: $image has the same bits"
	else
		bad "rootfs: $image has other bits"
	fi
done
{ head -n 12 $manifest | grep '^#'; grep -v '^#@ runtime' $manifest | tac; } \
	> "$tmp/backwards" 2> /dev/null
pass "rootfs: lines backwards" $build "$tmp/backwards" "$tmp/b.sqfs"
pass "rootfs: have the same bits" cmp "$tmp/a.sqfs" "$tmp/b.sqfs"

for how in first again damaged; do
	[ $how != damaged ] || printf 'x' |
		dd of="$tmp/cache" bs=1 seek=400000 conv=notrunc 2> /dev/null
	rm -f "$tmp/c.sqfs"
	$build --cache "$tmp/cache" $manifest "$tmp/c.sqfs" > "$tmp/out" 2>&1
	pass "rootfs: cache, $how: same bits" cmp "$tmp/a.sqfs" "$tmp/c.sqfs"
done

manifest_again() {
	(umask "$1" && $tools/mkmanifest -P out/pkg/mips -g "$tmp/gen" \
		-b out/malta_minimal/board.facts -o "$2" out/malta_minimal/config.json)
}
manifest_again 077 "$tmp/m1" && cp "$tmp/m1" "$tmp/m1.copy"
manifest_again 000 "$tmp/m1"
pass "rootfs: the manifest does not know the umask" cmp "$tmp/m1" "$tmp/m1.copy"

# ---- sizes ----

total=$(stat -c %s "$tmp/a.sqfs")
same "rootfs: the JSON table adds up to the image" "$total $total" "$(
	jq -r '(.super_block_bytes + .table_bytes + .padding_bytes) as $rest |
		[.packages, .files] | map(map(.image_bytes) | add + $rest |
		tostring) | join(" ")' "$tmp/sizes.json"
)"
same "rootfs: the text table ends in the image's size" "$total" \
	"$(awk '$1 == "total" { gsub(",", "", $4); print $4 }' "$tmp/sizes")"

used() { od -An -t u8 -j 40 -N 8 "$1" | tr -d ' '; }
smallest=
for x in lc=3,lp=0,pb=2 lc=0,lp=2,pb=2 lc=1,lp=2,pb=2 lc=2,lp=2,pb=2 lc=1,lp=0,pb=2; do
	gensquashfs -q -f -D . -F $manifest -c xz -X "level=9,extreme,$x" \
		-b 262144 "$tmp/g.sqfs" > /dev/null 2>&1 || continue
	n=$(used "$tmp/g.sqfs")
	[ -n "$smallest" ] && [ "$smallest" -le "$n" ] || smallest=$n
done
mksquashfs "$tmp/tree" "$tmp/m.sqfs" -noappend -quiet -no-progress -no-xattrs \
	-comp xz -b 262144 -all-root > /dev/null 2>&1
ours=$(used "$tmp/a.sqfs")
theirs=$(used "$tmp/m.sqfs")
if [ -n "$smallest" ] && [ "$ours" -lt "$smallest" ]; then
	ok "rootfs: $ours bytes, gensquashfs at its best $smallest"
else
	bad "rootfs: $ours bytes, gensquashfs at its best ${smallest:-failed}"
fi
if [ "$ours" -lt "$theirs" ]; then
	ok "rootfs: $ours bytes, mksquashfs $theirs"
else
	bad "rootfs: $ours bytes, mksquashfs $theirs"
fi

# ---- what must be refused, and leave nothing behind ----

with() { { cat $manifest; printf '%b' "$1"; } > "$tmp/bad"; }
nothing() {
	if [ -e "$tmp/bad.sqfs" ]; then
		bad "rootfs: $1 left an image"
		rm -f "$tmp/bad.sqfs"
	else
		ok "rootfs: $1 left no image"
	fi
}
refuse() { refuses "rootfs: $1" "$2" $build "$tmp/bad" "$tmp/bad.sqfs"; }

with "file /bin/host 0755 0 0 $tools/mkrootfs\n"
refuse "program of the host" '/bin/host: ELF class is 64-bit, mips needs 32-bit'
nothing "program of the host"
mipsel=$(find /usr/mipsel-linux-gnu/lib -name libc.so.6 2> /dev/null | head -1)
if [ -n "$mipsel" ]; then
	with "file /lib/wrong.so 0755 0 0 $mipsel\n"
	refuse "wrong-endian library" \
		'/lib/wrong.so: ELF byte order is little-endian, mips needs big'
fi
with "slink /etc/x 0777 0 0 nowhere\n"
refuse "dangling symlink" "bad:[0-9]+: /etc/x: dangling symlink: there is no nowhere"
with "file /bin/busybox 0755 0 0 configs/base/rc\n"
refuse "colliding files" '/bin/busybox: two files for one path, the other is of .*\(busybox, '
printf 'x\n-----BEGIN PRIVATE KEY-----\n' > "$tmp/key"
with "file /etc/x 0600 0 0 $tmp/key\n"
refuse "private key" '/etc/x: PEM private key'
with "file /bin/x 4755 0 0 configs/base/rc\n"
refuse "set-uid" 'set-uid, which nobody asked for'
with "dir /a/../../b 0755 0 0\n"
refuse "name that escapes" "bad:[0-9]+: name escapes the root"
with "file /etc/x 0644 0 0 $tmp/gone\n"
refuse "missing file" "bad:[0-9]+: /etc/x: .*gone: No such file"
grep -v ' /sbin/init ' $manifest > "$tmp/bad"
refuse "missing init" '/sbin/init: init is missing'
grep -v ' /lib/ld-musl' $manifest > "$tmp/bad"
refuse "missing loader" 'its ELF interpreter /lib/ld-musl.* is missing'
nothing "missing loader"

cp "$tmp/a.sqfs" "$tmp/old.sqfs"
sh -c "ulimit -f 100; trap '' XFSZ; exec $build $manifest '$tmp/old.sqfs'" \
	> "$tmp/out" 2>&1
same "rootfs: full disk is a failure of the system" 111 $?
pass "rootfs: full disk leaves the old image" cmp "$tmp/a.sqfs" "$tmp/old.sqfs"

# ---- configurations ----

config() {
	printf '%s' "$1" > "$tmp/c.json"
	shift
	refuses "$@" $tools/mkmanifest -P out/pkg/mips -g "$tmp/gen" \
		-o "$tmp/c.manifest" "$tmp/c.json"
}
head='{"description": "d", "hostname": "h"'
config "$head,}" "config: JSON error has line and column" 'c.json:1:[0-9]+: '
config "$head, \"packages\": [\"gone\"]}" "config: unknown package" \
	'packages: gone: there is no out/pkg/mips/gone'
config "$head, \"packages\": [\"busybox\"], \"files\": {\"/bin/busybox\": {\"content\": \"x\"}}}" \
	"config: file of a package" \
	'/bin/busybox: two files for one path, the other is of .*files'
config "$head, \"packages\": [\"gone\"], \"origins\": {\"packages.gone\": \"m.nix\"}}" \
	"config: unknown package of a module" '^mkmanifest: m.nix: packages: gone: there is no'
config "$head, \"packages\": [\"busybox\"], \"files\": {\"/bin/busybox\": {\"content\": \"x\"}}, \"origins\": {\"files./bin/busybox\": \"m.nix\"}}" \
	"config: file of a package and of a module" \
	'/bin/busybox: two files for one path, the other is of m.nix: files'
config "$head, \"busybox_options\": {\"FTPD\": \"y\"}}" \
	"config: busybox options without busybox" \
	'busybox_options: "busybox" is not in packages'
config "$head, \"mounts\": {\"/var\": {\"type\": \"tmpfs\"}}, \"files\": {\"/var/x\": {\"content\": \"x\"}}}" \
	"config: file under a tmpfs" '/var/x: is hidden'
config "$head, \"services\": {\"a\": {\"run\": \"x\"}}}" \
	"config: services without /run" 'need a tmpfs at /run'
config "$head, \"permissions\": {\"/gone\": {\"mode\": \"4755\"}}}" \
	"config: permissions of nothing" '/gone: there is no such file'

keys() {
	$tools/mkmanifest -P out/pkg/mips -g "$tmp/gen" -k "$tmp/keys" \
		-o "$tmp/k.manifest" out/malta_minimal/config.json
}
printf '# mine\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me\n' > "$tmp/keys"
pass "config: public key accepted" keys
same "config: and installed for root only" \
	"file /root/.ssh/authorized_keys 0600 0 0" \
	"$(awk '/authorized_keys/ { print $1, $2, $3, $4, $5 }' "$tmp/k.manifest")"
printf 'ssh-ed25519 AAAA me\n-----BEGIN OPENSSH PRIVATE KEY-----\n' > "$tmp/keys"
refuses "config: private key refused" 'keys:2: this is a private key' keys

pass "config: set-uid asked for by name" sh -c "
	sed 's|^{|&\"permissions\": {\"/bin/busybox\": {\"mode\": \"4755\"}}, |; s|\.\./\.\./|$top/|g' \
		out/malta_minimal/config.json > '$tmp/s.json' &&
	$tools/mkmanifest -P out/pkg/mips -g '$tmp/gen' -o '$tmp/s.manifest' '$tmp/s.json' &&
	$tools/mkrootfs --arch mips --check '$tmp/s.manifest' &&
	grep -q '^file /bin/busybox 4755' '$tmp/s.manifest'"
