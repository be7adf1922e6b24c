# SPDX-License-Identifier: GPL-2.0-only
# kill -9 at any moment, and a disk that fills up: the next run ends with the
# same bits as one that was left alone.  Works in a clone, on a small tmpfs.
. tests/lib.sh

mount -t tmpfs -o size=400m none "$tmp" 2> /dev/null || {
	bad "interrupt: cannot mount a tmpfs (root is needed)"
	exit 1
}
trap 'umount -l "$tmp"; rmdir "$tmp"' EXIT
make -s board=malta firmware phramware > /dev/null 2>&1
want=$(cat out/malta_minimal/firmware.bin out/malta_minimal/phramware.bin |
	sha256sum)
ref=$(pwd)/out/malta_minimal
# Not on the disk that fills up.
log=$(pwd)/out/tests/interrupt-make.log
git clone -q . "$tmp/clone" || exit 1
cd "$tmp/clone" || exit 1
build="make -s board=malta firmware phramware"

bits() { cat out/malta_minimal/firmware.bin out/malta_minimal/phramware.bin | sha256sum; }

for seconds in 1 2 3 5 8 12; do
	rm -rf out/malta_minimal
	kill_after $seconds "$log" $build
	if $build > "$log" 2>&1; then
		same "kill -9 after $seconds s, then again: same bits" \
			"$want" "$(bits)"
	else
		bad "kill -9 after $seconds s: the next run fails: $(tail -n 2 "$log" | tr '\n' '|')"
	fi
done
pass "kill -9 found make at work ($killed times)" test $killed -ge 3

# Leave room for a part of what a build writes.
need=$(du -sk out/malta_minimal | cut -f 1)
for percent in 20 40 70 90; do
	room=$((need * percent / 100))
	rm -rf out/malta_minimal ../ballast
	free=$(df -k --output=avail . | tail -n 1)
	head -c $(((free - room) * 1024)) /dev/zero > ../ballast
	$build > "$log" 2>&1
	status=$?
	full=$(grep -c -i 'no space' "$log")
	# Of the two images the first may be whole; half a one may not be there.
	image=
	for kind in firmware phramware; do
		[ ! -e out/malta_minimal/$kind.bin ] ||
			cmp -s out/malta_minimal/$kind.bin "$ref/$kind.bin" ||
			image=$kind.bin
	done
	rm ../ballast
	if [ $status -eq 0 ] || [ "$full" -eq 0 ] || [ -n "$image" ]; then
		bad "disk full with $room KiB left: status $status, image '$image', $(tail -n 2 "$log" | tr '\n' '|')"
		continue
	fi
	ok "disk full with $room KiB left: said so, no half image"
	$build > "$log" 2>&1
	same "disk full with $room KiB left, then again: same bits" \
		"$want" "$(bits)"
done
cd /
