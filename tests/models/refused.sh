# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh: what no board starts with, told in one line.

# tree MEMORY END-OF-FLASH PHANDLE PIN FLAGS...: a device tree in $tmp/tree.dtb
tree() {
	_memory=$1 _end=$2
	shift 2
	cat <<-END | dtc -q -I dts -O dtb -o "$tmp/tree.dtb" -
	/dts-v1/;
	/ {
		memory@0 { device_type = "memory"; reg = <0 $_memory>; };
		pins: pins {
			compatible = "qca,ar7100-gpio", "mediatek,mt7621-gpio";
			reg = <0x600>;
			phandle = <1>;
		};
		pins638 { reg = <0x638>; phandle = <2>; };
		pins644 { reg = <0x644>; phandle = <3>; };
		pins4 { phandle = <4>; };
		partitions {
			compatible = "fixed-partitions";
			all { reg = <0 $_end>; };
		};
		leds {
			compatible = "gpio-leds";
			led { gpios = <$*>; };
		};
	};
	END
}

# one_line NAME PATTERN ARG...
one_line() {
	_what=$1 _pattern=$2
	shift 2
	refuses "$board: $_what" "^$system[.a-z]*: .*$_pattern" \
		timeout 20 "$qemu/$system" -M "$board" -display none \
		-nodefaults "$@"
	same "$board: $_what, in one line" 1 "$(wc -l < "$tmp/out")"
}

# refused BOARD SYSTEM MIB JACKS FLASH: a board's own numbers
refused() {
	board=$1 system=$2
	one_line "no flash image" \
		"$board boots from its flash: give -drive .*, of $(($5)) bytes"
	one_line "other RAM" "$board has $3 MiB of RAM" -m 48
	one_line "a kernel" "starts what is in its flash" -kernel /dev/null
	nics=
	while [ "$(echo $nics | wc -w)" -lt $((2 * $4 + 2)) ]; do
		nics="$nics -nic hubport,hubid=0"
	done
	one_line "$(($4 + 1)) cables" "$board has only $4 network jacks" \
		-accel qtest $nics
}

# refused_trees MIB FLASH: of the last board, in the code of its family
refused_trees() {
	one_line "no device tree" "none.dtb" -accel qtest \
		-dtb "$tmp/none.dtb"
	head -c 4096 /dev/urandom > "$tmp/tree.dtb"
	one_line "noise for a device tree" "not a device tree" -accel qtest \
		-dtb "$tmp/tree.dtb"
	m=$(($1 * 1048576))
	tree $((m / 2)) $2 1 0 0
	one_line "half the memory in the device tree" \
		"$(printf 0x%x $((m / 2))) bytes of memory" \
		-accel qtest -dtb "$tmp/tree.dtb"
	tree $m $2 1 0 0
	fdtput -t s "$tmp/tree.dtb" /memory@0 device_type no
	one_line "no memory in the device tree" "0x0 bytes of memory" \
		-accel qtest -dtb "$tmp/tree.dtb"
	tree $m $(($2 + 65536)) 1 0 0
	one_line "partitions behind the flash in the device tree" \
		"partitions up to $(printf 0x%x $(($2 + 65536)))" \
		-accel qtest -dtb "$tmp/tree.dtb"
	tree $m $2 1 0
	one_line "a LED on half a pin" "led: gpios is not one pin" \
		-accel qtest -dtb "$tmp/tree.dtb"
	tree $m $2 1 0 0
	fdtput -c "$tmp/tree.dtb" /leds/other
	fdtput -t x "$tmp/tree.dtb" /leds/other gpios 1 1 0
	fdtput -t s "$tmp/tree.dtb" /leds/other label led
	one_line "two LEDs of one name" "another LED or button is called led" \
		-accel qtest -dtb "$tmp/tree.dtb"
	for pin in "1 99" "2 16" "3 0" "4 0" "9 0"; do
		tree $m $2 $pin 0
		one_line "a LED on the pin <$pin>" \
			"led: no such GPIO controller or pin" \
			-accel qtest -dtb "$tmp/tree.dtb"
	done
}

refused tew731br qemu-system-mips 32 5 0x400000
refused_trees 32 0x400000
refused tew712br qemu-system-mips 32 5 0x400000
refused yun qemu-system-mips 64 1 0x1000000
refused mt300a qemu-system-mipsel 128 2 0x1000000
refused_trees 128 0x1000000
refused mt300n_v2 qemu-system-mipsel 128 2 0x1000000

# asked SYSTEM: QEMU's answers to the commands of standard input, one a line
asked() {
	{
		echo '{"execute": "qmp_capabilities"}'
		cat
		echo '{"execute": "quit"}'
	} | timeout 60 "$qemu/$1" -M none -display none -nodefaults -qmp stdio
}

# What asks QEMU for a device's properties makes one, and throws it away.
for system in qemu-system-mips qemu-system-mipsel; do
	echo '{"execute": "qom-list-types", "arguments":
		{"implements": "device", "abstract": false}}' |
		asked $system | tr '{' '\n' |
		sed -n 's/.*"name": "\([^"]*\)".*/\1/p' |
		grep -E '^(ath79|ag71xx|ar93|ar934|ralink|mt76|gpio-)' |
		grep -v iommu | sort > "$tmp/types"
	types=$(wc -l < "$tmp/types")
	while read -r type; do
		echo '{"execute": "device-list-properties", "arguments":
			{"typename": "'"$type"'"}}'
	done < "$tmp/types" | asked $system > "$tmp/out"
	same "$system: all of the $types devices here come and go" $types \
		"$(grep -c '^{"return": \[' "$tmp/out")"
	pass "$system: they are more than ten" [ "$types" -gt 10 ]
done
