#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The access point, on malta with two emulated radios: one is the access point,
# the other its station, in a network namespace of the guest (tests/wap/).  The
# wire ends in a network namespace of this machine, where dnsmasq gives out
# addresses; that wants root.  Console: out/tests/wap-console.log.
. tests/lib.sh
logs=out/tests
mkdir -p $logs
host=192.168.77.1
ns=phramework-wap-$$
out=out/malta_station

[ "$(id -u)" = 0 ] || {
	bad "wap: a network namespace and a tap device want root"
	exit
}

# Without a secret nothing is built, and the line says which one is missing.
refuses "a missing passphrase is named" 'wifi-passphrase' \
	make board=malta config=tests/wap/station.nix SECRETS= firmware

cat > "$tmp/secrets" <<-EOS
	wifi-passphrase=correct horse, "battery" #1
	station-passphrase=correct horse, "battery" #1
EOS
make board=malta config=tests/wap/station.nix "SECRETS=$tmp/secrets" \
	firmware env out/tools/mkflash out/pkg/u-boot/malta/u-boot.bin \
	> $logs/wap-make.log 2>&1 || {
	bad "wap: build: $(tail -n 3 $logs/wap-make.log)"
	exit
}

cleanup() {
	[ -z "${dhcp:-}" ] || kill "$dhcp" 2> /dev/null
	ip netns del "$ns"
	rm -rf "$tmp"
}
trap cleanup EXIT
ip netns add "$ns" &&
	ip -n "$ns" tuntap add dev lan mode tap &&
	ip -n "$ns" addr add $host/24 dev lan &&
	ip -n "$ns" link set lan up || {
	bad "wap: no network namespace with a tap device (/dev/net/tun?)"
	exit
}
ip netns exec "$ns" dnsmasq --keep-in-foreground --conf-file=/dev/null \
	--port=0 --interface=lan --bind-interfaces --user=root --pid-file= \
	--dhcp-range=192.168.77.100,192.168.77.150,1h --dhcp-authoritative \
	--dhcp-leasefile="$tmp/leases" > $logs/wap-dhcp.log 2>&1 &
dhcp=$!

scripts/qemu-media $out firmware out/pkg/u-boot/malta/u-boot.bin "$tmp/flash"
{
	printf '%s\n' ip netns exec "$ns"
	QEMU_LAN=tap,ifname=lan,script=no,downscript=no \
		scripts/qemu-run --print "$tmp/flash" $out firmware
} > "$tmp/words"
timeout 400 expect tests/wap.exp wap $out "$tmp/words" \
	$logs/wap-console.log host=$host leases="$tmp/leases" \
	network="ip netns exec $ns" < /dev/null || {
	status=$?
	[ $status -eq 3 ] || bad "wap: expect ended with $status"
}
