#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Fragments that contradict each other, and symbols that kconfig drops.
. tests/lib.sh

src=$(scripts/fetch --path linux)
[ -f "$src/.complete" ] || scripts/fetch linux || exit 111
mkdir -p "$tmp/a" "$tmp/b"
frag=$tmp/a/x.config
base="kernel/base.config kernel/soc/malta.config"

merge() {
	ARCH=mips CROSS_COMPILE=mips-linux-gnu- scripts/kconfig-merge \
		"$src" "$tmp/obj" "$tmp/config" "$@"
}

# try NAME PATTERN LINE...: base and a fragment with LINEs must be refused.
try() {
	_try=$1 _text=$2
	shift 2
	printf '%s\n' "$@" > "$frag"
	refuses "$_try" "$_text" merge $base kernel/board/malta.config "$frag"
}

pass "kconfig: good fragments" merge $base kernel/board/malta.config
same "kconfig: a symbol asked for is there" CONFIG_MTD_PHRAM=y \
	"$(grep -w CONFIG_MTD_PHRAM "$tmp/config")"

try "kconfig: lost symbol, with the dependency" \
	'x.config:1: CONFIG_USB_STORAGE: requested y, got n' \
	CONFIG_USB_STORAGE=y
same "kconfig: the dependency and its value" 1 \
	"$(grep -c 'unmet: depends on: SCSI \[=n\]' "$tmp/out")"
try "kconfig: selected although not wanted" \
	'selected by: XZ_DEC \[=y\]' '# CONFIG_CRC32 is not set'
try "kconfig: no prompt" 'no prompt' CONFIG_GPIO_GENERIC=y
try "kconfig: misspelt symbol" 'did you mean CONFIG_SQUASHFS\?' \
	CONFIG_SQUAHSFS=y
try "kconfig: number out of range" 'allowed range: 12 to 25' \
	'# override: test' CONFIG_LOG_BUF_SHIFT=99
try "kconfig: other choice" 'one of a choice, which is CONFIG_CRC32_BIT' \
	CONFIG_CRC32_BIT=y
try "kconfig: contradiction without override" \
	'contradicts kernel/base.config:[0-9]* \(CONFIG_UNIX=y\)' \
	'# CONFIG_UNIX is not set'
try "kconfig: override of nothing" 'overrides nothing' \
	'# override: test' CONFIG_IPV6=y
try "kconfig: module" 'no modules' CONFIG_IPV6=m
try "kconfig: neither comment nor assignment" 'neither' 'CONFIG_IPV6 = y'

# What modules ask for comes as mkmanifest --list kernel-options prints it.
cat > "$tmp/c.json" << EOF
{"description": "d", "hostname": "h", "kernel_options": {"UNIX": "n",
 "USB_STORAGE": "y", "IPV6": "y"}, "origins": {
 "kernel_options.UNIX": "modules/quiet.nix",
 "kernel_options.USB_STORAGE": "modules/disk.nix"}}
EOF
module() {
	$tools/mkmanifest --list kernel-options "$tmp/c.json" |
		grep -v "$1" > "$tmp/b/kernel.options"
	merge $base kernel/board/malta.config "$tmp/b/kernel.options"
}
refuses "kconfig: a module against the board names the module" \
	'merge: modules/quiet.nix: CONFIG_UNIX=n contradicts kernel/base.config:[0-9]+ \(CONFIG_UNIX=y\); a module cannot' \
	module USB
refuses "kconfig: lost symbol names the module" \
	'modules/disk.nix: CONFIG_USB_STORAGE: requested y, got n' module UNIX

echo CONFIG_IPV6=y > "$frag"
echo '# CONFIG_IPV6 is not set' > "$tmp/a/y.config"
refuses "kconfig: equals that contradict" \
	'y.config:1: .*contradicts .*x.config:1 .*neither ranks' \
	merge $base "$frag" "$tmp/a/y.config"
printf '# override: %s\n# CONFIG_IPV6 is not set\n' "a test" \
	> "$tmp/b/y.config"
pass "kconfig: override by rank" merge $base kernel/board/malta.config \
	"$frag" "$tmp/b/y.config"

# A feature may give a kernel what a configuration asks for, and nothing more:
# nobody would notice a module that does not ask for all that it needs.
feature() {
	make -s board=malta config="$2" SECRETS=tests/secrets.example \
		"out/malta_$2/kernel.options" > "$tmp/out" 2>&1
	same "kconfig: all of the feature $1 is what $2 asks for" "" \
		"$(grep CONFIG_ "kernel/feature/$1.config" |
			grep -vxFf "out/malta_$2/kernel.options" | tr '\n' ' ')"
}
feature usb-storage backuphost
feature router router
feature wifi wap
