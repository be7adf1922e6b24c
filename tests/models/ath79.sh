# SPDX-License-Identifier: GPL-2.0-only
# What the Atheros boards' files use, and the checks that hold for all of them.
RESET=0x18060000 MISC=0x18060010 MODULES=0x1806001c GPIO=0x18040000
SPI=0x1f000000 UART=0x18020000 PLL=0x18050000 ETH_CFG=0x18070000
GE0=0x19000000 GE1=0x1a000000 USB=0x1b000000

# Rings of one descriptor for each MAC: data, what it is, the next one
TX=0x200000 RX0=0x201000 RX1=0x202000 TX_BUF=0x210000 RX_BUF=0x220000

# zeros BYTES: as hex
zeros() { printf '%0*d' $(($1 * 2)) 0; }

# ready MAC RING: it sends, and receives one frame into RING
ready() {
	w $(($1 + 0x000)) 5
	w $(($1 + 0x194)) 4
	w $2 $RX_BUF
	w $(($2 + 4)) 0x80000000
	w $(($2 + 8)) $2
	w $(($1 + 0x190)) $2
	w $(($1 + 0x18c)) 1
}

# send MAC FRAME: the descriptor is given back, and the next one is empty
send() {
	put $TX_BUF "$2"
	w $TX $TX_BUF
	w $((TX + 4)) $((${#2} / 2))
	w $((TX + 8)) $((TX + 16))
	w $((TX + 20)) 0x80000000
	w $(($1 + 0x184)) $TX
	w $(($1 + 0x180)) 1
	r $((TX + 4)) $((0x80000000 | ${#2} / 2))
	r $(($1 + 0x188)) 0x10003
	r $(($1 + 0x180)) 0
	w $(($1 + 0x188)) 3
	r $(($1 + 0x188)) 0
}

# receive MAC RING FRAME: this one is there, and its place is free again
receive() {
	r $(($1 + 0x194)) 0x10001
	r $(($2 + 4)) $((${#3} / 2 + 4))
	get $RX_BUF "$3"
	w $(($1 + 0x194)) 1
	w $(($2 + 4)) 0x80000000
}

# nothing MAC: no frame has come
nothing() { r $(($1 + 0x194)) 0; }

# mdio PHY REG VALUE, mdio_read PHY REG VALUE [MASK]: by GMAC1
mdio() {
	w $((GE1 + 0x28)) $(($1 << 8 | $2))
	w $((GE1 + 0x2c)) $(($3))
}
mdio_read() {
	w $((GE1 + 0x28)) $(($1 << 8 | $2))
	w $((GE1 + 0x24)) 0
	w $((GE1 + 0x24)) 1
	r $((GE1 + 0x30)) $(($3)) "${4:-0xffff}"
}

# A register of the switch, in halves
sw_at() {
	mdio 0x18 0 $(($1 >> 9))
	_phy=$((0x10 | $1 >> 6 & 7)) _reg=$(($1 >> 1 & 0x1e))
}
sw() {
	sw_at $(($1))
	mdio $_phy $((_reg + 1)) $(($2 >> 16))
	mdio $_phy $_reg $(($2 & 0xffff))
}
sw_read() {
	sw_at $(($1))
	mdio_read $_phy $_reg $(($2 & 0xffff)) $((${3:-0xffffffff} & 0xffff))
	mdio_read $_phy $((_reg + 1)) $(($2 >> 16)) \
		$((${3:-0xffffffff} >> 16))
}

# spi BYTE...: sent, with chip select $cs low; the last four bytes that came
# back are in RDS
cs=0
spi_select() { spi_idle=$((7 << 16 & ~(1 << 16 + cs))); w $((SPI + 8)) $spi_idle; }
spi_done() { w $((SPI + 8)) $((7 << 16)); }
spi() {
	for _byte; do
		for _bit in 7 6 5 4 3 2 1 0; do
			_out=$((spi_idle | _byte >> _bit & 1))
			w $((SPI + 8)) $_out
			w $((SPI + 8)) $((_out | 0x100))
		done
	done
}
spi_command() {
	spi_select
	spi "$@"
	spi_done
}

# What holds for every board.  From its file: BOOTSTRAP, where that register
# is, STRAP and REV, what is in it and in REV_ID; RAM, OUTPUTS, the value of OE
# that makes all pins outputs; and so on.
ath79_checks() {
	check "chip's revision, bootstrap"
	r $((RESET + 0x90)) $REV
	r $((RESET + BOOTSTRAP)) $STRAP
	w $((RESET + BOOTSTRAP)) 0x55
	r $((RESET + BOOTSTRAP)) 0x55
	r $((RESET + 0xac + 0xb0 - BOOTSTRAP)) 0
	w $((RESET + 0xac + 0xb0 - BOOTSTRAP)) 1
	r $((RESET + BOOTSTRAP)) 0x55

	check "RAM, and again behind it, to 256 MiB"
	put 0x1000 11223344
	get $((RAM + 0x1000)) 11223344
	get $((0x10000000 - RAM + 0x1000)) 11223344

	check "timers: they count the reference clock"
	n=0
	for at in 0x00 0x94 0x9c 0xa4; do
		bit=$((n ? 7 + n : 0))
		w $((RESET + at)) $((REF_MHZ * 1000))
		w $((RESET + at + 4)) $((REF_MHZ * 1000))
		r $((RESET + at + 4)) $((REF_MHZ * 1000))
		step 500000
		r $((RESET + at)) $((REF_MHZ * 500)) 0xfffffff0
		r $MISC 0 $((1 << bit))
		step 600000
		r $MISC $((1 << bit)) $((1 << bit))
		w $MISC $((~(1 << bit) & 0xffffffff))
		r $MISC 0 $((1 << bit))
		w $((RESET + at + 4)) 0
		n=$((n + 1))
	done

	check "watchdog: counts, interrupts, at once where nothing is left"
	w $((RESET + 0x0c)) $((REF_MHZ * 1000))
	w $((RESET + 0x08)) 1
	step 500000
	r $((RESET + 0x0c)) $((REF_MHZ * 500)) 0xffffff00
	r $MISC 0 0x10
	step 600000
	r $MISC 0x10 0x10
	r $((RESET + 0x0c)) 0
	r $((RESET + 0x08)) 1
	w $MISC 0
	w $((RESET + 0x08)) 1
	r $MISC 0x10 0x10
	w $MISC 0
	w $((RESET + 0x08)) 2
	r $MISC 0 0x10
	w $((RESET + 0x08)) 0

	check "GPIO: outputs, set and cleared, read back"
	w $GPIO $OUTPUTS
	w $((GPIO + 0x08)) 0xa5
	r $((GPIO + 0x04)) 0xa5 0xff
	w $((GPIO + 0x0c)) 0x0f
	r $((GPIO + 0x08)) 0xaf
	w $((GPIO + 0x10)) 0xa0
	r $((GPIO + 0x04)) 0x0f 0xff
	r $((GPIO + 0x0c)) 0
	w $((GPIO + 0x28)) 0x12345678
	r $((GPIO + 0x28)) 0x12345678

	check "GPIO: edges until they are read, levels as long as they last"
	w $((GPIO + 0x08)) 0
	w $((GPIO + 0x14)) 3
	w $((GPIO + 0x1c)) 1
	w $((GPIO + 0x24)) 3
	w $((GPIO + 0x08)) 3
	r $MISC 4 4
	r $((GPIO + 0x20)) 1
	r $((GPIO + 0x20)) 0
	r $MISC 0 4
	w $((GPIO + 0x08)) 0
	r $((GPIO + 0x20)) 2
	w $((GPIO + 0x18)) 3
	r $((GPIO + 0x20)) 2
	r $((GPIO + 0x20)) 2
	w $((GPIO + 0x24)) 1
	r $MISC 0 4
	w $((GPIO + 0x24)) 0
	w $((GPIO + 0x14)) 0

	check "SPI: the chip's id, bit by bit; another chip select is another chip"
	w $SPI 1
	r $SPI 1
	w $((SPI + 4)) 0x43
	r $((SPI + 4)) 0x43
	cs=0 spi_command 0x9f 0 0 0
	r $((SPI + 0x0c)) $CHIP_ID 0xffffff
	r $((SPI + 8)) 0x70000
	cs=1 spi_command 0x9f 0 0 0
	r $((SPI + 0x0c)) 0 0xffffff
	w $((SPI + 0x0c)) 5
	r $((SPI + 0x0c)) 0 0xffffff
	cs=0

	check "flash: programmed, read slow and fast, erased; the window follows"
	spi_command 0x06
	spi_command 0x02 0 1 0 0x11 0x22 0x33 0x44
	spi_command 0x03 0 1 0 0 0 0 0
	r $((SPI + 0x0c)) 0x11223344
	spi_command 0x0b 0 1 0 0 0 0 0 0
	r $((SPI + 0x0c)) 0x11223344
	w $SPI 0
	r $((SPI + 0x100)) 0x11223344
	r 0x1fc00100 0x11223344
	w $((SPI + 8)) 0
	r $((SPI + 0x100)) 0x11223344
	w $SPI 1
	spi_command 0x06
	spi_command 0x20 0 0 0
	w $SPI 0
	r $((SPI + 0x100)) 0xffffffff
	w $SPI 1
	spi_command 0x06
	spi_command 0x02 0 1 0 0x11 0x22 0x33 0x44
	spi_command 0x06
	spi_command 0xc7
	w $SPI 0
	r $((SPI + 0x100)) 0xffffffff

	check "Ethernet: nothing while in reset"
	w $MODULES 0x3300
	w $GE1 5
	r $GE1 0
	mdio_read 0 2 0 0
	w $MODULES 0

	check "PHYs: who they are, link, debug registers, reset"
	mdio_read 0 2 0x004d
	mdio_read 0 3 $PHY_ID
	mdio_read 0 1 0x24 0x24
	mdio_read 0 5 0x45e1
	mdio_read 0 6 1
	mdio_read 0 0x11 0x6c00
	mdio_read 1 1 0 4
	mdio_read 1 5 0
	mdio_read 1 0x11 0
	mdio 0 0x1d 5
	mdio 0 0x1e 0x1234
	mdio_read 0 0x1e 0x1234
	mdio 0 4 0x0061
	mdio_read 0 4 0x0061
	mdio 0 0 0x8000
	mdio_read 0 4 0x0de1
	mdio_read 0 0 0x3100
	mdio_read 0 0x1e 0
	mdio_read 5 2 0xffff
	mdio 5 0 0
	mdio_read 0x0a 2 0xffff
	sw_read 0x200 0x37d
	sw_read 0x300 0x200
	mdio 0 4 0x0061
	w $MODULES 0x100
	mdio_read 0 4 0xffff
	mdio 0 4 0x0de1
	w $MODULES 0
	mdio_read 0 4 0x0de1
	w $MODULES $((1 << 23))
	mdio_read 0 4 0xffff
	w $MODULES 0
	mdio_read 0 4 0x0de1
	w $((GE1 + 0x24)) 2

	check "switch: who it is, VLAN table, reset"
	sw_read 0 $SWITCH_ID
	sw 0x44 0x802
	n=1
	while [ $n -le 16 ]; do
		sw 0x40 $((n << 16 | 8 | 2))
		sw_read 0x40 $((n << 16 | 2))
		n=$((n + 1))
	done
	sw 0x40 $((99 << 16 | 8 | 2))
	sw_read 0x40 $((99 << 16 | 0x10 | 2))
	sw 0x40 $((7 << 16 | 8 | 3))
	sw 0x40 $((99 << 16 | 8 | 2))
	sw_read 0x40 $((99 << 16 | 2))
	sw 0x40 $((98 << 16 | 8 | 3))
	sw 0x40 $((99 << 16 | 2))
	sw_read 0x40 $((99 << 16 | 2))
	sw 0x40 9
	sw_read 0x40 1
	sw 0x40 0xf
	sw 0x50 0x0c
	sw_read 0x50 0x04
	sw 0x30 0x1234
	sw 0 0x80000000
	sw_read 0x30 0

	check "switch: a cable is pulled, and told of until it is read"
	w $MISC 0
	sw 0x14 4
	mdio 0 0x12 0x0c00
	monitor set_link lan off
	mdio_read 0 1 0 0x24
	sw_read 0x10 4
	r $MISC 0x1000 0x1000
	mdio_read 0 0x13 0x0800
	mdio_read 0 0x13 0
	sw_read 0x10 0
	r $MISC 0 0x1000
	monitor set_link lan on
	sw 0x10 4
	sw_read 0x10 4
	mdio_read 0 0x13 0x0400
	sw_read 0x10 0
	mdio 0 0x12 0
	sw 0x14 0

	check "frames: GMAC1, a LAN jack, the WAN's, GMAC0; and back"
	w $ETH_CFG 0
	[ $SWITCH_ID = 0x101 ] || sw 0x08 0x10000000
	ready $GE0 $RX0
	ready $GE1 $RX1
	send $GE1 $FRAME
	receive $GE0 $RX0 $FRAME
	nothing $GE1
	send $GE0 $FRAME
	receive $GE1 $RX1 $FRAME

	check "frames: a short one is filled up, pieces are one frame"
	send $GE1 ${FRAME%??????????????????????????????}
	receive $GE0 $RX0 $FRAME
	put $TX_BUF $FRAME
	w $TX $TX_BUF
	w $((TX + 4)) 0x01000020
	w $((TX + 8)) $((TX + 16))
	w $((TX + 16)) $((TX_BUF + 32))
	w $((TX + 20)) 28
	w $((TX + 24)) $((TX + 32))
	w $((TX + 36)) 0x80000000
	w $((GE1 + 0x184)) $TX
	w $((GE1 + 0x180)) 1
	r $((GE1 + 0x188)) 0x20003
	w $((GE1 + 0x188)) 3
	r $((GE1 + 0x188)) 0x10001
	w $((GE1 + 0x188)) 1
	r $((GE1 + 0x188)) 0
	receive $GE0 $RX0 $FRAME

	check "frames: counters, gone when read; full rings stop"
	r $((GE1 + 0xe4)) 3
	r $((GE1 + 0xe0)) 192
	r $((GE0 + 0xa0)) 3
	r $((GE0 + 0x9c)) 192
	r $((GE0 + 0xa0)) 0
	w $((RX0 + 4)) 0
	send $GE1 $FRAME
	r $((GE0 + 0x194)) 4
	r $((GE0 + 0x19c)) 0x40
	r $((GE0 + 0x18c)) 0
	r $((GE0 + 0xdc)) 1
	send $GE1 $FRAME
	r $((GE0 + 0xdc)) 0
	ready $GE0 $RX0

	check "frames: no memory at a descriptor, none from a MAC that is off"
	w $((GE1 + 0x184)) 0x30000000
	w $((GE1 + 0x180)) 1
	r $((GE1 + 0x180)) 0
	r $((GE1 + 0x188)) 0
	w $GE1 0
	# registers for a descriptor: it points to itself and stays full
	w $((RESET + 0x14)) $((RESET + 0x0c))
	w $((GE1 + 0x184)) $((RESET + 0x0c))
	w $((GE1 + 0x180)) 1
	r $((GE1 + 0x180)) 0
	w $((RESET + 0x14)) 0
	w $GE1 0x80000000
	w $GE1 0
	send $GE1 $FRAME
	nothing $GE0
	w $GE1 0x80000000
	r $((GE1 + 0x18c)) 0
	w $((GE1 + 0x19c)) 0xff
	r $((GE1 + 0x19c)) 0
	w $((GE1 + 0x34)) 1
	r $((GE1 + 0x34)) 0
	ready $GE1 $RX1

	check "USB: identity, mode, the port's device at its speed"
	r $USB 0x0042fa05
	r $((USB + 0x100)) 0x01000040
	r $((USB + 0x104)) 1 0xf
	r $((USB + 0x124)) 0x100
	w $((USB + 0x1a8)) 3
	r $((USB + 0x1a8)) 3
	w $((USB + 0x180)) 1
	r $((USB + 0x184)) $((0x1001 | USB_SPEED)) 0x0c001005
	w $((USB + 0x184)) 0x1100
	w $((USB + 0x184)) 0x1000
	r $((USB + 0x184)) $((0x1005 | USB_SPEED)) 0x0c001005

	check "what has no model reads as 0, and takes what is written"
	for at in $((RESET + 0x80)) $((GPIO + 0x80)) $((PLL + 0xf0)) \
			$((GE0 + 0x178)) $((GE1 + 0x0f0)) $((USB + 0x010)) \
			0x18100018; do
		w $at 0x55
		r $at 0
	done
	w $SPI 1
	w $((SPI + 0x20)) 0x55
	r $((SPI + 0x20)) 0
	w $SPI 0
	sw 0x700 0
	sw_read 0x700 0
	sw_read 0x21000 0
	mdio 0 0x14 0
	mdio 0 0x1f 0
	mdio_read 0 0x1f 0

	check "watchdog: resets the chip, and says so"
	w $((RESET + 0x0c)) $((REF_MHZ * 1000))
	w $((RESET + 0x08)) 3
	step 1100000
	pause
	r $((RESET + 0x08)) 0x80000000
	r $((RESET + BOOTSTRAP)) $STRAP
	w $MODULES 0x01000000
	pause
	r $((RESET + 0x08)) 0
}
FRAME=ffffffffffff020000000a0188b5$(zeros 46)

# ath79_named: what -d unimp and -d guest_errors have to have said
ath79_named() {
	for name in 'reset: (read|write).* 0x80$' 'gpio: (read|write).* 0x80$' \
			'pll: (read|write).* 0x0f0$' \
			'ag71xx0: (read|write).* 0x178$' \
			'ag71xx1: (read|write).* 0x0f0$' \
			'usb: (read|write).* 0x010$' \
			'ath79-spi: (read|write).* 0x000020$' \
			'ath79-switch: (read|write).* 0x00700$' \
			'ath79: unimplemented device (read|write) .*8100018'; do
		for how in read write; do
			pass "$board: a register without a model is named: ${name%%[:.]*}, $how" \
				grep -E "$(echo "$name" | sed "s/(read|write)/$how/")" \
				"$tmp/log"
		done
	done
	for name in 'ath79-switch: read of unknown register 0x21000' \
			'ath79-switch: read of unknown register 0x1f of PHY 0' \
			'ath79-switch: write of 0x0000 to unknown register 0x1f of PHY 0' \
			'ath79-switch: VTU operation 7' \
			"ath79-reset: watchdog's NMI" \
			'ath79-spi: write to 0x000008 while the window shows' \
			'ag71xx1: write to 0x000 while in reset' \
			'ag71xx1: no memory at transmit descriptor 0x30000000' \
			'ag71xx1: no end of transmit descriptors at 0x1806000c' \
			'ag71xx1: MDIO used while in reset' \
			"ag71xx1: MDIO's scan" \
			'ath79-switch: ATU operation 4'; do
		pass "$board: it is said: $name" grep "$name" "$tmp/log"
	done
}
