# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh.  The two jacks are plugged into one another:
# what leaves by one comes in by the other.
. tests/models/ralink.sh
SYSC=0x10000000 TIMER=0x10000100 INTC=0x10000200 GPIO=0x10000600
SPI=0x10000b00 FE=0x10100000 ESW=0x10110000 WINDOW=0x1c000000

check "chip id"
r $SYSC 0x3637544d
r $((SYSC + 4)) 0x20203832
r $((SYSC + 0xc)) 0x00010102

check "RAM: 128 MiB, and again behind that"
put 0x1000 11223344
get 0x08001000 11223344

check "timer 0: periodic, in its unit of microseconds"
w $((TIMER + 0x14)) 1000
w $((TIMER + 0x10)) 0x03e80090
step 500500000
r $((TIMER + 0x18)) 500 0xfff0
r $TIMER 0
step 501000000
r $TIMER 1
r $((INTC + 0xa4)) 0x01000000 0x01000000
w $TIMER 1
r $((INTC + 0xa4)) 0 0x01000000
w $TIMER 0x100
r $((TIMER + 0x18)) 999 0xfff0
step 1001000000
r $TIMER 1
w $TIMER 1
w $((TIMER + 0x10)) 0

check "timer 2: one interval"
w $((TIMER + 0x34)) 10
w $((TIMER + 0x30)) 0x80
step 11000
r $TIMER 4
w $TIMER 4
step 1000000
r $TIMER 0

check "interrupt controller"
w $((TIMER + 0x14)) 10
w $((TIMER + 0x10)) 0x80
step 11000
r $((INTC + 0xa4)) 0x01000000
w $((INTC + 0x80)) 0x81000000
r $((INTC + 0x80)) 0x81000000
r $((INTC + 0x9c)) 0x01000000
w $((INTC + 0x6c)) 0x01000000
r $((INTC + 0x6c)) 0x01000000
r $((INTC + 0x9c)) 0
r $((INTC + 0xa0)) 0x01000000
w $((INTC + 0x78)) 0x01000000
r $((INTC + 0xa0)) 0
w $TIMER 7

check "GPIO: three banks, outputs, edges, levels"
for bank in 0 4 8; do
	w $((GPIO + bank)) 0xffffffff
	r $((GPIO + bank)) 0xffffffff
	w $((GPIO + 0x20 + bank)) 0x12345678
	r $((GPIO + 0x20 + bank)) 0x12345678
	w $((GPIO + 0x40 + bank)) 0x00000078
	w $((GPIO + 0x30 + bank)) 0x00000001
	r $((GPIO + 0x20 + bank)) 0x12345601
	w $((GPIO + 0x10 + bank)) 0xff
	r $((GPIO + 0x10 + bank)) 0xff
	r $((GPIO + 0x20 + bank)) 0x123456fe
	w $((GPIO + 0x10 + bank)) 0
	w $((GPIO + 0x50 + bank)) 2
	w $((GPIO + 0x60 + bank)) 1
	r $((GPIO + 0x50 + bank)) 2
	r $((GPIO + 0x60 + bank)) 1
	w $((GPIO + 0x20 + bank)) 2
	r $((GPIO + 0x90 + bank)) 3
	r $((GPIO + 0xa0 + bank)) 2 3
	w $((GPIO + 0xa0 + bank)) 2
	r $((GPIO + 0xa0 + bank)) 0 3
	r $((INTC + 0xa4)) 0x40 0x40
	w $((GPIO + 0x90 + bank)) 3
	r $((INTC + 0xa4)) 0 0x40
	w $((GPIO + 0x50 + bank)) 0
	w $((GPIO + 0x60 + bank)) 0
	w $((GPIO + 0x70 + bank)) 4
	r $((GPIO + 0x70 + bank)) 4
	w $((GPIO + 0x20 + bank)) 4
	r $((GPIO + 0x90 + bank)) 4
	w $((GPIO + 0x70 + bank)) 0
	w $((GPIO + 0x90 + bank)) 4
	r $((GPIO + 0x90 + bank)) 0
	w $((GPIO + 0x80 + bank)) 8
	r $((GPIO + 0x80 + bank)) 8
	r $((GPIO + 0x90 + bank)) 8
	w $((GPIO + 0x80 + bank)) 0
	w $((GPIO + 0x90 + bank)) 8
