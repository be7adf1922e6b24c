#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Boots the images in QEMU with real U-Boot: from RAM with exactly the
# generated commands, and from flash or card.  Arguments: which boards
# (malta maltael rpi).  Consoles: out/tests/boot-*.log.
. tests/lib.sh
logs=out/tests
mkdir -p $logs
export TMPDIR="$tmp"

# The minimal system under a name of its own, so that the images of the user
# are not touched and no key of this test gets into them.
cp configs/minimal.nix "$tmp/boottest.nix"
for k in key wrong_key; do
	ssh-keygen -q -t ed25519 -N '' -C "boot test" -f "$tmp/$k"
done

fact() { sed -n "s/^$1=//p" "$out/board.facts"; }

# root_of IMAGE: the root device that its command line names
root_of() {
	sed 's,.*root=/dev/\([^ ]*\).*,\1,' "$out/$1.cmdline"
}

# partitions RAM_OR_FLASH: what /proc/mtd must show, from the device tree as
# fdtget reads it and from the sizes of the images.
partitions() {
	fdtget -l "$out/board.dtb" "$flash_node/partitions" | while read -r p; do
		set -- $(fdtget -t x "$out/board.dtb" \
			"$flash_node/partitions/$p" reg) \
			"$(fdtget "$out/board.dtb" \
				"$flash_node/partitions/$p" label)"
		printf '%08x %08x %s\n' "0x$1" "0x$2" "$3"
	done | sort > "$tmp/parts"
	erase=$(printf '%08x' "$(fact erase_block_bytes)")
	while read -r _ size name; do
		if [ "$name$1" = firmwareflash ]; then
			printf '%08x %s "kernel"\n' "$kernel_room" "$erase"
			printf '%08x %s "rootfs"\n' \
				$((0x$size - kernel_room)) "$erase"
		else
			echo "$size $erase \"$name\""
		fi
	done < "$tmp/parts" > "$tmp/mtd"
	if [ "$1" = flash ]; then
		awk -v e="$erase" '$3 == "firmware" {
			print $2, e, "\"firmware\"" }' "$tmp/parts"
	else
		bytes=$(stat -c %s "$out/rootfs.squashfs")
		align=$(($(fact phram_align_bytes)))
		printf '%08x %s "rootfs"\n' \
			$(((bytes + align - 1) / align * align)) "$erase"
	fi >> "$tmp/mtd"
	# numbers are given in this order
	cat "$tmp/mtd"
}

mkflash() {
	"$tools/mkflash" --facts "$out/board.facts" --dtb "$out/board.dtb" "$@"
}

# read_env NAME FILE OFFSET: fw_printenv is made for the board itself: it wants
# the CRC in the byte order of the machine that it runs on.
read_env() {
	{
		if [ "$(fact arch)" = mips ]; then
			set -- "$1" "$2" "$3" $(od -An -to1 -j "$3" -N 4 "$2")
			printf "\\$7\\$6\\$5\\$4"
		else
			tail -c "+$(($3 + 1))" "$2" | head -c 4
		fi
		tail -c "+$(($3 + 5))" "$2" | head -c $(($(fact env_bytes) - 4))
	} > "$tmp/env"
	echo "$tmp/env 0x0 $(fact env_bytes)" > "$tmp/fw_env"
	fw_printenv -c "$tmp/fw_env" -n "$1"
}

# scenario NAME EXP PHRAMWARE_OR_FIRMWARE MEDIA NAME=VALUE...
scenario() {
	_name=$1 _exp=$2 _image=$3 _media=$4
	shift 4
	rm -f "$tmp/words"
	SSH_PORT=${port:-} scripts/qemu-run --print "$_media" "$out" "$_image" \
		> "$tmp/words" || { bad "$_name: qemu-run"; return 1; }
	timeout 1200 expect "tests/boot-$_exp.exp" "$_name" "$out" \
		"$tmp/words" "$logs/boot-$(echo "$_name" | tr ' ' -).log" \
		line_max="$(fact boot_line_max_bytes)" \
		rootfs="$out/rootfs.squashfs" "$@" < /dev/null
	_status=$?
	[ $_status -eq 0 ] || [ $_status -eq 1 ] ||
		bad "$_name: expect ended with $_status"
	return $_status
}

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
	flash_node=$(fdtget -l "$out/board.dtb" / | grep '^flash@')
	flash_node=/$flash_node
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
	scenario "$board RAM" ram phramware "$tmp/flash" \
		bytes="$(stat -c %s "$out/phramware.bin")" \
		cmdline="$out/phramware.cmdline" mtd="$tmp/mtd-ram" \
		root="$(root_of phramware)" \
		port=$port key="$tmp/key" wrong_key="$tmp/wrong_key"
	pass "$board RAM: nothing was written to flash" \
		cmp "$tmp/flash" "$tmp/before"

	# into flash, power off, from flash
	mkflash --u-boot "$writer" --form qemu --out "$tmp/flash"
	free_port
	scenario "$board flashing" flash firmware "$tmp/flash" \
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
	scenario "$board flash" firmware firmware "$tmp/flashed" \
		cmdline="$out/firmware.cmdline" mtd="$tmp/mtd-flash" \
		root="$root" \
		port=$port key="$tmp/key" wrong_key="$tmp/wrong_key"
	if [ "$uboot" != "$writer" ]; then
		mkflash --u-boot "$uboot" --firmware "$out/firmware.bin" \
			--form qemu --out "$tmp/flash"
		free_port
		scenario "$board flash by Debian" firmware firmware \
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
	scenario "$board damaged" damaged firmware "$tmp/flash" \
		bootcmd="$bootcmd"
}

test_card_board() {
	scripts/qemu-media "$out" firmware "" "$tmp/card"
	scenario "$board card" firmware firmware "$tmp/card" \
		cmdline="$out/firmware.cmdline" \
		root="$(root_of firmware)"
	# QEMU and U-Boot know no common network card: from a FAT file system
	scripts/qemu-media "$out" phramware "" "$tmp/card"
	scenario "$board RAM" ram phramware "$tmp/card" \
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
