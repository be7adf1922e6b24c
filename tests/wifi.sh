#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# MAC addresses and calibration in the flash of emulated boards: what is there
# is used, what is not is told, and nothing else stops working.  Of the radios
# the models have the identity only.  Arguments: which boards.
. tests/lib.sh
. tests/boot-lib.sh

# a_boot NAME NAME=VALUE...
a_boot() {
	_what=$1
	shift
	free_port
	scenario "$board $_what" wifi firmware "$tmp/flash" port=$port \
		save="$tmp/mac" silent= says= "$@"
}

test_tew731br() {
	part art
	lan=1a000000.ethernet

	printf '00:03:7f:aa:bb:ff' | put 0xffb4
	put_ath_calibration
	a_boot "good flash" device=$lan mac=00:03:7f:aa:bb:ff \
		wlan=00:03:7f:aa:bc:01 \
		says="ath79-wifi 18100000.wifi: revision 3" \
		silent="mac-from-flash"

	head -c 17 /dev/zero | tr '\0' '\377' | put 0xffb4
	for i in 1 2; do
		a_boot "no address, boot $i" device=$lan \
			says="lan@0: .* is no MAC address, using .*, the same at every boot"
		cp "$tmp/mac" "$tmp/mac$i"
	done
	same "$board: the address is the same at the second boot" \
		"$(cat "$tmp/mac1")" "$(cat "$tmp/mac2")"

	printf '00:03:7f:aa:bb:cg' | put 0xffb4
	head -c 1088 /dev/zero | tr '\0' '\377' | put 0x1000
	a_boot "nothing in art" device=$lan wlan=none \
		says='no calibration in flash, only ff: wifi stays off
lan@0: "00:03:7f:aa:bb:cg" in flash is no MAC address, using .*, until the next boot'
}

test_yun() {
	part art
	lan=19000000.ethernet

	put_ath_calibration
	a_boot "good flash" device=$lan mac=00:03:7f:19:22:33 \
		wlan=00:03:7f:11:22:33 \
		says="Atheros AR9330 Rev:1" silent="mac-from-flash"

	head -c 6 /dev/zero | put 0x1002
	a_boot "no address" device=$lan \
		says="lan@0: .* is no MAC address, using .*, the same at every boot
wifi@6: .* is no MAC address, using .*, the same at every boot"

	head -c 65536 /dev/zero | tr '\0' '\377' | put 0
	a_boot "nothing in art" device=$lan wlan=none \
		says="no calibration in flash, only ff: wifi stays off
lan@0: .* is no MAC address, using .*, until the next boot"
}

test_mt300a() {
	part factory
	lan=10100000.ethernet

	printf '\000\014\103\252\273\377' | put 0x4000
	put_rt_calibration
	a_boot "good flash" device=$lan mac=00:0c:43:aa:bb:ff \
		wlan=00:0c:43:11:22:33 \
		says="rt2x00_set_rt: Info - RT chipset 6352, rev 0500 detected
rt2x00_set_rf: Info - RF chipset 7620 detected" \
		silent="mac-from-flash"

	head -c 6 /dev/zero | put 0x4000
	for i in 1 2; do
		a_boot "no address, boot $i" device=$lan \
			wlan=00:0c:43:11:22:33 \
			says="lan@0: .* is no MAC address, using .*, the same at every boot"
		cp "$tmp/mac" "$tmp/mac$i"
	done
	same "$board: the address is the same at the second boot" \
		"$(cat "$tmp/mac1")" "$(cat "$tmp/mac2")"

	head -c 65536 /dev/zero | tr '\0' '\377' | put 0
	a_boot "nothing in factory" device=$lan wlan=none \
		says="no calibration in flash, only ff: wifi stays off
lan@0: .* is no MAC address, using .*, until the next boot"
}

# Its flash comes after nearly everything else; its radio has no driver.
test_mt300n_v2() {
	part factory
	lan=10100000.ethernet

	printf '\000\014\103\252\273\377' | put 4
	a_boot "good flash" device=$lan mac=00:0c:43:aa:bb:ff wlan=none \
		says="mtk_soc_eth $lan eth0: mediatek frame engine" \
		silent="mac-from-flash"

	head -c 65536 /dev/zero | tr '\0' '\377' | put 0
	a_boot "nothing in factory" device=$lan wlan=none \
		says="lan@0: .* is no MAC address, using .*, until the next boot"
}

for board in ${@:-tew731br yun mt300a mt300n_v2}; do
	out=out/${board}_wifitest
	uboot=out/pkg/u-boot/$board/u-boot.bin
	# MT7628 has no driver for wifi, the Yun's kernel ath9k in any case.  When
	# hostapd wants wlan0 up there, with no radio to answer, the emulated board
	# starts anew (the watchdog, one supposes).
	case $board in
	yun | mt300n_v2)
		cp configs/minimal.nix "$tmp/wifitest.nix" ;;
	*)	cp configs/wap.nix "$tmp/wifitest.nix" ;;
	esac
	if ! make "board=$board" "config=$tmp/wifitest.nix" \
			SECRETS=tests/secrets.example firmware qemu "$uboot" \
			out/tools/mkflash \
			> "$logs/wifi-$board-make.log" 2>&1; then
		bad "$board: build: $(tail -n 3 "$logs/wifi-$board-make.log")"
		continue
	fi
	find_flash
	offset=$(grep -abo hsqs "$out/firmware.bin" | head -n 1)
	kernel_room=${offset%%:*}
	partitions flash > /dev/null
	scripts/qemu-media "$out" firmware "$uboot" "$tmp/flash"
	"test_$board"
	rm -rf "$out"
done