done

# spi OPCODE BITS OUT IN: one transfer; the bits of each part
spi() {
	w $((SPI + 0x38)) 1
	w $((SPI + 0x04)) "$1"
	w $((SPI + 0x2c)) $(($2 << 24 | $4 << 12 | $3))
	w $SPI 0x100
	r $SPI 0 0x10000
	w $((SPI + 0x38)) 0
}
check "SPI: the chip's id"
w $((SPI + 0x28)) 4
spi 0x9f 8 0 24
r $((SPI + 0x08)) 0x0018609d 0xffffff

check "flash: programmed and erased, in the window at once"
w $((SPI + 0x08)) 0x44332211
spi 0x06 8 0 0
spi 0x02000100 32 32 0
r $((WINDOW + 0x100)) 0x44332211
r 0x1fc00100 0x44332211
spi 0x03000100 32 0 32
r $((SPI + 0x08)) 0x44332211
spi 0x06 8 0 0
spi 0x52000000 32 0 0
r $((WINDOW + 0x100)) 0xffffffff

check "flash: four bytes of address, and back"
spi 0xb7 8 0 0
spi 0x06 8 0 0
w $((SPI + 0x08)) 0xddccbb00
spi 0x02000002 32 32 0
r $((WINDOW + 0x200)) 0xffddccbb
spi 0xe9 8 0 0
w $((SPI + 0x08)) 0x44332211
spi 0x06 8 0 0
spi 0x02000300 32 32 0
r $((WINDOW + 0x300)) 0x44332211

check "flash: erased whole"
spi 0x06 8 0 0
spi 0xc7 8 0 0
r $((WINDOW + 0x300)) 0xffffffff
r $((WINDOW + 0x200)) 0xffffffff

check "SPI: what it cannot do, it does not"
w $((SPI + 0x28)) 0
spi 0x9f 8 0 24
w $((SPI + 0x28)) 4
spi 0x9f 8 0 264
r $((SPI + 0x08)) 0x44332211

# mdio PHY REG VALUE, mdio_read PHY REG VALUE [MASK]
mdio() {
	w $((ESW + 0xc0)) $(($3 << 16 | 1 << 13 | $2 << 8 | $1))
	r $((ESW + 0xc4)) 1 1
}
mdio_read() {
	w $((ESW + 0xc0)) $((1 << 14 | $2 << 8 | $1))
	r $((ESW + 0xc4)) $(($3 << 16 | 2)) $((${4:-0xffff} << 16 | 2))
	r $((ESW + 0xc4)) 0 3
}
check "PHYs: link, negotiation, pages"
mdio_read 0 1 0x24 0x24
mdio_read 3 1 0 4
mdio_read 0 2 0x03a2
mdio 0 31 0x8000
mdio 0 30 0xa000
mdio_read 0 30 0xa000
mdio 0 31 0

check "switch: links, and their changes"
r $((ESW + 0x80)) 0x86008603
w $ESW 0xffffffff
w $((ESW + 0x04)) 0xfbffffff
mdio 1 0 0x3900
r $((ESW + 0x80)) 0x82008201
r $ESW 0x04000000
r $((INTC + 0xa4)) 0x20000 0x20000
w $ESW 0x04000000
r $((INTC + 0xa4)) 0 0x20000
mdio 1 0 0x3100
w $ESW 0x04000000

# VLAN 1: port 0, VLAN 2: port 1, and the CPU's port 6 in both, with tags
w $((ESW + 0x40)) 0x002001
w $((ESW + 0x4c)) 0x000001
w $((ESW + 0x70)) 0xffff4241
w $((ESW + 0x14)) 0x00405555
w $((ESW + 0x98)) 0x7f3f
rings

check "VLANs: out untagged by one jack, in by the other, tagged"
send $ALL${A}8100000188b5$(zeros 46)
receive $ALL${A}8100000288b5$(zeros 46) 0
send $ALL${A}8100000288b5$(zeros 46)
receive $ALL${A}8100000188b5$(zeros 46) 0
send $ALL$A$PLAIN
receive $ALL${A}8100000288b5$(zeros 46) 0
r $((ESW + 0xe8)) 1
r $((ESW + 0xec)) 2
r $((ESW + 0x150)) 2
r $((ESW + 0x154)) 1

