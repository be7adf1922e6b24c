# SPDX-License-Identifier: GPL-2.0-only
# Every board's two images, of every configuration that boards.mk gives it,
# come out of the same commands that a user types.  Arguments: which boards.
. tests/lib.sh

for board in ${@:-$(make -s list-boards)}; do
	for config in $(make -s list-configs-of board="$board"); do
		name=${board}_$config
		start=$(date +%s)
		if make board="$board" config="$config" \
				SECRETS=tests/secrets.example \
				firmware phramware \
				> "out/tests/build-$name.log" 2>&1 &&
		   [ -s "out/$name/firmware.bin" ] &&
		   [ -s "out/$name/phramware.bin" ]; then
			ok "build $name: firmware.bin, phramware.bin in" \
				"$(($(date +%s) - start)) s"
		else
			bad "build $name: $(tail -n 3 \
				"out/tests/build-$name.log" | tr '\n' '|')"
		fi
		for f in board.dtb kernel/.config manifest.json layout.txt \
				rootfs.sizes phramware.txt phramware.scr \
				flash.txt; do
			[ -s "out/$name/$f" ] || bad "build $name: no $f"
		done
	done
done
