# SPDX-License-Identifier: GPL-2.0-only
# Finished images: the checker accepts them, refuses every damaged one, and
# other people's programs read them.
. tests/lib.sh

boards=$(make -s list-boards)
make -s out/tests/checkfirmware out/tests/mutate || exit 111
# A sanitizer's complaint must not look like a refusal.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99

# check BOARD KIND FILE [OPTION...]: with everything the image was made from.
check() {
	_o=out/${1}_minimal _kind=$2 _file=$3
	shift 3
	out/tests/checkfirmware --board "$_o/board.facts" \
		--dtb "$_o/board.dtb" --vmlinux "$_o/kernel/vmlinux" \
		--kernel "$_o/kernel/image.bin" \
		--rootfs "$_o/rootfs.squashfs" --cmdline "$_o/$_kind.cmdline" \
		"$@" --image "$_kind" "$_file"
}

for board in $boards; do
	make -s board="$board" firmware phramware > "$tmp/make" 2>&1 || {
		bad "image $board: does not build: $(tail -n 1 "$tmp/make")"
		continue
	}
	o=out/${board}_minimal
	pass "checker accepts $board firmware.bin" \
		check "$board" firmware "$o/firmware.bin"
	pass "checker accepts $board phramware.bin and its scripts" \
		check "$board" phramware "$o/phramware.bin" \
		--script "$o/phramware.txt" --script "$o/phramware.scr"
	grep -q '^media=sd' "$o/board.facts" ||
		pass "checker accepts $board flash scripts" \
			check "$board" firmware "$o/firmware.bin" \
			--script "$o/flash.txt" --script "$o/flash.scr"
	grep -q '^mainline_ram_addr=0$' "$o/board.facts" || {
		pass "checker accepts $board scripts for mainline U-Boot" \
			check "$board" phramware "$o/phramware.bin" \
			--mainline-script "$o/phramware-mainline.txt" \
			--mainline-script "$o/phramware-mainline.scr"
		pass "checker accepts $board flash scripts for mainline" \
			check "$board" firmware "$o/firmware.bin" \
			--mainline-script "$o/flash-mainline.txt" \
			--mainline-script "$o/flash-mainline.scr"
	}
	refuses "checker refuses $board phramware.bin as firmware" . \
		check "$board" firmware "$o/phramware.bin"
	refuses "checker refuses $board firmware.bin as phramware" . \
		check "$board" phramware "$o/firmware.bin"
done

# Scripts with one wrong number.
edit() { # NAME SCRIPT KIND SED-COMMAND
	sed "$4" "$o/$2" > "$tmp/script"
	cmp -s "$o/$2" "$tmp/script" && bad "script: $1: nothing edited"
	refuses "script: $1" 'boot scripts' \
		check "$on" "$3" "$o/$3.bin" "$option" "$tmp/script"
}
on=malta o=out/malta_minimal option=--script
ram=$(sed -n 's/^boot_ram_addr=//p' $o/board.facts)
edit "another load address" phramware.txt phramware \
	"s/^tftpboot $ram/tftpboot 0x81800000/"
edit "another bootm address" phramware.txt phramware "s/^bootm .*/bootm 0x80000000/"
edit "another sum" phramware.txt phramware "s/==> [0-9a-f]*/==> 01234567/"
edit "no bootm" phramware.txt phramware "/^bootm/d"
edit "a flash command in the RAM script" phramware.txt phramware \
	"s/^bootm/erase 0xbe000000 +0x10000\nbootm/"
edit "erases the boot loader" flash.txt firmware \
	"s/^erase 0x[0-9a-f]*/erase 0xbe000000/"
edit "erases too little" flash.txt firmware "s/^\(erase .*\) +0x.*/\1 +0x10000/"
edit "copies too much" flash.txt firmware \
	"s/^\(cp.b 0x[0-9a-f]* 0x[0-9a-f]*\) .*/\1 0x3fffff/"
edit "copies without erasing" flash.txt firmware "/^erase/d"
edit "an unknown command" flash.txt firmware "s/^erase/eraze/"
edit "boots from elsewhere" flash.txt firmware \
	"s/^setenv bootcmd .*/setenv bootcmd bootm 0xbe000000/"

# Those for mainline U-Boot, which writes flash by its offset and reads it back.
on=tew731br o=out/tew731br_minimal option=--mainline-script
edit "mainline: the vendor's load address" phramware-mainline.txt phramware \
	"s/^tftpboot 0xa1/tftpboot 0x81/"
