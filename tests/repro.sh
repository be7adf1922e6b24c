# SPDX-License-Identifier: GPL-2.0-only
# The same bits from another directory, another umask, another -j, another time
# zone and an empty cache: the whole of tew731br, kernel and userland included,
# is compiled a second time.  The day differs only as far as the clock went on.
. tests/lib.sh

cache=${XDG_CACHE_HOME:-$HOME/.cache}/phramework
b=tew731br
make -s board=$b firmware phramware > "$tmp/log" 2>&1 || {
	bad "repro: $b does not build"
	exit 1
}
mkdir -p "$tmp/other/cache/phramework" &&
	cp -R "$cache/dl" "$tmp/other/cache/phramework/" &&
	git clone -q . "$tmp/other/a-longer/name of/tree" 2> /dev/null ||
	exit 1
mv "$tmp/other/a-longer/name of/tree" "$tmp/other/a-longer/tree"
start=$(date +%s)
if (
	umask 077
	cd "$tmp/other/a-longer/tree" &&
	env -i PATH="$PATH" HOME="$tmp/other" TZ=Pacific/Auckland \
		USER=somebody XDG_CACHE_HOME="$tmp/other/cache" \
		make -j3 board=$b firmware phramware
) > "$tmp/log" 2>&1; then
	ok "repro: $b built again from sources in $(($(date +%s) - start)) s"
else
	bad "repro: the second build fails: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
fi
for f in kernel/.config kernel/vmlinux kernel/image.bin rootfs.manifest \
		rootfs.squashfs firmware.bin phramware.bin phramware.scr \
		flash.txt; do
	pass "repro: the same $f" cmp "out/${b}_minimal/$f" \
		"$tmp/other/a-longer/tree/out/${b}_minimal/$f"
done
# No path of the building machine in the bits.
if grep -rlaE "$(pwd)|$cache|$HOME/" "out/${b}_minimal/kernel/image.bin" \
		out/pkg/mips/musl out/pkg/mips/busybox out/pkg/mips/dropbear \
		> "$tmp/found"; then
	bad "repro: a path of this machine is in $(tr '\n' ' ' < "$tmp/found")"
else
	ok "repro: no path of this machine in kernel and programs"
fi
