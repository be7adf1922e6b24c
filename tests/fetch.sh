# SPDX-License-Identifier: GPL-2.0-only
# scripts/fetch when something is wrong: bits, network, disk, kill -9.  Works
# on a copy of the script, with small sources and a cache of its own.
. tests/lib.sh

real=${XDG_CACHE_HOME:-$HOME/.cache}/phramework
scripts/fetch musl busybox > "$tmp/log" 2>&1 || {
	bad "fetch: musl and busybox cannot be had: $(tail -n 1 "$tmp/log")"
	exit 1
}
want_musl=$(scripts/fetch --path musl)
want_busybox=$(scripts/fetch --path busybox)
mkdir -p "$tmp/tree/scripts" "$tmp/tree/packages"
cp scripts/fetch "$tmp/tree/scripts/"
cp packages/sources.lock "$tmp/tree/packages/"
unset CACHE
export XDG_CACHE_HOME="$tmp/cache"
cache=$XDG_CACHE_HOME/phramework
fetch=$tmp/tree/scripts/fetch
musl=$($fetch --path musl)
busybox=$($fetch --path busybox)

offline() {
	if [ "$(id -u)" = 0 ]; then unshare -n "$@"; else unshare -rn "$@"; fi
}

fresh() {
	rm -rf "$cache"
	mkdir -p "$cache/dl"
	cp "$real"/dl/musl_* "$real"/dl/busybox_* "$cache/dl/"
}

# clean NAME: nothing half-made is left
clean() {
	left=$(cd "$cache" && ls -d src/* fetch 2> /dev/null | tr '\n' ' ')
	same "$1: nothing half-made is left" "" "$left"
}

fresh
pass "fetch without a network" offline "$fetch" musl busybox
pass "fetch: musl as unpacked before" diff -r "$want_musl" "$musl"
pass "fetch: busybox as unpacked before" diff -r "$want_busybox" "$busybox"

same "fetch: nothing to do, nothing to say" "" \
	"$(offline "$fetch" musl busybox 2>&1)"
refuses "fetch: unknown name" 'no source is called mosl; there are: linux ' \
	"$fetch" mosl

# Wrong bits.
fresh
file=$(cd "$cache/dl" && ls musl_*.tar.gz)
printf x >> "$cache/dl/$file"
sum=$(sha256sum < "$cache/dl/$file")
refuses "fetch: wrong hash names file, expected and actual" \
	"$file: wrong SHA-256" offline "$fetch" musl
cp "$tmp/out" "$tmp/said"
pass "fetch: wrong hash: the expected one" grep -q \
	"expected $(awk '$1 == "musl" { print $6 }' packages/sources.lock)" \
	"$tmp/said"
pass "fetch: wrong hash: the actual one" \
	grep -q "actual *${sum%% *}" "$tmp/said"
pass "fetch: wrong hash: not left in place" test ! -e "$cache/dl/$file"
clean "fetch: wrong hash"

# Not there.
rm -rf "$cache"
if offline "$fetch" musl > "$tmp/said" 2>&1; then
	bad "fetch: no network and no file: succeeded"
else
	pass "fetch: no network and no file: says so" \
		grep -Eq 'no network|knows no Debian mirror' "$tmp/said"
fi
clean "fetch: no network"

# A changed pin is unpacked anew.
fresh
"$fetch" musl 2> /dev/null
sed -i 's/^\(musl .*\) MIT$/\1 MIT-0/' "$tmp/tree/packages/sources.lock"
"$fetch" musl 2> "$tmp/said"
pass "fetch: a changed row is unpacked anew" grep -q unpacking "$tmp/said"
cp packages/sources.lock "$tmp/tree/packages/"

# kill -9
i=0
for seconds in 0.05 0.2 0.4 0.7 1 1.5; do
	fresh
	kill_after $seconds /dev/null "$fetch" busybox
	if [ -e "$busybox" ] && ! diff -r "$want_busybox" "$busybox" > /dev/null
	then
		bad "fetch: kill -9 after $seconds s leaves a half tree"
	fi
	pass "fetch: kill -9 after $seconds s, then again" "$fetch" busybox
	pass "fetch: kill -9 after $seconds s: same files" \
		diff -r "$want_busybox" "$busybox"
	pass "fetch: kill -9 after $seconds s: nothing else left" \
		test ! -e "$cache/fetch"
done
pass "fetch: kill -9 found it at work ($killed times)" test $killed -ge 3

# Two at a time.
fresh
"$fetch" busybox > "$tmp/one" 2>&1 &
"$fetch" busybox > "$tmp/two" 2>&1
second=$?
wait $!
same "fetch: two at a time succeed" "0 0" "$? $second"
same "fetch: two at a time unpack once" 1 \
	"$(cat "$tmp/one" "$tmp/two" | grep -c unpacking)"

# Full disk.
rm -rf "$cache"
mkdir -p "$cache"
if mount -t tmpfs -o size=6m none "$cache" 2> /dev/null; then
	trap 'umount -l "$cache"; rm -rf "$tmp"' EXIT
	mkdir "$cache/dl"
	cp "$real"/dl/busybox_* "$cache/dl/"
	"$fetch" busybox > "$tmp/said" 2>&1
	same "fetch: full disk fails" 111 $?
	pass "fetch: full disk is named" grep -q 'No space left' "$tmp/said"
	pass "fetch: full disk: one line of ours" \
		grep -q '^fetch: busybox_.* cannot be unpacked' "$tmp/said"
	clean "fetch: full disk"
	umount -l "$cache"
	trap 'rm -rf "$tmp"' EXIT
else
	bad "fetch: cannot mount a tmpfs (root is needed)"
fi