edit "mainline: the vendor's bootm address" phramware-mainline.txt phramware \
	"s/^bootm 0xa1/bootm 0x81/"
edit "mainline: a flash command in the RAM script" phramware-mainline.txt \
	phramware "s/^bootm/sf probe\nsf erase 0x20000 0x10000\nbootm/"
edit "mainline: an address in place of an offset" flash-mainline.txt firmware \
	"s/^sf erase 0x20000/sf erase 0x9f020000/"
edit "mainline: erases the boot loader" flash-mainline.txt firmware \
	"s/^sf erase 0x20000/sf erase 0x0/"
edit "mainline: erases a block too many" flash-mainline.txt firmware \
	"s/^\(sf erase 0x20000\) .*/\1 0x3a0000/"
edit "mainline: erases half a block" flash-mainline.txt firmware \
	"s/^\(sf erase .*\)0000$/\18000/"
edit "mainline: writes elsewhere" flash-mainline.txt firmware \
	"s/^\(sf write 0x[0-9a-f]*\) 0x20000/\1 0x30000/"
edit "mainline: writes without erasing" flash-mainline.txt firmware \
	"/^sf erase/d"
edit "mainline: does not probe" flash-mainline.txt firmware "/^sf probe/d"
edit "mainline: does not read back" flash-mainline.txt firmware "/^sf read/d"
edit "mainline: reads back another place" flash-mainline.txt firmware \
	"s/^\(sf read 0x[0-9a-f]*\) 0x20000/\1 0x0/"
edit "mainline: reads back over the image" flash-mainline.txt firmware \
	"s/^sf read 0x[0-9a-f]*/sf read 0xa1000000/"
edit "mainline: compares the image with itself" flash-mainline.txt firmware \
	"s/^\(cmp.b 0x[0-9a-f]*\) 0x[0-9a-f]*/\1 0xa1000000/"
edit "mainline: does not compare" flash-mainline.txt firmware "/^cmp.b/d"
edit "mainline: the vendor's erase" flash-mainline.txt firmware \
	"s/^sf erase \(0x[0-9a-f]*\) /erase \1 +/"
option=--script
edit "mainline: its script at the vendor's loader" flash-mainline.txt firmware \
	"s/0xa1000000/0x81000000/g; s/0xa1/0x81/g"

# RAM that only mainline U-Boot wants: the image read back meets it.
bytes=$(stat -c %s $o/firmware.bin)
sed "s/^\(mainline_reserved_top_bytes\)=.*/\1=$((0x1000000 - 2 * bytes + 1))/" \
	$o/board.facts > "$tmp/facts"
refuses "mainline: no room to read back" 'RAM with mainline U-Boot' \
	out/tests/checkfirmware --board "$tmp/facts" --dtb $o/board.dtb \
	--image firmware $o/firmware.bin
sed "s/^\(mainline_reserved_top_bytes\)=.*/\1=$((0x1000000 - 2 * bytes))/" \
	$o/board.facts > "$tmp/facts"
pass "mainline: just room enough" \
	out/tests/checkfirmware --board "$tmp/facts" --dtb $o/board.dtb \
	--image firmware $o/firmware.bin
on=malta o=out/malta_minimal

# Mutations: blind ones of each kind of image, and ones that make all sums
# right again.
mutate() { # HOW BOARD KIND
	_o=out/${2}_minimal
	out/tests/mutate "$1" "$_o/$3.bin" "$tmp/mutant" \
		out/tests/checkfirmware --board "$_o/board.facts" \
		--dtb "$_o/board.dtb" --vmlinux "$_o/kernel/vmlinux" \
		--kernel "$_o/kernel/image.bin" \
		--rootfs "$_o/rootfs.squashfs" --cmdline "$_o/$3.cmdline" \
		--image "$3" "$tmp/mutant" | sed "s/^[a-zA-Z]* /&$2 $3: /"
}
mutate bytes malta firmware
mutate bytes maltael phramware
mutate bytes rpi firmware
mutate meaning malta firmware
mutate meaning malta phramware
mutate meaning maltael firmware
mutate meaning maltael phramware

# A rootfs for the other byte order, in an image that is right otherwise.
e=out/maltael_minimal
pass "an image with the wrong rootfs is made" out/tools/mkfirmware \
	--facts $o/board.facts --dtb $o/board.dtb \
	--kernel $o/kernel-firmware.uimage --rootfs $e/rootfs.squashfs \
	--kind firmware --out "$tmp/wrong-endian"
