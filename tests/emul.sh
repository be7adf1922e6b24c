#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The boards themselves, emulated by qemu/: the exact images, mainline U-Boot
# in the flash, the SoC's own peripherals.  Arguments: which boards.  Consoles:
# out/tests/boot-*.log.
. tests/lib.sh
. tests/boot-lib.sh

for k in key wrong_key; do
	ssh-keygen -q -t ed25519 -N '' -C "emulation test" -f "$tmp/$k"
done

# enabled PREFIX: the board has a node /PREFIX@... that is not switched off
enabled() {
	for _node in $(below / | grep "/$1@"); do
		case $(fdtget -d okay "$out/board.dtb" "$_node" status) in
		okay | ok) return 0 ;;
		esac
	done
	return 1
}

# labels NODE [PROPERTY]: the labels of its children, with a property's value
labels() {
	for _n in $(fdtget -l "$out/board.dtb" "$1" 2> /dev/null); do
		printf '%s' "$(fdtget "$out/board.dtb" "$1/$_n" label)"
		[ $# -eq 1 ] || printf '=%d' \
			"$(fdtget "$out/board.dtb" "$1/$_n" "$2")"
		echo
	done
}

# network: a free port for the board's ssh, and what the scenario has to know
# of it when the board has Ethernet
network() {
	free_port
	network="line_max=$(fact mainline_line_max_bytes)"
	! enabled ethernet ||
		network="$network port=$port key=$tmp/key wrong_key=$tmp/wrong_key"
}

# media IMAGE: $tmp/flash, as make run has it; phramware: nothing but U-Boot
media() {
	scripts/qemu-media "$out" "$1" "$uboot" "$tmp/flash"
}

# usb: what the scenario has to know of three sticks, one of which is plugged in,
# when Linux has USB: $usb, and QEMU's arguments $usb_args
usb() {
	usb= usb_args=
	grep -q '^CONFIG_USB_STORAGE=y' "$out/kernel/.config" || return 0
	for n in stick late slow; do
		head -c 1048576 /dev/urandom > "$tmp/$n"
		usb="$usb $n=$(sha256sum < "$tmp/$n" | cut -d ' ' -f 1)"
		usb_args="$usb_args -drive if=none,id=$n,format=raw,file=$tmp/$n"
	done
	usb_args="$usb_args -device usb-storage,id=stick,drive=stick"
	for _node in $(below / | grep -E '/(usb|ehci|ohci)@'); do
		# Linux names it by reg, which AR9331's node is not called after
		_at=$(fdtget -t x "$out/board.dtb" "$_node" reg)
		_at=${_at%% *}
		case $(fdtget "$out/board.dtb" "$_node" compatible) in
		*chipidea*)	usb="$usb fast=$_at full=$_at" ;;
		generic-ehci)	usb="$usb fast=$_at" ;;
		generic-ohci)	usb="$usb full=$_at" ;;
		esac
	done
}

# cpu_seconds: $cpu is what this test's programs have had of a processor
cpu_seconds() {
	times > "$tmp/times"
	cpu=$(tail -n 1 "$tmp/times" | tr -s 'ms ' ' ' |
		awk '{ printf "%d\n", 60 * ($1 + $3) + $2 + $4 }')
}

# U-Boot alone: there is nothing that it could start, and it says so.  The last
# block of firmware is where it may write.
test_uboot() {
	media phramware
	part firmware
	scratch=$((part_at + part_bytes - 0x10000))
	head -c 65536 /dev/urandom > "$out/scratch.bin"
	cp "$tmp/flash" "$tmp/expected"
	dd if="$out/scratch.bin" of="$tmp/expected" bs=65536 \
		seek=$((scratch / 65536)) conv=notrunc 2> /dev/null
	ram_end=
	if grep -q '^CONFIG_CMD_BDI=y' "${uboot%/*}/config"; then
		set -- $(fdtget -t u "$out/board.dtb" /memory@0 reg)
		ram_end=ram_end=$(($1 + $2))
	fi
	usb= stick=
	if grep -q '^CONFIG_CMD_USB=y' "${uboot%/*}/config"; then
		head -c 65536 /dev/urandom > "$tmp/stick"
		stick=stick=$(gzip -c "$tmp/stick" | tail -c 8 |
			od -An -tx4 -N 4 --endian=little | tr -d ' ')
		truncate -s 16M "$tmp/stick"
		usb="-drive if=none,id=stick,format=raw,file=$tmp/stick
			-device usb-storage,drive=stick"
	fi
	free_port
	QEMU_ARGS="-d unimp -D $tmp/unimp $usb" \
		scenario "$board U-Boot" emul-uboot phramware "$tmp/flash" \
		ram="$(fact mainline_ram_addr)" scratch=$scratch \
		file="${out#out/}/scratch.bin" server="$(fact boot_serverip)" \
		flash_bytes="$(stat -c %s "$tmp/flash")" \
		reserved="$(fact mainline_reserved_top_bytes)" \
		stranger="$stranger" says="Wrong Image Format" $ram_end $stick
	pass "$board U-Boot: the block that it wrote is in the file, and no other changed" \
		cmp "$tmp/flash" "$tmp/expected"
	pass "$board U-Boot: a register without a model is named" \
		grep -Ei "$stranger_said" "$tmp/unimp"
}

