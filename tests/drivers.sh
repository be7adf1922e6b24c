#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The drivers of kernel/drivers, held to the kernel's own rules: checkpatch,
# gcc with W=1 and sparse have nothing to say about them, as part of a kernel
# of every board that has them; their bindings are written down; and a kernel
# that has none does not depend on them.
. tests/lib.sh

src=$(scripts/fetch --path linux)
[ -f "$src/.complete" ] || scripts/fetch linux || exit 111
src=$(realpath "$src")
top=$(pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/phramework
own=$top/out/tests/drivers
mkdir -p "$own"

# ---- form ----

for dir in kernel/drivers/*/; do
	name=$(basename "$dir")
	for f in "$dir"*.[ch] "${dir}Kconfig" "${dir}Makefile"; do
		[ -f "$f" ] || continue
		pass "drivers: checkpatch: ${f#kernel/drivers/}" perl \
			"$src/scripts/checkpatch.pl" --root="$src" --strict \
			--no-tree --no-summary --terse --ignore \
			UNDOCUMENTED_DT_STRING -f "$f"
	done
	for c in $(sed -n 's/.*\.compatible = "\([^"]*\)".*/\1/p' "$dir"*.c); do
		pass "drivers: $name: the binding of $c" \
			grep -qF "$c" "$dir"*.yaml "$dir"*.txt
	done 2> /dev/null
done
printf 'int a;\nint f(void) {\n  return a;\n}\n' > "$tmp/ugly.c"
refuses "drivers: checkpatch sees what is ugly" 'open brace' perl \
	"$src/scripts/checkpatch.pl" --root="$src" --strict --no-tree --terse \
	-f "$tmp/ugly.c"

# ---- as part of a kernel ----

# kbuild DIR GOAL...: in the tree of links that kernel/build would make, too
kbuild() {
	_dir=$1
	shift
	make -s -C "$_dir" O="$_dir/obj" ARCH=mips CROSS_COMPILE="$cross" \
		CC="ccache ${cross}gcc" CHECK=sparse -j2 "$@"
}
export CCACHE_DIR="$cache/ccache" CCACHE_COMPILERCHECK=content CCACHE_NODIRECT=1

# What is said about files of ours.
complaints() {
	grep -E 'drivers/phramework/[^ ]*:[0-9]+:[0-9]+: (warning|error)|\*\*\*' "$1"
}

# check_kernel BOARD CONFIG DRIVER...
check_kernel() {
	_what="$1 $2" _tree=$own/$1_$2
	cross=$(make -s board="$1" config="$2" print-kernel_cross)
	make -s board="$1" config="$2" "out/$1_$2/kernel.config" \
		> "$tmp/log" 2>&1 || {
		bad "drivers: $_what: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
		return
	}
	_config=out/$1_$2/kernel.config
	shift 2
	kernel/add-drivers "$src" "$_tree" "$@"
	mkdir -p "$_tree/obj"
	cmp -s "$_config" "$_tree/obj/.config" ||
		cp "$_config" "$_tree/obj/.config"
	kbuild "$_tree" prepare scripts > "$tmp/log" 2>&1 || {
		bad "drivers: $_what: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
		return
	}
	# C=2 looks at sources again whose objects are there.
	find "$_tree/obj/drivers/phramework" -name '*.o' -delete 2> /dev/null
	kbuild "$_tree" W=1 C=2 drivers/phramework/ > "$tmp/log" 2>&1
	same "drivers: $_what: compiled ($*)" 0 $?
	same "drivers: $_what: gcc W=1 and sparse say nothing" "" \
		"$(complaints "$tmp/log" | head -n 3)"
	for d; do
		same "drivers: $_what: $d is in the kernel" yes \
			"$([ -s "$_tree/obj/drivers/phramework/$d/built-in.a" ] &&
			echo yes)"
	done
}

all=$(ls kernel/drivers)
seen=
for board in $(make -s list-boards); do
	for config in $(make -s list-configs-of board="$board"); do
		drivers=$(make -s board="$board" config="$config" \
			print-kernel_drivers)
		new=
		for d in $drivers; do
			case " $seen " in
			*" $board:$d "*) ;;
			*) new=1 seen="$seen $board:$d" ;;
			esac
		done
		[ -z "$new" ] || check_kernel "$board" "$config" $drivers
	done
done
for d in $all; do
	case "$seen " in
	*":$d "*) ;;
	*) bad "drivers: no board uses $d" ;;
	esac
done

# The same look at a driver that somebody has spoilt.
tree=$own/mt300a_minimal
cross=mipsel-linux-gnu-
file=$tree/drivers/phramework/mt7620-gpio/gpio-mt7620.c
if [ -f "$file" ]; then
	sed 's/void __iomem \*base;/void *base;/' "$file" > "$tmp/spoilt.c"
	cp "$tmp/spoilt.c" "$file"
	kbuild "$tree" W=1 C=2 drivers/phramework/mt7620-gpio/ > "$tmp/log" 2>&1
	same "drivers: sparse sees a register that is taken for memory" yes \
		"$(complaints "$tmp/log" | grep -q 'address spaces' && echo yes)"
	sed 's/static struct mt7620_gpio \*mt7620/struct mt7620_gpio *mt7620/' \
		kernel/drivers/mt7620-gpio/gpio-mt7620.c > "$file"
	kbuild "$tree" W=1 C=2 drivers/phramework/mt7620-gpio/ > "$tmp/log" 2>&1
	same "drivers: W=1 sees a function that nobody declared" yes \
		"$(complaints "$tmp/log" | grep -q 'no previous prototype' &&
		echo yes)"
fi

# ---- which kernel has them ----

refuses "drivers: a driver that does not exist" 'no driver is called nosuch' \
	kernel/add-drivers "$src" "$tmp/tree" nosuch
printf '# a test\nCONFIG_SPI_MT7620=y\n' > "$tmp/x.config"
refuses "drivers: a symbol whose driver no fragment names" \
	'it is in kernel/drivers/mt7620-spi/Kconfig: say "# drivers: mt7620-spi"' \
	env ARCH=mips CROSS_COMPILE=mipsel-linux-gnu- scripts/kconfig-merge \
	"$src" "$tmp/obj" "$tmp/config" kernel/base.config \
	kernel/soc/malta.config "$tmp/x.config"

copy=$tmp/copy
mkdir "$copy"
cp -R Makefile boards.mk configs dts kernel lib nix packages qemu \
	rootfs-builder scripts tests uboot-env "$copy"
key() {
	(cd "$copy" && make -s board="$1" "out/$1_minimal/kernel.key" \
		> "$tmp/log" 2>&1 && sha256sum < "out/$1_minimal/kernel.key") ||
		echo "fails: $(tail -n 2 "$tmp/log" | tr '\n' '|')"
}
malta=$(key malta) mt300a=$(key mt300a)
echo '/* another */' >> "$copy/kernel/drivers/mt7620-gpio/gpio-mt7620.c"
same "drivers: another driver, the same kernel where it is not used" \
	"$malta" "$(key malta)"
changed=$(key mt300a)
same "drivers: another driver, another kernel where it is" other \
	"$([ "$changed" != "$mt300a" ] && echo other)"
echo another >> "$copy/kernel/drivers/mt7620-gpio/mediatek,mt7620-gpio.yaml"
same "drivers: another word in a binding, the same kernel" "$changed" \
	"$(key mt300a)"
