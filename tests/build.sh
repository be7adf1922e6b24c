# SPDX-License-Identifier: GPL-2.0-only
# Every board's two images come out of the same commands that a user types.
. tests/lib.sh

for board in $(make -s list-boards); do
	start=$(date +%s)
	if make board="$board" firmware phramware \
			> "out/tests/build-$board.log" 2>&1 &&
	   [ -s "out/${board}_minimal/firmware.bin" ] &&
	   [ -s "out/${board}_minimal/phramware.bin" ]; then
		ok "build $board: firmware.bin, phramware.bin in $(($(date +%s) - start)) s"
	else
		bad "build $board: $(tail -n 3 "out/tests/build-$board.log" | tr '\n' '|')"
	fi
	for f in board.dtb kernel/.config manifest.json layout.txt \
			rootfs.sizes phramware.txt phramware.scr flash.txt; do
		[ -s "out/${board}_minimal/$f" ] || bad "build $board: no $f"
	done
done
