#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What kernel/drivers has for the switches of AR934x and MT7628, on emulated boards
# whose kernel watches itself (tests/debug.nix).  (mac-from-flash, which all have, is
# tried in mt7620.sh: when it goes Linux takes the MACs away, and does not put
# them back.)  Arguments: which boards.  Consoles: out/tests/boot-*.log.
. tests/lib.sh
. tests/boot-lib.sh

scenario_seconds=7200
for board in ${@:-tew731br mt300n_v2}; do
	out=out/${board}_debug
	uboot=out/pkg/u-boot/$board/u-boot.bin
	alone=
	case $board in
	tew731br) # no room in RAM for this kernel and a root
		jack=lan1 image=firmware commands=
		drivers=ar934x-switch:60:41
		alone=ath79-gmac:60:3:18070000.gmac ;;
	mt300n_v2)
		jack=lan image=phramware commands=$out/phramware-mainline.txt
		# Not the 57th: Linux 6.1 looks for ports in the tree that it
		# could not allocate (dsa_switch_release_ports), and ends.
		drivers=mt7628-esw:60:41:57 ;;
	*)
		echo "faults: nothing is known of $board" >&2
		exit 2 ;;
	esac
	make board="$board" config=tests/debug.nix $image \
		${commands:+tftp-script} LOADER=mainline env qemu "$uboot" \
		out/tools/mkflash \
		> "$logs/faults-$board-make.log" 2>&1 || {
		bad "$board: build: $(tail -n 3 "$logs/faults-$board-make.log" |
			tr '\n' '|')"
		continue
	}
	arch=$(fact arch)
	files=$logs/faults-$board
	mkdir -p "$files"
	"out/pkg/$arch/sysroot/bin/cc" -mips32r2 -std=gnu11 -O2 -Wall -Wextra \
		-Werror -o "$files/nettool" tests/nettool.c || exit 111
	cp tests/debug/guest "$files/"
	scripts/qemu-media "$out" $image "$uboot" "$tmp/flash"
	free_port
	scenario "$board faults" debug/faults $image "$tmp/flash" \
		commands="$commands" bytes="$(stat -c %s "$out/$image.bin")" \
		jack=$jack drivers=$drivers alone=$alone \
		server="$(fact boot_serverip)" files="${files#out/}"
done
