# SPDX-License-Identifier: GPL-2.0-only
# What tests that boot images share (tests/boot.sh, tests/emul.sh).  $board is
# the board, $out the folder with its images.  Consoles: out/tests/boot-*.log.
logs=out/tests
mkdir -p $logs
export TMPDIR="$tmp"

fact() { sed -n "s/^$1=//p" "$out/board.facts"; }

# root_of IMAGE: the root device that its command line names
root_of() {
	sed 's,.*root=/dev/\([^ ]*\).*,\1,' "$out/$1.cmdline"
}

# below NODE: all nodes of the device tree under it, with their paths
below() {
	for _n in $(fdtget -l "$out/board.dtb" "$1"); do
		echo "${1%/}/$_n"
		below "${1%/}/$_n"
	done
}

# find_flash: $flash_node is the flash; $flash_first when Linux gives its
# partitions numbers before phram's: memory-mapped flash (uboot-env/mtdparts.c)
find_flash() {
	flash_node=$(below / | sed -n 's,/partitions$,,p')
	flash_first=1
	case $(fdtget "$out/board.dtb" "$flash_node" compatible) in
	*spi-nor*) flash_first= ;;
	esac
}

# list_parts: the device tree's partitions as fdtget reads them, in $tmp/parts:
# OFFSET SIZE LABEL
list_parts() {
	fdtget -l "$out/board.dtb" "$flash_node/partitions" | while read -r p; do
		set -- $(fdtget -t x "$out/board.dtb" \
			"$flash_node/partitions/$p" reg) \
			"$(fdtget "$out/board.dtb" \
				"$flash_node/partitions/$p" label)"
		printf '%08x %08x %s\n' "0x$1" "0x$2" "$3"
	done | sort > "$tmp/parts"
}

# part LABEL: $part_at is where it begins, $part_bytes is its size
part() {
	set -- $(awk -v name="$1" '$3 == name { print "0x" $1, "0x" $2 }' \
		"$tmp/parts")
	part_at=$(($1)) part_bytes=$(($2))
}

# put OFFSET: standard input goes there in this partition of $tmp/flash
put() {
	dd of="$tmp/flash" bs=1 seek=$((part_at + $1)) conv=notrunc 2> /dev/null
}

# ath9k's struct ar9300_eeprom: version 2, template 2, an address, then the
# chains (two) and the band (2.4 GHz) at 32 and 33
put_ath_calibration() {
	{
		printf '\002\002\000\003\177\021\042\063'
		head -c 24 /dev/zero
		printf '\063\002'
		head -c 1054 /dev/zero
	} | put 0x1000
}

# rt2800's EEPROM: the chip, an address at 4, chains (two) at 0x34
put_rt_calibration() {
	{
		printf '\040\166\000\000\000\014\103\021\042\063'
		head -c 42 /dev/zero
		printf '\042\000'
		head -c 458 /dev/zero
	} | put 0
}

# partitions RAM_OR_FLASH: what /proc/mtd must show, from the device tree and
# from the sizes of the images.
partitions() {
	list_parts
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
		cat "$tmp/mtd"
		awk -v e="$erase" '$3 == "firmware" {
			print $2, e, "\"firmware\"" }' "$tmp/parts"
		return
	fi
	bytes=$(stat -c %s "$out/rootfs.squashfs")
	align=$(($(fact phram_align_bytes)))
	[ -z "$flash_first" ] || cat "$tmp/mtd"
	printf '%08x %s "rootfs"\n' \
		$(((bytes + align - 1) / align * align)) "$erase"
	[ "$flash_first" ] || cat "$tmp/mtd"
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

# scenario NAME EXP PHRAMWARE_OR_FIRMWARE MEDIA NAME=VALUE...: runs tests/EXP.exp,
# for $scenario_seconds at most
scenario() {
	_name=$1 _exp=$2 _image=$3 _media=$4
	shift 4
	rm -f "$tmp/words"
	SSH_PORT=${port:-} scripts/qemu-run --print "$_media" "$out" "$_image" \
		> "$tmp/words" || { bad "$_name: qemu-run"; return 1; }
	timeout "${scenario_seconds:-1200}" expect "tests/$_exp.exp" "$_name" "$out" \
		"$tmp/words" "$logs/boot-$(echo "$_name" | tr ' ' -).log" \
		line_max="$(fact boot_line_max_bytes)" \
		rootfs="$out/rootfs.squashfs" \
		address="$(fact boot_ipaddr)" "$@" < /dev/null
	_status=$?
	[ $_status -eq 0 ] || [ $_status -eq 3 ] ||
		bad "$_name: expect ended with $_status"
	return $_status
}

