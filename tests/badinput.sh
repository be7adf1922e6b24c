# SPDX-License-Identifier: GPL-2.0-only
# Wrong numbers in boards.mk, a DTS or a configuration: each is refused in the
# named way by the programs that make images, and leaves no output.
. tests/lib.sh

ref=out/malta_minimal
make -s board=malta firmware > "$tmp/log" 2>&1 || {
	bad "badinput: malta does not build"
	exit 1
}

# fresh: a copy of the reference build's parts in $tmp/o.
fresh() {
	rm -rf "$tmp/o"
	mkdir "$tmp/o"
	cp -R "$ref/board.facts" "$ref/board.dtb" "$ref/kernel" \
		"$ref/kernel.lzma-params" "$ref/config.cmdline" \
		"$ref/rootfs.squashfs" "$ref/kernel-firmware.uimage" "$tmp/o/"
}

# fact KEY VALUE: change one line of the copy's board.facts.
fact() {
	grep -q "^$1=" "$tmp/o/board.facts" || bad "no fact $1"
	sed -i "s|^$1=.*|$1=$2|" "$tmp/o/board.facts"
}

mkkernel() {
	$tools/mkkernel --facts "$tmp/o/board.facts" --dtb "$tmp/o/board.dtb" \
		--vmlinux "$tmp/o/kernel/vmlinux" \
		--image "$tmp/o/kernel/image.bin" \
		--params "$tmp/o/kernel.lzma-params" \
		--cmdline-extra "$tmp/o/config.cmdline" \
		--kind "$1" --rootfs-bytes "$(stat -c %s "$tmp/o/rootfs.squashfs")" \
		--out "$tmp/o/new.uimage" --out-dtb "$tmp/o/new.dtb" \
		--out-cmdline "$tmp/o/new.cmdline"
}

mkfirmware() {
	$tools/mkfirmware --facts "$tmp/o/board.facts" \
		--dtb "$tmp/o/board.dtb" \
		--kernel "$tmp/o/kernel-firmware.uimage" \
		--rootfs "$tmp/o/rootfs.squashfs" --kind firmware \
		--out "$tmp/o/firmware.new"
}

no_output() {
	if ls "$tmp/o"/*new* > /dev/null 2>&1; then
		bad "$1: left $(ls "$tmp/o"/*new*)"
	else
		ok "$1: no output is left"
	fi
}

# Image larger than its partition.
fresh
truncate -s 4000000 "$tmp/o/rootfs.squashfs"
refuses "image too large" \
	'kernel [0-9]+ \+ padding [0-9]+ \+ rootfs 4000000 .* partition firmware has 3473408: [0-9]+ too many' \
	mkfirmware
no_output "image too large"
fresh
fact kernel_max_bytes 1000000
refuses "kernel above the loader's limit" 'takes 1000000: [0-9]+ too many' \
	mkkernel firmware

# RAM.
fresh
fact boot_ram_addr 0x80400000
refuses "kernel grown into the phram image" \
	'image as fetched .* and kernel as unpacked .* overlap by 0x[0-9a-f]+ bytes' \
	mkkernel phramware
no_output "kernel grown into the phram image"
fresh
fact boot_ram_addr 0x9d000000
refuses "RAM address not in RAM" 'starts at 0x1d000000, which is not in RAM' \
	mkkernel phramware
fresh
fact kernel_load_addr 0x9e100000
refuses "load address not in RAM" 'kernel_load_addr is 0x9e100000' \
	mkkernel firmware
fresh
fact boot_uncompressed_max_bytes 1000000
refuses "kernel above BOOTM_LEN" 'the boot loader takes 1000000' \
	mkkernel firmware
fresh
fact boot_copy_addr 0x80200000
refuses "loader's copy under the kernel" "copy of the uImage.*overlap" \
	mkkernel firmware

# Command line.
fresh
printf 'x%.0s' $(seq 4200) > "$tmp/o/config.cmdline"
refuses "command line too long" 'Linux takes 4095 on mips: [0-9]+ too many' \
	mkkernel firmware
no_output "command line too long"
fresh
echo "root=/dev/sda1" > "$tmp/o/config.cmdline"
refuses "command line sets what is computed" "adds 'root=/dev/sda1'" \
	mkkernel firmware

# boards.mk.
fresh
fact erase_block_bytes 60000
refuses "erase block not a power of two" 'erase_block_bytes .*power of two' \
	mkkernel firmware
fresh
fact boot_ram_addr 16M
refuses "a size with a suffix" "'16M': give plain bytes" mkkernel firmware
fresh
sed -i '/^boot_dialect=/d' "$tmp/o/board.facts"
refuses "a fact is missing" 'boot_dialect is missing' mkkernel firmware

fresh
fact mainline_ram_addr 0xa1800000
refuses "mainline U-Boot at another address" \
	'mainline_ram_addr 0xa1800000 and boot_ram_addr 0x81000000 are not' \
	mkkernel firmware

# Device trees.  dts NAME PATTERN SED-EXPRESSION
dts() {
	fresh
	dtc -q -I dtb -O dts "$ref/board.dtb" | sed -E "$3" > "$tmp/o/bad.dts"
	if ! dtc -q -I dts -O dtb -o "$tmp/o/board.dtb" "$tmp/o/bad.dts" \
			2> "$tmp/out"; then
		bad "$1: dtc: $(head -n 1 "$tmp/out")"
		return
	fi
	if cmp -s "$ref/board.dtb" "$tmp/o/board.dtb"; then
		bad "$1: the tree did not change"
		return
	fi
	refuses "$1" "$2" mkkernel firmware
}

dts "partitions overlap" 'partitions u-boot .* and factory .* overlap by 0x10000' \
	's/reg = <0x0*80000 0x0*10000>/reg = <0x70000 0x20000>/'
dts "partition off the erase blocks" 'factory .* is not on erase blocks' \
	's/reg = <0x0*80000 0x0*10000>/reg = <0x80000 0xf000>/'
dts "two partitions of one name" 'two partitions are called u-boot' \
	's/label = "factory"/label = "u-boot"/'
dts "partition beyond the flash" 'u-boot-env .* 0x20000 bytes too far' \
	's/reg = <0x0*3e0000 0x0*20000>/reg = <0x3e0000 0x40000>/'
dts "no firmware partition" 'no partition is called firmware' \
	's/label = "firmware"/label = "linux"/'
dts "reserved partition name" 'partition rootfs: the name is kept' \
	's/label = "factory"/label = "rootfs"/'
dts "no memory size" 'no memory node with a size' \
	's/device_type = "memory"/device_type = "none"/'
dts "no console" 'stdout-path' \
	's/stdout-path = .*;/other = "x";/'
fresh
head -c 500 "$ref/board.dtb" > "$tmp/o/board.dtb"
refuses "truncated device tree" 'board.dtb: FDT_ERR' mkkernel firmware
fresh
cp "$tools/mkkernel" "$tmp/o/kernel/vmlinux"
refuses "kernel of another machine" 'not a 32-bit ELF|endian' \
	mkkernel firmware
