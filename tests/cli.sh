# SPDX-License-Identifier: GPL-2.0-only
# What a user can get wrong at make's own level.
. tests/lib.sh

refuses "unknown board" "unknown board 'nosuch'; there are: tew731br mt300a" \
	make board=nosuch firmware
refuses "unknown config" "unknown config 'nosuch'; there are: .*minimal" \
	make board=malta config=nosuch firmware
refuses "no board" "needs board=, one of: tew731br" make firmware
refuses "TFTPROOT does not exist" 'TFTPROOT=.*no such directory' \
	make board=malta TFTPROOT="$tmp/none" phramware
refuses "TFTPROOT cannot be written" 'TFTPROOT=/proc/sys: cannot create' \
	make board=malta TFTPROOT=/proc/sys phramware
refuses "run something else" 'image=kernel, but can be: phramware firmware' \
	scripts/qemu-run out/malta_minimal kernel
refuses "commands for an unknown loader" \
	'LOADER=redboot, but can be: vendor mainline' \
	make board=tew731br LOADER=redboot tftp-script
refuses "commands for a loader that replaces none" \
	'malta: nothing is known of mainline U-Boot' \
	make board=malta LOADER=mainline flash-script

mkdir "$tmp/tftp"
pass "t=, d= and TFTPROOT" make t=malta d=minimal TFTPROOT="$tmp/tftp" phramware
same "TFTPROOT has what is needed" \
	"phramware.bin phramware.scr phramware.txt " \
	"$(ls "$tmp/tftp/malta_minimal" | tr '\n' ' ')"
pass "TFTPROOT has the same image" \
	cmp "$tmp/tftp/malta_minimal/phramware.bin" out/malta_minimal/phramware.bin

for goal in help boards configs "board=malta cmdline" "board=malta env" \
		"board=malta tftp-script" "board=malta flash-script" \
		"board=malta facts" "board=malta layout" "board=malta sizes"; do
	# shellcheck disable=SC2086
	if make -s $goal > "$tmp/out" 2> "$tmp/err" && [ -s "$tmp/out" ]; then
		ok "make $goal"
	else
		bad "make $goal: $(head -n 1 "$tmp/err")"
	fi
	awk -v goal="$goal" 'length > 100 && goal ~ /help|boards|configs/ {
		print "FAIL make " goal ": a line of " length " columns" }' "$tmp/out"
done

# Another file of the same name, and back: no image keeps the other's bits.
sed 's/hostname = "[^"]*"/hostname = "another"/' configs/minimal.nix \
	> "$tmp/minimal.nix"
before=$(sha256sum < out/malta_minimal/firmware.bin)
make -s board=malta config="$tmp/minimal.nix" firmware > "$tmp/out" 2>&1
between=$(sha256sum < out/malta_minimal/firmware.bin)
make -s board=malta firmware > "$tmp/out" 2>&1
after=$(sha256sum < out/malta_minimal/firmware.bin)
if [ "$before" = "$between" ]; then
	bad "another configuration of the same name: the image is the old one"
else
	ok "another configuration of the same name: another image"
fi
same "and back: the image from before" "$before" "$after"

# A lost kernel option, all the way from a configuration.
cat > "$tmp/lost.json" <<'JSON'
{
 "description": "asks for an option whose dependency is off",
 "hostname": "test",
 "packages": ["musl", "busybox"],
 "kernel_options": { "USB_STORAGE": "y" }
}
JSON
refuses "kernel option lost" 'USB_STORAGE' \
	make board=tew731br config="$tmp/lost.json" out/tew731br_lost/kernel/.config
cat > "$tmp/typo.json" <<'JSON'
{
 "description": "asks for an option that no kernel has",
 "hostname": "test",
 "packages": ["musl", "busybox"],
 "kernel_options": { "SQUASHFSS": "y" }
}
JSON
refuses "kernel option unknown" 'SQUASHFSS' \
	make board=tew731br config="$tmp/typo.json" out/tew731br_typo/kernel/.config
rm -rf out/tew731br_lost out/tew731br_typo
