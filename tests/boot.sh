#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Boots the images in QEMU with real U-Boot: from RAM with exactly the
# generated commands, and from flash or card.  Arguments: which boards
# (malta maltael rpi).  Consoles: out/tests/boot-*.log.
. tests/lib.sh
. tests/boot-lib.sh

# The minimal system under a name of its own, so that the images of the user
# are not touched and no key of this test gets into them.
cp configs/minimal.nix "$tmp/boottest.nix"
for k in key wrong_key; do
	ssh-keygen -q -t ed25519 -N '' -C "boot test" -f "$tmp/$k"
done

# Other programs than ours read the images.
independent() {
	pass "$board: mkimage knows the kernel in firmware.bin" \
		mkimage -l "$out/kernel-firmware.uimage"
	pass "$board: mkimage knows the kernel in phramware.bin" \
		mkimage -l "$out/kernel-phramware.uimage"
	unsquashfs -l "$out/rootfs.squashfs" > "$tmp/list" 2>&1
	same "$board: no host key in the image" "" \
		"$(grep -i 'host_key' "$tmp/list" | tail -n 1)"
}

# test_flash_board LOADER: LOADER can write flash and boots alone.
test_flash_board() {
	writer=out/pkg/u-boot/$1/u-boot.bin
	find_flash
	offset=$(grep -abo hsqs "$out/firmware.bin" | head -n 1)
	kernel_room=${offset%%:*}
	set -- $(fdtget -t x "$out/board.dtb" "$flash_node" reg)
	flash_addr=0x$1 flash_bytes=0x$2
	partitions flash > "$tmp/mtd-flash"
	partitions ram > "$tmp/mtd-ram"
	firmware_at=$((0x$(awk '$3 == "firmware" { print $1 }' "$tmp/parts")))
	env_at=0x$(awk '$3 == "u-boot-env" { print $1 }' "$tmp/parts")
	bootcmd=$(sed -n 's/^bootcmd=//p' "$out/env.txt")
	uboot=out/pkg/u-boot/$(fact uboot)/u-boot.bin

	same "$board: fw_printenv reads env.bin" "$bootcmd" \
		"$(read_env bootcmd "$out/env.bin" 0)"
	pass "$board: unsquashfs finds the rootfs in firmware.bin" \
		unsquashfs -s -o "$kernel_room" "$out/firmware.bin"

	# from RAM; the flash holds U-Boot and nothing else
	mkflash --u-boot "$uboot" --form qemu --out "$tmp/flash"
	cp "$tmp/flash" "$tmp/before"
	free_port
	scenario "$board RAM" boot-ram phramware "$tmp/flash" \
		commands="$out/phramware.txt" \
		bytes="$(stat -c %s "$out/phramware.bin")" \
		cmdline="$out/phramware.cmdline" mtd="$tmp/mtd-ram" \
		root="$(root_of phramware)" \
		port=$port key="$tmp/key" wrong_key="$tmp/wrong_key"
	pass "$board RAM: nothing was written to flash" \
		cmp "$tmp/flash" "$tmp/before"

	# into flash, power off, from flash
	mkflash --u-boot "$writer" --form qemu --out "$tmp/flash"
	free_port
	scenario "$board flashing" boot-flash firmware "$tmp/flash" \
		commands="$out/flash.txt" \
		bytes="$(stat -c %s "$out/firmware.bin")" \
		flash_addr="$flash_addr" flash_bytes="$flash_bytes" \
		dump="$tmp/dump" || return
	pass "$board flashing: flash holds firmware.bin in its partition" \
		cmp -n "$(stat -c %s "$out/firmware.bin")" \
		-i "$firmware_at:0" "$tmp/dump" "$out/firmware.bin"
	same "$board flashing: fw_printenv reads what saveenv wrote" \
		"$bootcmd" "$(read_env bootcmd "$tmp/dump" $((env_at)))"

	root=$(root_of firmware)
	if [ "$(fact arch)" = mips ]; then
		cp "$tmp/flash" "$tmp/flashed" # the very file
	else
		mkflash --flash "$tmp/dump" --form qemu --out "$tmp/flashed"
	fi
	free_port
	scenario "$board flash" boot-firmware firmware "$tmp/flashed" \
		cmdline="$out/firmware.cmdline" mtd="$tmp/mtd-flash" \
		root="$root" \
		port=$port key="$tmp/key" wrong_key="$tmp/wrong_key"
	if [ "$uboot" != "$writer" ]; then
		mkflash --u-boot "$uboot" --firmware "$out/firmware.bin" \
			--form qemu --out "$tmp/flash"
		free_port
		scenario "$board flash by Debian" boot-firmware firmware \
			"$tmp/flash" cmdline="$out/firmware.cmdline" \
			mtd="$tmp/mtd-flash" root="$root" bootcmd="$bootcmd"
	fi

	# one wrong bit in the kernel; U-Boot's environment is env.bin
	cp "$out/firmware.bin" "$tmp/damaged.bin"
	at=600000
	byte=$(od -An -tu1 -j $at -N 1 "$out/firmware.bin")
	printf "\\$(printf %o $((byte ^ 4)))" |
		dd of="$tmp/damaged.bin" bs=1 seek=$at conv=notrunc 2> /dev/null
	mkflash --u-boot "$writer" --env "$out/env.bin" \
		--firmware "$tmp/damaged.bin" --form qemu --out "$tmp/flash"
	free_port
	scenario "$board damaged" boot-damaged firmware "$tmp/flash" \
		bootcmd="$bootcmd"
}

test_card_board() {
	scripts/qemu-media "$out" firmware "" "$tmp/card"
	scenario "$board card" boot-firmware firmware "$tmp/card" \
		cmdline="$out/firmware.cmdline" \
		root="$(root_of firmware)"
	# QEMU and U-Boot know no common network card: from a FAT file system
	scripts/qemu-media "$out" phramware "" "$tmp/card"
	scenario "$board RAM" boot-ram phramware "$tmp/card" \
		commands="$out/phramware.txt" \
		bytes="$(stat -c %s "$out/phramware.bin")" \
		cmdline="$out/phramware.cmdline" \
		root="$(root_of phramware)"
}

for board in ${@:-malta maltael rpi}; do
	case $board in
	maltael) loaders="maltael maltael-built" ;;
	*) loaders=$board ;;
	esac
	out=out/${board}_boottest
	if ! make "board=$board" "config=$tmp/boottest.nix" \
			"SSH_AUTHORIZED_KEYS=$tmp/key.pub" firmware phramware env \
			$(for l in $loaders; do
				echo "out/pkg/u-boot/$l/u-boot.bin"
			done) out/tools/mkflash > "$logs/boot-$board-make.log" 2>&1
	then
		bad "$board: build: $(tail -n 3 "$logs/boot-$board-make.log")"
		continue
	fi
	independent
	case $board in
	rpi) test_card_board ;;
	*) test_flash_board "${loaders##* }" ;;
	esac
	rm -rf "$out"
done
