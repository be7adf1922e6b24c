# SPDX-License-Identifier: GPL-2.0-only
# kill -9 at any moment, and a disk that fills up: the next run ends with the
# same bits as one that was left alone.  Works in a clone, on a small tmpfs.
. tests/lib.sh

mount -t tmpfs -o size=400m none "$tmp" 2> /dev/null || {
	bad "interrupt: cannot mount a tmpfs (root is needed)"
	exit 1
}
trap 'umount -l "$tmp"; rmdir "$tmp"' EXIT
want=$(cat out/malta_minimal/firmware.bin out/malta_minimal/phramware.bin |
	sha256sum)
git clone -q . "$tmp/clone" || exit 1
cd "$tmp/clone" || exit 1
build="make -s board=malta firmware phramware"

bits() { cat out/malta_minimal/firmware.bin out/malta_minimal/phramware.bin | sha256sum; }

for seconds in 1 2 3 5 8 12; do
	rm -rf out/malta_minimal
	setsid $build > ../log 2>&1 &
	pid=$!
	sleep $seconds
	kill -9 -- -$pid 2> /dev/null
	wait $pid 2> /dev/null
	if $build > ../log 2>&1; then
		same "kill -9 after $seconds s, then again: same bits" \
			"$want" "$(bits)"
	else
		bad "kill -9 after $seconds s: the next run fails: $(tail -n 2 ../log | tr '\n' '|')"
	fi
done

# Leave less and less room.
for room in 200 1200 2400 3600; do
	rm -rf out/malta_minimal ../ballast
	free=$(df -k --output=avail . | tail -n 1)
	head -c $(((free - room) * 1024)) /dev/zero > ../ballast
	$build > ../log 2>&1
	status=$?
	full=$(grep -c -i 'no space' ../log)
	image=$(ls out/malta_minimal/firmware.bin 2> /dev/null)
	rm ../ballast
	if [ $status -eq 0 ] || [ "$full" -eq 0 ] || [ -n "$image" ]; then
		bad "disk full with $room KiB left: status $status, image '$image', $(tail -n 2 ../log | tr '\n' '|')"
		continue
	fi
	ok "disk full with $room KiB left: said so, no image"
	$build > ../log 2>&1
	same "disk full with $room KiB left, then again: same bits" \
		"$want" "$(bits)"
done
cd /
