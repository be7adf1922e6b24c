#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The drivers of the MT7620's Ethernet and switch on an emulated mt300a whose
# kernel watches itself (tests/debug.nix), with stations in network namespaces
# behind its jacks.  Needs root for namespaces and taps.  Argument: for how many
# seconds iperf3 runs (60).  Console: out/tests/boot-*.log.
. tests/lib.sh
. tests/boot-lib.sh

board=mt300a
out=out/mt300a_debug
uboot=out/pkg/u-boot/mt300a/u-boot.bin
make board=mt300a config=tests/debug.nix phramware tftp-script LOADER=mainline \
	qemu "$uboot" out/tools/mkflash > "$logs/mt7620-net-make.log" 2>&1 || {
	bad "mt7620-net: build: $(tail -n 3 "$logs/mt7620-net-make.log" |
		tr '\n' '|')"
	exit 1
}
mkdir "$tmp/stick"
for tool in netload nettool; do
	${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -o "$tmp/$tool" \
		tests/$tool.c || exit 111
	out/pkg/mipsel/sysroot/bin/cc -mips32r2 -std=gnu11 -O2 -Wall -Wextra \
		-Werror -o "$tmp/stick/$tool" tests/$tool.c || exit 111
done
cp "$out"/kernel/modules/* tests/debug/guest tests/debug/guest-net "$tmp/stick/"
scripts/fetch iperf3 && mkdir "$tmp/stick/iperf3" || {
	bad "mt7620-net: iperf3 for the board cannot be had"
	exit 1
}
iperf3=$(scripts/fetch --path iperf3)
for file in usr/bin/iperf3 lib/ld.so.1 lib/mipsel-linux-gnu/libc.so.6 \
		lib/mipsel-linux-gnu/libm.so.6 \
		usr/lib/mipsel-linux-gnu/libiperf.so.0 \
		usr/lib/mipsel-linux-gnu/libcrypto.so.3 \
		usr/lib/mipsel-linux-gnu/libsctp.so.1 \
		usr/lib/mipsel-linux-gnu/libatomic.so.1; do
	cp -L "$iperf3/$file" "$tmp/stick/iperf3/" || exit 111
done
tar -cf "$tmp/stick.img" -C "$tmp/stick" .
truncate -s 16M "$tmp/stick.img"
scripts/qemu-media "$out" phramware "$uboot" "$tmp/flash"
# The board's Ethernet address, where dts/mt300a.dts has it
mac=$(od -An -tx1 -j $((0x44000)) -N 6 "$tmp/flash" | tr ' ' :)
mac=${mac#:}

here=phramework-$$
names="$here $here-lan $here-lan2 $here-wan"
cleanup() {
	for ns in $names; do
		ip netns pids "$ns" 2> /dev/null | xargs -r kill -9 2> /dev/null
		ip netns del "$ns" 2> /dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT
for ns in $names; do
	ip netns add "$ns" || { bad "mt7620-net: it wants root"; exit 1; }
	ip -n "$ns" link set lo up
done
for tap in lan lan2 wan; do
	ip -n "$here" tuntap add $tap mode tap
done

# The board has two jacks; another is soldered on to port 2, and a third to port
# 3: by that one U-Boot gets the image, and then its cable is pulled.
server=$(fact boot_serverip)
tap=script=no,downscript=no,ifname
QEMU_LAN="tap,$tap=lan" QEMU_WAN="tap,$tap=wan" \
	QEMU_ARGS="-netdev tap,$tap=lan2,id=lan2 -global mt7620-gsw.port2=lan2
		-netdev user,id=boot,net=${server%.*}.0/24,host=$server,tftp=out
		-global mt7620-gsw.port3=boot
		-drive if=none,id=stick,format=raw,file=$tmp/stick.img
		-device usb-storage,drive=stick" \
	SSH_PORT= scripts/qemu-run --print "$tmp/flash" "$out" phramware \
	> "$tmp/qemu"
{ printf '%s\n' ip netns exec "$here"; cat "$tmp/qemu"; } > "$tmp/words"
timeout 3600 expect tests/debug/mt7620-net.exp mt7620-net "$out" "$tmp/words" \
	"$logs/boot-mt7620-net.log" tmp="$tmp" netload="$tmp/netload" \
	nettool="$tmp/nettool" commands="$out/phramware-mainline.txt" \
	bytes="$(stat -c %s "$out/phramware.bin")" mac="$mac" \
	line_max="$(fact boot_line_max_bytes)" \
	here="$here" lan="$here-lan" lan2="$here-lan2" wan="$here-wan" \
	seconds="${1:-60}" < /dev/null
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] ||
	bad "mt7620-net: expect ended with $status"
