# SPDX-License-Identifier: GPL-2.0-only
# scripts/cached: a tree appears complete or not at all.
. tests/lib.sh

unset CACHE V NO_CACHE
export XDG_CACHE_HOME="$tmp/cache"
cached=scripts/cached
dir=$tmp/o/tree
echo one > "$tmp/key"

# fill N: what is built, 300 files; takes about N seconds
cat > "$tmp/fill" <<'E2'
#!/bin/sh
echo run >> "$2"
i=0
while [ $i -lt 300 ]; do echo $i > "$OUT/$i"; i=$((i + 1)); done
sleep "$1"
echo end > "$OUT/end"
E2
chmod +x "$tmp/fill"
build() { $cached "$tmp/key" "$dir" -- "$tmp/fill" "${1:-0}" "$tmp/runs"; }
runs() { wc -l < "$tmp/runs" | tr -d ' '; }
files() { ls "$dir" 2> /dev/null | wc -l | tr -d ' '; }
fresh() { rm -rf "$tmp/cache" "$tmp/o"; : > "$tmp/runs"; }

fresh
pass "cached: builds" build
same "cached: complete" 301 "$(files)"
rm -rf "$tmp/o"
pass "cached: restores" build
same "cached: complete again" "301 1" "$(files) $(runs)"
echo "changed by a later step" > "$dir/1"
build
same "cached: out/ is a copy, not a link" 1 "$(cat "$dir/1")"
echo two > "$tmp/key"
pass "cached: another key builds" build
same "cached: two runs" 2 "$(runs)"
NO_CACHE=1 build 2> /dev/null
same "cached: NO_CACHE=1 builds" 3 "$(runs)"
(umask 077; NO_CACHE=1 build 2> /dev/null)
same "cached: the umask does not matter" 755 "$(stat -c %a "$dir")"
rm -rf "$tmp/cache"
pass "cached: the cache may vanish" build
same "cached: built again" 5 "$(runs)"

# A command that fails.
fresh
echo three > "$tmp/key"
refuses "cached: failure shows the last lines" '\| the reason' $cached \
	"$tmp/key" "$dir" -- sh -c 'echo the reason; exit 7'
refuses "cached: failure says the status" 'failed \(exit 7\)' $cached \
	"$tmp/key" "$dir" -- sh -c 'exit 7'
same "cached: failure leaves nothing" 0 "$(ls -A "$tmp/cache/phramework/build" | grep -c .)"
pass "cached: failure leaves no tree" test ! -e "$dir"
log=$($cached "$tmp/key" "$dir" -- sh -c 'echo the reason; exit 7' 2>&1 |
	sed -n 's/.*the last lines of \(.*\):$/\1/p')
pass "cached: failure names the log" grep -q 'the reason' "$log"
pass "cached: V=1 shows the output" sh -c "V=1 $cached '$tmp/key' \
	'$dir' -- echo shown 2>&1 | grep -q shown"
refuses "cached: usage" 'usage' $cached "$tmp/key" "$dir"

# kill -9
echo four > "$tmp/key"
for seconds in 0.02 0.1 0.3 0.5; do
	fresh
	kill_after $seconds /dev/null \
		$cached "$tmp/key" "$dir" -- "$tmp/fill" 0.3 "$tmp/runs"
	n=$(files)
	[ "$n" = 0 ] || [ "$n" = 301 ] ||
		bad "cached: kill -9 after $seconds s leaves $n files"
	pass "cached: kill -9 after $seconds s, then again" build
	same "cached: kill -9 after $seconds s: complete, nothing else" \
		"301 1 tree" "$(files) $(ls -A "$tmp/cache/phramework/build" |
			grep -vc key) $(ls "$tmp/o")"
done

pass "cached: kill -9 found it at work ($killed times)" test $killed -ge 2

# Two at a time; and one whose script was killed while its command lives on.
fresh
build 0.5 2> "$tmp/one" &
build 0.5 2> "$tmp/two"
second=$?
wait $!
same "cached: two at a time: both well, built once" "0 0 1" \
	"$? $second $(runs)"
pass "cached: the second says that it waits" \
	grep -q waiting "$tmp/one" "$tmp/two"

# Full disk.
fresh
mkdir -p "$tmp/cache"
if mount -t tmpfs -o size=400k none "$tmp/cache" 2> /dev/null; then
	trap 'umount -l "$tmp/cache"; rm -rf "$tmp"' EXIT
	refuses "cached: full disk" 'No space left' $cached "$tmp/key" "$dir" \
		-- sh -c 'head -c 1000000 /dev/zero > "$OUT/big"'
	pass "cached: full disk leaves nothing" test ! -e "$dir"
	umount -l "$tmp/cache"
	trap 'rm -rf "$tmp"' EXIT
else
	bad "cached: cannot mount a tmpfs (root is needed)"
fi
