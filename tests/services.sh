# SPDX-License-Identifier: GPL-2.0-only
# Supervision, in a guest: back-off of what dies, waiting for readiness, what
# runs once, hooks at the end, services bound to others.  Console:
# out/tests/services.log.
. tests/lib.sh
export TMPDIR="$tmp"
out=out/malta_svctest

# The system of configs/minimal with services of this test, and its kernel.
minimal=out/malta_minimal/config.json
make -s board=malta $minimal out/tools/mkflash \
	out/pkg/u-boot/malta/u-boot.bin > "$tmp/log" 2>&1 || {
	bad "services: minimal: $(tail -n 2 "$tmp/log" | tr '\n' '|')"
	exit 1
}
jq --arg dir "$PWD/${minimal%/*}" '(.files[].source | strings) |=
	if startswith("/") then . else "\($dir)/\(.)" end |
.services = {
	console: .services.console,
	syslogd: {run: "exec syslogd -n -O /var/log/messages",
		check: "[ -S /dev/log ]"},
	dies: {run: "cut -d \" \" -f 1 /proc/uptime >> /run/dies\nexit 3"},
	slow: {run: "sleep 4\n: > /run/slow\nexec sleep 999999",
		check: "[ -e /run/slow ]"},
	waiter: {run: "ls /run/slow >> /run/waiter 2>&1\nexec sleep 999999",
		after: ["syslogd", "slow"]},
	chained: {run: "ls /run/waiter >> /run/chained 2>&1\nexec sleep 999999",
		after: ["waiter"]},
	once: {run: "echo ran >> /run/once", restart: "never"},
	tries: {run: "[ -e /run/tries ] && exit\n: > /run/tries\nexit 1",
		restart: "on-failure", after: ["syslogd"]},
	last: {run: "echo ran >> /run/last", after: ["once", "tries"],
		restart: "never"},
	fails: {run: "exit 5", restart: "never", after: ["syslogd"]},
	disk: {run: "exec sleep 999999", stop: "echo disk $* >> /run/ended"},
	user: {run: "echo ran >> /run/user\nexec sleep 999999",
		stop: "echo user >> /run/ended", bound_to: ["disk"]},
	absent: {run: "echo ran >> /run/absent", if_exists: "/nowhere"},
} | del(.origins)' $minimal > "$tmp/svctest.json"
rm -rf "$out"
make -s board=malta "config=$tmp/svctest.json" firmware env \
	> "$tmp/log" 2>&1 || {
	bad "services: build: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
	exit 1
}
scripts/qemu-media $out firmware out/pkg/u-boot/malta/u-boot.bin "$tmp/flash"
free_port
SSH_PORT=$port scripts/qemu-run --print "$tmp/flash" $out firmware > "$tmp/words"
timeout 300 expect tests/services.exp services $out "$tmp/words" \
	out/tests/services-console.log < /dev/null
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || bad "services: expect ended with $status"
rm -rf "$out"
