#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# USB of the emulated AR934x, descriptors in the CPU's byte order: mainline
# U-Boot for WDR4300, fetched by TFTP, reads a stick.  The board's own U-Boot
# has no room for USB in flash.  Console: out/tests/boot-EHCI.log.
. tests/lib.sh
. tests/boot-lib.sh
board=tew731br out=out/tew731br_minimal
uboot=out/pkg/u-boot/$board/u-boot.bin guest=out/pkg/u-boot/wdr4300/u-boot.bin

make board=$board $out/board.dtb $out/board.facts $uboot $guest \
	out/tools/mkflash qemu > "$logs/emul-ehci-make.log" 2>&1 || {
	bad "build: $(tail -n 3 "$logs/emul-ehci-make.log")"
	exit
}
head -c 65536 /dev/urandom > "$tmp/stick"
crc=$(gzip -c "$tmp/stick" | tail -c 8 |
	od -An -tx4 -N 4 --endian=little | tr -d ' ')
truncate -s 16M "$tmp/stick"
scripts/qemu-media $out phramware $uboot "$tmp/flash"
free_port
QEMU_ARGS="-drive if=none,id=stick,format=raw,file=$tmp/stick
	-device usb-storage,drive=stick" \
	scenario EHCI emul-ehci phramware "$tmp/flash" \
	ram="$(fact mainline_ram_addr)" file="${guest#out/}" \
	server="$(fact boot_serverip)" crc="$crc"
