# SPDX-License-Identifier: GPL-2.0-only
# The base modules at work, in a guest with two network cards.  Console:
# out/tests/base-console.log.
. tests/lib.sh
export TMPDIR="$tmp"
out=out/malta_basetest

make -s board=malta config=tests/basetest.nix firmware env out/tools/mkflash \
	out/pkg/u-boot/malta/u-boot.bin > "$tmp/log" 2>&1 || {
	bad "base: build: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
	exit 1
}
scripts/qemu-media $out firmware out/pkg/u-boot/malta/u-boot.bin "$tmp/flash"
QEMU_LAN=user,tftp=$out/kernel QEMU_WAN=user \
	QEMU_ARGS="-object filter-dump,id=dump,netdev=lan,file=$tmp/lan" \
	scripts/qemu-run --print "$tmp/flash" $out firmware > "$tmp/words"
timeout 1200 expect tests/base.exp base $out "$tmp/words" \
	out/tests/base-console.log < /dev/null
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || bad "base: expect ended with $status"
pass "base: syslog sends lines to the other computer" \
	grep -qa 'hello from basetest' "$tmp/lan"
pass "base: and keeps them" grep -q 'local: hello from basetest' \
	out/tests/base-console.log