# phramware.bin from RAM: rung 3
test_ram() {
	media phramware
	cp "$tmp/flash" "$tmp/before"
	network
	scenario "$board RAM" boot-ram phramware "$tmp/flash" \
		commands="$out/phramware-mainline.txt" \
		bytes="$(stat -c %s "$out/phramware.bin")" \
		cmdline="$out/phramware.cmdline" mtd="$tmp/mtd-ram" \
		root="$(root_of phramware)" $network
	pass "$board RAM: nothing was written to flash" \
		cmp "$tmp/flash" "$tmp/before"
}

# put_flash FILE OFFSET: into $tmp/flash
put_flash() {
	dd if="$1" of="$tmp/flash" bs=65536 seek="$2" oflag=seek_bytes \
		conv=notrunc 2> /dev/null
}

# A kernel with one wrong bit, and noise behind it, is not started; firmware.bin
# into flash over that, power off, from flash: rung 4.  The system is used over
# its own Ethernet: rung 5.
test_flash() {
	media phramware
	part firmware
	put_flash "$out/firmware.bin" $part_at
	cp "$tmp/flash" "$tmp/expected"
	bytes=$(stat -c %s "$out/firmware.bin")
	head -c $((bytes - kernel_room)) /dev/urandom > "$tmp/noise"
	put_flash "$tmp/noise" $((part_at + kernel_room))
	at=$((part_at + 600000))
	byte=$(od -An -tu1 -j $at -N 1 "$tmp/flash")
	printf "\\$(printf %o $((byte ^ 4)))" > "$tmp/byte"
	put_flash "$tmp/byte" $at
	network
	scenario "$board flashing" boot-flash firmware "$tmp/flash" \
		commands="$out/flash-mainline.txt" $network \
		says="Bad Data CRC" bytes="$bytes" || return
	if [ -s "$out/env.bin" ]; then
		part u-boot-env
		same "$board flashing: fw_printenv reads what saveenv wrote" \
			"$(sed -n 's/^bootcmd=//p' "$out/env.txt")" \
			"$(read_env bootcmd "$tmp/flash" "$part_at")"
		dd if="$tmp/flash" of="$tmp/expected" bs=65536 count=1 \
			skip=$((part_at / 65536)) seek=$((part_at / 65536)) \
			conv=notrunc 2> /dev/null
	fi
	pass "$board flashing: firmware.bin is in its partition, and no other was touched" \
		cmp "$tmp/flash" "$tmp/expected"
	network
	usb
	QEMU_ARGS="-action reboot=reset $usb_args" \
		scenario "$board flash" emul-firmware firmware "$tmp/flash" \
		cmdline="$out/firmware.cmdline" mtd="$tmp/mtd-flash" \
		root="$(root_of firmware)" leds="$(labels /leds)" \
		keys="$(labels /keys linux,code)" $network $usb
}

# What QEMU must not start with.
test_refused() {
	media phramware
	for bytes in $((0x10000)) $(($(stat -c %s "$tmp/flash") * 2)); do
		truncate -s "$bytes" "$tmp/flash"
		free_port
		SSH_PORT=$port scripts/qemu-run --print "$tmp/flash" "$out" \
			firmware > "$tmp/words"
		set --
		while IFS= read -r _word; do
			set -- "$@" "$_word"
		done < "$tmp/words"
		refuses "$board: a flash of $bytes bytes" \
			"flash.*(image|has) $bytes" timeout 20 "$@" < /dev/null
		same "$board: a flash of $bytes bytes, in one line" 1 \
			"$(wc -l < "$tmp/out")"
	done
}

