#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The drivers of kernel/drivers/mt7620-* on an emulated mt300a whose kernel
# watches itself (tests/debug.nix): modules that come and go while the flash
# is read, allocations that fail one by one.  Console: out/tests/boot-*.log.
. tests/lib.sh
. tests/boot-lib.sh

board=mt300a
out=out/mt300a_debug
uboot=out/pkg/u-boot/mt300a/u-boot.bin
make board=mt300a config=tests/debug.nix phramware tftp-script LOADER=mainline \
	qemu "$uboot" out/tools/mkflash > "$logs/mt7620-make.log" 2>&1 || {
	bad "mt7620: build: $(tail -n 3 "$logs/mt7620-make.log" | tr '\n' '|')"
	exit 1
}
scripts/qemu-media "$out" phramware "$uboot" "$tmp/flash"
find_flash
list_parts
part factory
put_rt_calibration
# Something to read where firmware.bin would be
head -c 3000000 /dev/urandom |
	dd of="$tmp/flash" bs=65536 seek=5 conv=notrunc 2> /dev/null
sum=$(tail -c "+$((0x50001))" "$tmp/flash" | head -c 3145728 | sha256sum)
tar -cf "$tmp/stick" -C "$out/kernel/modules" . -C "$PWD/tests/debug" guest
truncate -s 4M "$tmp/stick"

# Many drivers' lives, with all checks on
scenario_seconds=3600

# run NAME [NAME=VALUE]: with the device tree that is in phramware.bin
run() {
	free_port
	QEMU_ARGS="-drive if=none,id=stick,format=raw,file=$tmp/stick
		-device usb-storage,drive=stick" \
		scenario "$1" debug/mt7620 phramware "$tmp/flash" \
		commands="$out/phramware-mainline.txt" \
		bytes="$(stat -c %s "$out/phramware.bin")" sum="${sum%% *}" ${2:-}
}
run "mt7620 drivers"

# The same with reads through the window.
node=/palmbus@10000000
fdtput -t x "$out/board.dtb" $node ranges 0 10000000 1fffff \
	c000000 1c000000 1000000
fdtput -t x "$out/board.dtb" $node/spi@b00 reg b00 100 c000000 1000000
fdtput -t s "$out/board.dtb" $node/spi@b00 reg-names registers window
make board=mt300a config=tests/debug.nix -o "$out/board.dtb" \
	LOADER=mainline phramware tftp-script > "$logs/mt7620-make.log" 2>&1 ||
	bad "mt7620: build: $(tail -n 3 "$logs/mt7620-make.log" | tr '\n' '|')"
run "mt7620 drivers, window" window=1
rm -f "$out/board.dtb"