check "VLANs: an unknown one, a port that is off"
send $ALL${A}8100003288b5$(zeros 46)
nothing
w $((ESW + 0x90)) $((1 << 24 | 0x7f7f))
send $ALL${A}8100000188b5$(zeros 46)
nothing
w $((ESW + 0x90)) 0x7f7f

check "frames: the engine's counters, gone when read"
r $((FE + 0xd00)) 5
r $((FE + 0xd04)) 316
r $((FE + 0xd08)) 3
r $((FE + 0xd0c)) 192
r $((FE + 0xd00)) 0

# The CPU's tag goes, the inner one is VLAN 1's and comes in by VLAN 2's jack.
check "VLANs: a tag of a jack's is content, and behind ours where that is so set"
send $ALL${A}810000018100000188b5$(zeros 46)
receive $ALL${A}8100000188b5$(zeros 46) 0
w $((ESW + 0xe4)) 0x3f
send $ALL${A}810000018100000188b5$(zeros 46)
receive $ALL${A}810000028100000188b5$(zeros 46) 0
w $((ESW + 0xe4)) 0

check "frames: interrupts put off, by number and by time"
w $((FE + 0xa20)) 0xffffffff
w $((FE + 0xa0c)) 0x82058205
send $ALL$A$PLAIN
receive $ALL${A}8100000288b5$(zeros 46) 0
r $((FE + 0xa20)) 0x00010001
send $ALL$A$PLAIN
receive $ALL${A}8100000288b5$(zeros 46) 0
r $((FE + 0xa20)) 0x50010001
w $((FE + 0xa20)) 0xffffffff
send $ALL$A$PLAIN
receive $ALL${A}8100000288b5$(zeros 46) 0
step 90000
r $((FE + 0xa20)) 0x00010001
step 20000
r $((FE + 0xa20)) 0x50010001
w $((FE + 0xa0c)) 0
w $((FE + 0xa20)) 0xffffffff

udp() { echo "0800450000200000400040116f220a000001c0a8010204d2162e000c${1}61626364$(zeros 14)"; }
check "checksums: a good one is marked, a wrong one counted"
w $((FE + 0xc00)) 0x70000
send $ALL$A$(udp 5464)
receive $ALL${A}81000002$(udp 5464) 0x40000000
r $((FE + 0xd10)) 0
send $ALL$A$(udp 5465)
receive $ALL${A}81000002$(udp 5465) 0
r $((FE + 0xd10)) 1
w $((FE + 0xc00)) 0

check "USB: both controllers are there"
r 0x101c0000 0x01000020
r 0x101c1000 0x10 0xff

check "watchdog: resets the chip, and says so"
w $((TIMER + 0x24)) 500
w $((TIMER + 0x20)) 0x03e80080
step 400000000
r $((TIMER + 0x28)) 100 0xfff0
w $TIMER 0x200
step 400000000
r $((SYSC + 0x38)) 0
step 200000000
pause
r $((SYSC + 0x38)) 2
r $((TIMER + 0x20)) 0

check "what has no model reads as 0"
r $((SYSC + 0xf4)) 0
r $((ESW + 0x3f4)) 0
r 0x10120ff4 0
r 0x10300ff4 0

head -c 16777216 /dev/zero | tr '\0' '\377' > "$tmp/flash"
run qemu-system-mipsel -M mt300n_v2 \
	-drive "if=mtd,format=raw,file=$tmp/flash" \
	-nic hubport,hubid=0 -nic hubport,hubid=0
for name in mt7628-sysc.*00f4 mt7628-esw.*03f4 mt7628-usbphy.*0ff4 wmac.*ff4; do
	pass "$board: a register without a model is named: $name" \
		grep -i "$name" "$tmp/log"
done
pass "$board: an SPI transfer that is not modelled is named" \
	grep 'mt7628-spi: transfer in a mode' "$tmp/log"
pass "$board: one that cannot work is named" \
	grep 'mt7628-spi: MOREBUF.*cannot work' "$tmp/log"