# The command that `make run GDB=1` prints, with the port of this test, as a
# batch; U-Boot has to start the kernel behind it.
test_gdb() {
	free_port
	gdb_port=$port
	free_port
	GDB=1 GDB_PORT=$gdb_port SSH_PORT=$port timeout 300 \
		make -s board="$board" config="$tmp/emultest.nix" \
		SSH_AUTHORIZED_KEYS="$tmp/key.pub" run image=firmware \
		< /dev/null > "$tmp/gdb.qemu" 2>&1 &
	_run=$!
	_end=$(($(date +%s) + 120))
	until grep -q gdb-multiarch "$tmp/gdb.qemu" ||
			[ "$(date +%s)" -gt $_end ]; do
		sleep 1
	done
	sleep 1 # it is said before QEMU runs
	command=$(sed -n 's/.*\(gdb-multiarch .*\)/\1/p' "$tmp/gdb.qemu")
	timeout 250 sh -c "$command -batch -ex 'info symbol \$pc' -ex kill" \
		> "$tmp/out" 2>&1
	if grep -q '^start_kernel in section' "$tmp/out"; then
		ok "$board: gdb stops in start_kernel, by its name"
	else
		bad "$board: gdb: $(tail -n 3 "$tmp/out" | tr '\n' '|')"
	fi
	kill $_run 2> /dev/null
	wait $_run 2> /dev/null
}

# make boot-time: six steps, one after the other, and the same numbers again
test_boot_time() {
	for _change in any +0.000; do
		if make -s board="$board" config="$tmp/emultest.nix" \
				SSH_AUTHORIZED_KEYS="$tmp/key.pub" boot-time \
				> "$tmp/steps" 2>&1 &&
		   awk -v change=$_change '$1 !~ /^[0-9.]+$/ { next }
			$1 + 0 <= last { wrong = 1 }
			change != "any" && $3 != change { wrong = 1 }
			{ last = $1 + 0; n++ }
			END { exit n != 6 || wrong }' "$tmp/steps"; then
			ok "$board: make boot-time, change $_change: $(tail -n 1 "$tmp/steps")"
		else
			bad "$board: make boot-time, change $_change: $(tail -n 8 "$tmp/steps" | tr '\n' '|')"
		fi
	done
}

for board in ${@:-tew731br tew712br yun mt300a mt300n_v2}; do
	out=out/${board}_emultest
	uboot=out/pkg/u-boot/$board/u-boot.bin
	# The system under a name of its own, as in tests/boot.sh; one that uses
	# USB where there is one.
	case $board in
	mt300a)	cp configs/backuphost.nix "$tmp/emultest.nix" ;;
	*)	cp configs/minimal.nix "$tmp/emultest.nix" ;;
	esac
	if ! make "board=$board" "config=$tmp/emultest.nix" \
			"SSH_AUTHORIZED_KEYS=$tmp/key.pub" \
			SECRETS=tests/secrets.example firmware phramware env \
			flash-script tftp-script LOADER=mainline qemu "$uboot" out/tools/mkflash \
			> "$logs/emul-$board-make.log" 2>&1; then
		bad "$board: build: $(tail -n 3 "$logs/emul-$board-make.log")"
		continue
	fi
	find_flash
	offset=$(grep -abo hsqs "$out/firmware.bin" | head -n 1)
	kernel_room=${offset%%:*}
	partitions flash > "$tmp/mtd-flash"
	partitions ram > "$tmp/mtd-ram"
	# wireless: nothing is modelled of it
	case $(fact soc) in
	mt7620)	stranger=0xb0181018 stranger_said='mt7620-wmac.*register 0x1018\b' ;;
	mt7628)	stranger=0xb0301018 stranger_said='wmac.*offset 0x0*1018\b' ;;
	*)	stranger=0xb8100018 stranger_said='offset 0x0*8100018\b' ;;
	esac
	built=$(date +%s)
	cpu_seconds
	test_uboot
	test_ram
	test_flash
	test_refused
	case $board in
	tew731br | mt300n_v2)
		test_gdb
		test_boot_time ;;
	esac
	begun=$cpu
	cpu_seconds
	echo "  $board: $(($(date +%s) - built)) s of emulation," \
		"$((cpu - begun)) s of a processor"
	rm -rf "$out"
done