refuses "programs of the wrong endianness" 'squashfs content.*ELF class' \
	out/tests/checkfirmware --board $o/board.facts --dtb $o/board.dtb \
	--rootfs $e/rootfs.squashfs --image firmware "$tmp/wrong-endian"

# Bad inputs of the checker itself.
for input in "$o/kernel/vmlinux" "$o/rootfs.squashfs" /dev/null; do
	refuses "checker: $(basename "$input") as an image" checkfirmware: \
		check malta firmware "$input"
	refuses "checker: $(basename "$input") as a device tree" \
		checkfirmware: out/tests/checkfirmware \
		--board $o/board.facts --dtb "$input" --image firmware \
		$o/firmware.bin
	refuses "checker: $(basename "$input") as facts" checkfirmware: \
		out/tests/checkfirmware --board "$input" \
		--dtb $o/board.dtb --image firmware $o/firmware.bin
done
refuses "checker: no options" usage: out/tests/checkfirmware

# Other people's readers.
for kind in firmware phramware; do
	pass "dumpimage reads malta's uImage for $kind" sh -c \
		"dumpimage -l $o/kernel-$kind.uimage | grep -q 'lzma compressed'"
done
pass "dumpimage reads phramware.scr" \
	sh -c "dumpimage -l $o/phramware.scr | grep -q 'Script'"
tail -c +65 $o/kernel-firmware.uimage > "$tmp/kernel.lzma"
pass "xz decodes the kernel" sh -c "xz -dc --format=lzma < $tmp/kernel.lzma |
	head -c \$(stat -c %s $o/kernel/image.bin) | cmp - $o/kernel/image.bin"

# What the tuned LZMA is for.
lzma=$(sed -n 's/^out_bytes=//p' $o/kernel.lzma-params)
other=$(xz -9e --format=lzma -c < $o/kernel/image.bin | wc -c)
if [ "$lzma" -lt "$other" ]; then
	ok "lzma: $lzma bytes, xz -9e $other"
else
	bad "lzma: $lzma bytes, xz -9e $other"
fi
other=$(xz --format=lzma --lzma1=preset=9e,lc=1,lp=2,pb=2 -c \
	< $o/kernel/image.bin | wc -c)
if [ "$lzma" -lt "$other" ]; then
	ok "lzma: $lzma bytes, lc1 lp2 pb2 $other"
else
	bad "lzma: $lzma bytes, lc1 lp2 pb2 $other"
fi

# The card.
r=out/rpi_minimal
card() { # OUT [OPTION...]
	_out=$1
	shift
	out/tools/mksdcard --u-boot out/pkg/u-boot/rpi/u-boot.bin \
		--kernel $r/kernel-firmware.uimage --dtb $r/firmware.dtb \
		--script $r/boot.scr \
		--config rootfs-builder/card/config.txt \
		--rootfs $r/rootfs.squashfs --out "$_out" "$@"
}
export SOURCE_DATE_EPOCH=1735689600
pass "card: made elsewhere" env TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=/ \
	sh -c "umask 077; out/tools/mksdcard \
		--u-boot out/pkg/u-boot/rpi/u-boot.bin \
		--kernel $r/kernel-firmware.uimage --dtb $r/firmware.dtb \
		--script $r/boot.scr \
		--config rootfs-builder/card/config.txt \
		--rootfs $r/rootfs.squashfs --out $tmp/card"
pass "card: the same bits in any time zone" cmp "$tmp/card" $r/firmware.bin
tail -c +1048577 "$tmp/card" | head -c 41943040 > "$tmp/fat"
pass "card: fsck.fat finds no fault" fsck.fat -n "$tmp/fat"
pass "card: says that the GPU's firmware is absent" sh -c \
	"mdir -b -i $tmp/fat :: | grep -q NO-GPU-FIRMWARE.txt"
mkdir "$tmp/gpu"
refuses "card: GPU firmware incomplete" 'must hold bootcode.bin' \
	card "$tmp/card" --gpu-firmware "$tmp/gpu"
for f in bootcode.bin start.elf fixup.dat; do echo "$f" > "$tmp/gpu/$f"; done
pass "card: with GPU firmware" card "$tmp/card" --gpu-firmware "$tmp/gpu"
pass "card: with GPU firmware, checked" check rpi firmware "$tmp/card"
