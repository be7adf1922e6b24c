# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh.  The two jacks are plugged into one another:
# what leaves by one comes in by the other.
. tests/models/ralink.sh
SYSC=0x10000000 TIMER=0x10000100 INTC=0x10000200 GPIO=0x10000600
SPI=0x10000b00 SYSTICK=0x10000d00 FE=0x10100000 GSW=0x10110000
WINDOW=0x1c000000
pcr() { echo $((GSW + 0x2004 + 0x100 * $1)); }
mib() { echo $((GSW + 0x4000 + 0x100 * $1 + $2)); }

check "chip id"
r $SYSC 0x3637544d
r $((SYSC + 4)) 0x20203032
r $((SYSC + 0xc)) 0x00010206

check "CPU PLL locks when it has power"
r $((SYSC + 0x58)) 0x00800000
w $((SYSC + 0x58)) 0x04000000
r $((SYSC + 0x58)) 0x04000000
w $((SYSC + 0x58)) 0

check "timer 0: periodic, 40 MHz by 4096"
w $((TIMER + 0x10)) 4096
w $((TIMER + 0x18)) 0x90
step 50200
r $((TIMER + 0x14)) 2088 0xfff0
r $TIMER 0
r $((INTC + 0x30)) 0 2
step 54000
r $TIMER 1
r $((INTC + 0x30)) 2 2
w $TIMER 1
r $((INTC + 0x30)) 0 2
step 102400
r $TIMER 1
w $TIMER 1

check "timer 0: reloaded, prescaled, stopped"
w $((TIMER + 0x18)) 0x9f
step 1310720000
r $((TIMER + 0x14)) 3290 0xff00
w $TIMER 0x10
step 13107200
r $((TIMER + 0x14)) 4088 0xfff0
w $((TIMER + 0x18)) 0
step 1000000000
r $TIMER 0

check "timer 1: one interval, then it stops"
w $((TIMER + 0x20)) 400
w $((TIMER + 0x28)) 0xa0
step 11000
r $TIMER 2
w $TIMER 2
step 1000000
r $TIMER 0
w $((TIMER + 0x28)) 0

check "interrupt controller"
w $((TIMER + 0x10)) 40
w $((TIMER + 0x18)) 0x90
step 2000
r $((INTC + 0x30)) 2 2
r $INTC 0
w $((INTC + 0x34)) 2
r $((INTC + 0x34)) 2
r $INTC 0
w $((INTC + 0x34)) 0x80000000
r $INTC 2
r $((INTC + 4)) 0
w $((INTC + 0x20)) 2
r $((INTC + 0x20)) 2
r $INTC 0
r $((INTC + 4)) 2
w $((INTC + 0x20)) 0
w $((INTC + 0x38)) 2
r $INTC 0
w $((TIMER + 0x18)) 0
w $TIMER 3

check "SYSTICK: 50 kHz, compared"
w $SYSTICK 3
w $((SYSTICK + 4)) 50
step 900000
r $((SYSTICK + 8)) 45
step 200000
r $((SYSTICK + 8)) 55
w $((SYSTICK + 4)) 100
w $SYSTICK 1
step 1000000
r $((SYSTICK + 8)) 105
w $SYSTICK 0
r $((SYSTICK + 8)) 0

check "GPIO: all four banks drive their pins and read them"
w $((GPIO + 0x24)) 0xffffff
w $((GPIO + 0x2c)) 0x5a5a5a
r $((GPIO + 0x20)) 0x5a5a5a
w $((GPIO + 0x30)) 0x00005a
r $((GPIO + 0x20)) 0x5a5a00
w $((GPIO + 0x34)) 0xff00ff
r $((GPIO + 0x20)) 0xa55aff
w $((GPIO + 0x28)) 0x0000ff
r $((GPIO + 0x20)) 0xa55a00
w $((GPIO + 0x28)) 0
for bank in 0x638:0xffff 0x660:0xffffffff 0x688:1; do
	at=$((0x10000000 + ${bank%:*})) lines=${bank#*:}
	w $((at + 0x14)) $lines
	w $((at + 0x10)) $lines
	r $((at + 0x10)) $lines
	w $((at + 0x20)) 1
	r $((at + 0x10)) $((lines - 1))
	w $((at + 0x24)) $lines
	r $((at + 0x10)) 1
	w $((at + 0x1c)) $lines
	r $((at + 0x10)) $lines
	w $((at + 0x14)) 0
	r $((at + 0x14)) 0
done

check "GPIO: edges interrupt, and are told"
w $((GPIO + 0x08)) 1
w $((GPIO + 0x0c)) 2
w $((GPIO + 0x20)) 2
w $GPIO 0xffffff
r $((INTC + 0x30)) 0 0x40
w $((GPIO + 0x20)) 3
r $GPIO 1
r $((GPIO + 4)) 1 1
r $((INTC + 0x30)) 0x40 0x40
w $((GPIO + 0x20)) 1
r $GPIO 3
r $((GPIO + 4)) 0 2
w $GPIO 1
r $GPIO 2
w $GPIO 2
r $((INTC + 0x30)) 0 0x40
r $((GPIO + 0x08)) 1
r $((GPIO + 0x0c)) 2
r $((GPIO + 0x28)) 0
w $((GPIO + 0x24)) 0

# spi BYTE...: written; spi_read: the next byte, expected
spi() {
	for _b; do
		w $((SPI + 0x20)) "$_b"
		w $((SPI + 0x14)) 4
		r $SPI 0 1
	done
}
spi_read() {
	for _b; do
		w $((SPI + 0x14)) 2
		r $((SPI + 0x20)) "$_b"
	done
}
deselect() { w $((SPI + 0x14)) 1; }

check "SPI: the chip's id; the other chip select has nothing"
spi 0x9f
spi_read 0x9d 0x60 0x18
deselect
w $((SPI + 0x60)) 0x9f
w $((SPI + 0x54)) 4
w $((SPI + 0x54)) 2
r $((SPI + 0x60)) 0
w $((SPI + 0x54)) 1

check "SPI: chip select may be active high"
w $((SPI + 0xf0)) 1
w $((SPI + 0x20)) 0x9f
w $((SPI + 0x14)) 5
w $((SPI + 0x14)) 3
r $((SPI + 0x20)) 0x9d
w $((SPI + 0x14)) 0
w $((SPI + 0xf0)) 0
deselect

check "flash: programmed and erased, in the window at once"
r $WINDOW 0xffffffff
spi 0x06; deselect
spi 0x02 0 0 4 0x11 0x22 0x33 0x44; deselect
r $((WINDOW + 4)) 0x44332211
r 0x1fc00004 0x44332211
spi 0x06; deselect
spi 0x20 0 0 0; deselect
r $((WINDOW + 4)) 0xffffffff
spi 0x06; deselect
spi 0x02 0x01 0 0 0x55; deselect
r $((WINDOW + 0x10000)) 0xffffff55
spi 0x06; deselect
spi 0xd8 0x01 0 0; deselect
r $((WINDOW + 0x10000)) 0xffffffff
w $WINDOW 0x12345678
r $WINDOW 0xffffffff

# mdio PHY REG VALUE, mdio_read PHY REG VALUE [MASK]
mdio() { w $((GSW + 0x7004)) $((1 << 31 | $2 << 25 | $1 << 20 | 5 << 16 | $3)); }
mdio_read() {
	w $((GSW + 0x7004)) $((1 << 31 | $2 << 25 | $1 << 20 | 9 << 16))
	r $((GSW + 0x7004)) "$3" $((${4:-0xffff}))
}

check "PHYs: link, negotiation, pages"
mdio_read 0 1 0x2d 0x2d
mdio_read 2 1 0 4
mdio_read 0 2 0x03a2
mdio_read 0 3 0x9410
mdio_read 0 4 0x05e1
mdio_read 0 5 0x45e1
mdio_read 0 6 1
mdio_read 7 1 0xffff
mdio 7 0 0x3100
mdio 1 31 0xa000
mdio 1 17 0x1234
mdio_read 1 17 0x1234
mdio_read 1 31 0xa000
mdio 1 31 0x2000
mdio_read 1 17 0
mdio 0 4 0x01e1
mdio_read 0 4 0x01e1

check "switch: a PHY without power has no link, the change interrupts"
w $((GSW + 0x700c)) 0x7f
r $((GSW + 0x3008)) 7
w $((GSW + 0x7008)) 0xffffff80
mdio 0 0 0x3900
r $((GSW + 0x3008)) 0
r $((GSW + 0x700c)) 1
r $((INTC + 0x30)) 0x20000 0x20000
w $((GSW + 0x700c)) 1
r $((INTC + 0x30)) 0 0x20000
mdio 0 0 0x8000
mdio_read 0 0 0x3100
r $((GSW + 0x3008)) 7
r $((GSW + 0x700c)) 1
w $((GSW + 0x700c)) 1
w $((GSW + 0x7008)) 0xffffffff

# Ports 0 and 1 know nothing but the CPU, whose link is forced.
w $((GSW + 0x3600)) 0x5e33b
w $(pcr 0) 0x400000
w $(pcr 1) 0x400000
w $((GSW + 0x4000)) 2
rings

check "frames: out by the port that is named, in by the other"
send $ALL$A$PLAIN 0x00100000
receive $ALL$A$PLAIN $((1 << 19))
send $ALL$A$PLAIN 0x00200000
receive $ALL$A$PLAIN $((0 << 19))
nothing
r $((FE + 0xa20)) 0x10001
r $((FE + 0x08)) 0

check "frames: an interrupt, taken back"
w $((FE + 0xa28)) 0x10000
w $((FE + 0xa20)) 0x10001
r $((FE + 0xa20)) 0
w $((FE + 0xa28)) 0

check "frames: counted by switch and engine"
r $(mib 0 0x10) 1
r $(mib 0 0x18) 64
r $(mib 0 0x20) 1
r $(mib 0 0x28) 64
r $(mib 1 0x10) 1
r $(mib 6 0x10) 2
r $(mib 6 0x20) 2
r $((FE + 0x1300)) 120
r $((FE + 0x1304)) 2
r $((FE + 0x1304)) 0
r $((FE + 0x1320)) 120
r $((FE + 0x1324)) 2

check "frames: two buffers, a short one padded, 2 bytes before it"
w $((FE + 0xa04)) 0x80000065
put $TX_BUF $ALL$A
put $((TX_BUF + 0x800)) 88b5abcd
w $((TX_RING + 16 * tx)) $TX_BUF
w $((TX_RING + 16 * tx + 8)) $((TX_BUF + 0x800))
w $((TX_RING + 16 * tx + 12)) 0x00100000
w $((TX_RING + 16 * tx + 4)) $((12 << 16 | 1 << 14 | 4))
tx=$((tx + 1))
w $((FE + 0x808)) $tx
get $((RX_BUF + 2048 * rx + 2)) ${ALL}${A}88b5abcd$(zeros 44)
r $((RX_RING + 16 * rx + 4)) $((0xc0000000 | 60 << 16))
rx=$((rx + 1))
w $((FE + 0xa04)) 0x65

check "frames: a tag is inserted, from the table"
w $((FE + 0x430)) 0x00070005
send $ALL$A$PLAIN 0x00100080
receive $ALL${A}81000005$PLAIN $((1 << 19))
send $ALL$A$PLAIN 0x001000e1
receive $ALL${A}8100c007$PLAIN $((1 << 19))

check "frames: a descriptor that is not the engine's stops the ring"
w $((TX_RING + 16 * tx + 4)) 0xc0000000
w $((FE + 0x808)) $(((tx + 1) % RING))
r $((FE + 0x80c)) $tx
w $((TX_RING + 16 * tx)) $TX_BUF
w $((TX_RING + 16 * tx + 12)) 0x00100000
w $((TX_RING + 16 * tx + 4)) $((60 << 16 | 1 << 30))
w $((FE + 0x808)) $(((tx + 1) % RING))
tx=$(((tx + 1) % RING))
r $((FE + 0x80c)) $tx
rx=$(((rx + 1) % RING))
w $((FE + 0x908)) $(((rx + RING - 1) % RING))
nothing

# IPv4 with UDP, with TCP and IPv6 with UDP, with their sums
ip() { echo "0800450000${1}0000400040${2}${3}0a000001c0a80102"; }
udp() { echo "04d2162e000c${1}61626364$(zeros 14)"; }
tcp() { echo "04d2162e00000001000000025010ffff${1}00006869$(zeros 4)"; }
ip6() { echo "86dd60000000000c1140fd$(zeros 14)01fd$(zeros 14)02"; }
udp6() { echo "04d2162e000c${1}61626364"; }

check "checksums: made where descriptor and register say so"
w $((FE + 0x400)) 7
w $((FE + 0x600)) 0x700000
good=$((1 << 23)) from_1=$((1 << 19))
send $ALL$A$(ip 20 11 0000)$(udp 0000) 0xe0100000
receive $ALL$A$(ip 20 11 6f22)$(udp 5464) $((from_1 | good))
send $ALL$A$(ip 2a 06 0000)$(tcp 0000) 0xe0100000
receive $ALL$A$(ip 2a 06 6f23)$(tcp 60bb) $((from_1 | good))
send $ALL$A$(ip6)$(udp6 0000) 0xe0100000
receive $ALL$A$(ip6)$(udp6 260b) $((from_1 | good))
send ${ALL}${A}81000007$(ip 20 11 0000)$(udp 0000) 0xe0100000
receive ${ALL}${A}81000007$(ip 20 11 6f22)$(udp 5464) $((from_1 | good))
# a sum of 0 would say that there is none
zero() { udp "$1" | sed s/61626364/b5c66364/; }
send $ALL$A$(ip 20 11 0000)$(zero 0000) 0xe0100000
receive $ALL$A$(ip 20 11 6f22)$(zero ffff) $((from_1 | good))

check "checksums: not of what has none, or is too short for one"
send $ALL$A$PLAIN 0xe0100000
receive $ALL$A$PLAIN $from_1
send $ALL${A}08004500 0xe0100000
receive $ALL${A}08004500$(zeros 44) $from_1
w $((FE + 0x400)) 0
send $ALL$A$(ip 20 11 6f22)$(udp 1234) 0xe0100000
receive $ALL$A$(ip 20 11 6f22)$(udp 1234) $from_1

check "checksums: a wrong one is counted, not marked"
r $((FE + 0x1338)) 1
r $((FE + 0x1338)) 0
send $ALL$A$(ip 20 11 6f23)$(udp 5464) 0x00100000
receive $ALL$A$(ip 20 11 6f23)$(udp 5464) $from_1
r $((FE + 0x1338)) 1

check "checksums: what has none, or is cut, is neither"
send $ALL$A$(ip 20 11 6f22)$(udp 0000) 0x00100000
receive $ALL$A$(ip 20 11 6f22)$(udp 0000) $from_1
send $ALL$A$(ip 60 11 6ee2)$(udp 5464) 0x00100000
receive $ALL$A$(ip 60 11 6ee2)$(udp 5464) $from_1
send $ALL$A$(ip 20 01 6f32)$(udp 5464) 0x00100000
receive $ALL$A$(ip 20 01 6f32)$(udp 5464) $from_1
r $((FE + 0x1338)) 0
w $((FE + 0x600)) 1
send $ALL$A$PLAIN 0x00100000
nothing
w $((FE + 0x600)) 0

check "a full ring: frames wait, or are lost where no PAUSE is sent"
for i in 1 2 3 4 5 6 7 8; do
	send $ALL$A$PLAIN 0x00100000
done
r $((FE + 0x90c)) $(((rx + RING - 1) % RING))
r $((FE + 0x1328)) 0
w $((FE + 0x908)) $rx
rx=$(((rx + RING - 1) % RING))
r $((FE + 0x90c)) $(((rx + 1) % RING))
rx=$(((rx + 1) % RING))
w $((GSW + 0x3100)) 0x00056300
send $ALL$A$PLAIN 0x00100000
r $((FE + 0x1328)) 1
w $((FE + 0x908)) $(((rx + RING - 1) % RING))
w $((GSW + 0x3100)) 0x00056330

# vlan INDEX VAWD1 VAWD2
vlan() {
	w $((GSW + 0x94)) "$2"
	w $((GSW + 0x98)) "$3"
	w $((GSW + 0x90)) $((1 << 31 | 1 << 12 | $1))
	r $((GSW + 0x90)) 0 0x80000000
}
check "VLANs: a table of 16, read back"
w $((GSW + 0x100)) $((5 << 12 | 4))
vlan 1 0x50430001 0x2000
w $((GSW + 0x94)) 0
w $((GSW + 0x90)) 0x80000001
r $((GSW + 0x94)) 0x50430001
r $((GSW + 0x98)) 0x2000

# Port 1 in VLAN 5, which has a tag on port 6.
check "VLANs: a tag is put on for the CPU"
w $((GSW + 0x2114)) 5
w $(pcr 1) 0x400003
send $ALL$A$PLAIN 0x00100000
receive $ALL${A}81000005$PLAIN $from_1

# From now on port 1 tells the CPU what it got.
check "VLANs: a tag is taken off for a port, or left"
w $(pcr 1) 0x400000
w $(pcr 6) 0x010003
send $B$A$TAGGED
receive $B$A$PLAIN $from_1
vlan 1 0x50430001 0x2002
send $B$A$TAGGED
receive $B$A$TAGGED $from_1
vlan 1 0x60430001 0
send $B$A$TAGGED
receive $B$A$TAGGED $from_1
vlan 1 0x50430001 0x2000
w $((GSW + 0x2610)) 0x81000100
send $B$A$TAGGED
receive $B$A$TAGGED $from_1
vlan 1 0x50430001 0x2002
w $((GSW + 0x2610)) 0x81000400
send $B$A$TAGGED
receive $B$A$PLAIN $from_1
w $((GSW + 0x2610)) 0x81000000

check "VLANs: without its own list of tags, the ports say"
vlan 1 0x40430001 0
send $B$A$TAGGED
receive $B$A$PLAIN $from_1
w $(pcr 0) 0x20400000
send $B$A$TAGGED
receive $B$A$TAGGED $from_1
w $(pcr 0) 0x400000

check "VLANs: a transparent port does not look at tags"
w $((GSW + 0x2614)) 5
w $((GSW + 0x2610)) 0x810000c0
send $B${A}8100000688b5$(zeros 46)
receive $B${A}8100000688b5$(zeros 46) $from_1
w $((GSW + 0x2610)) 0x81000000

check "VLANs: a frame of an unknown one, or from a stranger, is filtered"
r $(mib 6 0x30) 0
send $B${A}8100000688b5$(zeros 46)
nothing
vlan 1 0x50030001 0x2000
send $B$A$TAGGED
nothing
r $(mib 6 0x30) 2
w $(pcr 6) 0x010002
send $B$A$TAGGED
receive $B$A$PLAIN $from_1
w $(pcr 6) 0x010001
send $B${A}8100000688b5$(zeros 46)
receive $B${A}8100000688b5$(zeros 46) $from_1
vlan 1 0x50430001 0x2000

check "VLANs: ports may want tagged frames only, or untagged ones"
w $(pcr 6) 0x010003
w $((GSW + 0x2610)) 0x81000001
send $B$A$PLAIN
nothing
send $B$A$TAGGED
receive $B$A$PLAIN $from_1
w $((GSW + 0x2610)) 0x81000002
send $B$A$TAGGED
nothing
w $((GSW + 0x2610)) 0x81000000

# atc COMMAND [MATCH]; found MAC STATUS PORTS SET: what TSRA and ATRD say
atc() { w $((GSW + 0x80)) $((1 << 15 | ${2:-0} << 8 | $1)); }
found() {
	r $((GSW + 0x84)) 0x${1%????}
	r $((GSW + 0x88)) $((0x${1#????????} << 16 | $4))
	r $((GSW + 0x8c)) $(($3 << 4 | $2 << 2)) 0xffffff
}
check "addresses: learned, found, searched through, flushed"
w $(pcr 6) 0x010000
w $(pcr 1) 0x400003
atc 2
r $((GSW + 0x80)) 0 0xf000
atc 4
r $((GSW + 0x80)) 0x4000 0xe000
send $B$A$PLAIN 0x00100000
rx=$(((rx + 1) % RING))
atc 4
r $((GSW + 0x80)) 0x2000 0xf000
atc 5
r $((GSW + 0x80)) 0x2000 0xf000
atc 5
r $((GSW + 0x80)) 0x4000 0xf000
w $((GSW + 0x74)) 0x02000000
w $((GSW + 0x78)) 0x0a018005
atc 0
r $((GSW + 0x80)) 0 0x1000
found $A 1 2 0x8005
w $((GSW + 0x78)) 0x0a020000
atc 0
r $((GSW + 0x80)) 0x1000 0x1000

check "addresses: a known one is for its port alone"
send $A$B$PLAIN
nothing
w $((GSW + 0x78)) 0x0a010000
atc 0
found $A 1 0x40 5

check "addresses: one that is set stays when the others go"
w $((GSW + 0x74)) 0x02000000
w $((GSW + 0x78)) 0x0b020000
w $((GSW + 0x7c)) 0xff00041c
atc 1
atc 0
found $B 3 0x41 0
atc 2 4
atc 0
found $B 3 0x41 0
w $((GSW + 0x78)) 0x0a010000
atc 0
r $((GSW + 0x80)) 0x1000 0x1000
w $((GSW + 0x78)) 0x0b020000
w $((GSW + 0x7c)) 0
atc 1
atc 0
r $((GSW + 0x80)) 0x1000 0x1000

check "addresses: forgotten after the time in AAC"
w $((GSW + 0xa0)) 0x0001
send $B$A$PLAIN 0x00100000
rx=$(((rx + 1) % RING))
w $((GSW + 0x78)) 0x0a010000
step 1900000000
atc 0
r $((GSW + 0x80)) 0 0x1000
step 200000000
atc 0
r $((GSW + 0x80)) 0x1000 0x1000
w $((GSW + 0xa0)) 0x100001
send $B$A$PLAIN 0x00100000
rx=$(((rx + 1) % RING))
step 4000000000
atc 0
r $((GSW + 0x80)) 0 0x1000

check "addresses: a full table takes no more"
atc 2
w $((GSW + 0x78)) 0x0a010000
w $((GSW + 0x7c)) 0xff00041c
i=0
while [ $i -lt 2048 ]; do
	w $((GSW + 0x74)) $((0x02010000 + i))
	atc 1
	i=$((i + 1))
done
r $((GSW + 0x80)) 0 0x1000
w $((GSW + 0x74)) 0x02020000
atc 1
r $((GSW + 0x80)) 0x1000 0x1000
send $B${A}88b6$(zeros 46) 0x00100000
rx=$(((rx + 1) % RING))
atc 2
atc 1
r $((GSW + 0x80)) 0 0x1000
atc 2
w $((GSW + 0x74)) 0x02000000

check "addresses: not learned where that is switched off"
atc 2
w $((GSW + 0x260c)) 0x10
send $B$A$PLAIN 0x00100000
rx=$(((rx + 1) % RING))
atc 0
r $((GSW + 0x80)) 0x1000 0x1000
w $((GSW + 0x260c)) 0

check "spanning tree: a port that blocks, learns, forwards"
w $(pcr 1) 0x400000
atc 2
w $((GSW + 0x2100)) 0xfffd
send $B$A$PLAIN 0x00100000
nothing
w $((GSW + 0x78)) 0x0a010000
atc 0
found $A 1 0x40 5
atc 2
w $((GSW + 0x2100)) 0xfffe
send $B$A$PLAIN 0x00100000
nothing
atc 0
found $A 1 2 5
w $((GSW + 0x2100)) 0xffff
send $B$A$PLAIN 0x00100000
receive $B$A$PLAIN $from_1

check "switch: a MAC that is off takes nothing"
w $((GSW + 0x3100)) 0x00054330
send $B$A$PLAIN 0x00100000
nothing
w $((GSW + 0x3100)) 0x00056330

check "what is not modelled, or wrong, is named and does no harm"
atc 4 3
r $((GSW + 0x80)) 0x304
w $((GSW + 0x90)) 0x80002001
r $((GSW + 0x90)) 0 0x80000000
w $((GSW + 0x7004)) $((1 << 31 | 0xd << 16))
r $((GSW + 0x7004)) 0 0x80000000
mdio 0 12 1
mdio_read 0 12 0
w $((GSW + 0x2610)) 0x81000040
send $B$A$PLAIN 0x00100000
receive $B$A$PLAIN $from_1
w $((GSW + 0x2610)) 0x81000000
send $B$A$PLAIN 0x10100000
receive $B$A$PLAIN $from_1
w $((TX_RING + 16 * tx)) $TX_BUF
w $((TX_RING + 16 * tx + 12)) 0x00100000
w $((TX_RING + 16 * tx + 4)) $((0x3fff << 16 | 1 << 30))
tx=$(((tx + 1) % RING))
w $((FE + 0x808)) $tx
r $((FE + 0x80c)) $tx

check "resets: a block forgets, the chip remembers why it started"
w $((FE + 4)) 1
r $((FE + 0x900)) 0
w $((SYSC + 0x34)) 0x800000
w $((SYSC + 0x34)) 0
r $(pcr 1) 0x00ff0000
w $((SYSC + 0x34)) 1
pause
r $((SYSC + 0x38)) 4
w $((SYSC + 0x38)) 4
r $((SYSC + 0x38)) 0

check "watchdog: resets the chip, and says so"
w $((TIMER + 0x20)) 1000
w $((TIMER + 0x28)) 0xbf
step 2000000000
pause
r $((SYSC + 0x38)) 2
r $((TIMER + 0x28)) 0

check "what has no model reads as 0"
unknown="sysc timer intc memc gpio spi uart systick fe gsw"
r $((SYSC + 0xf4)) 0
r $((TIMER + 0x3c)) 0
r $((INTC + 0xf4)) 0
r 0x100003f4 0
r $((GPIO + 0xf4)) 0
r $((SPI + 0xf4)) 0
r 0x10000cf4 0
r $((SYSTICK + 0xc)) 0
r $((FE + 0xff4)) 0
r $((GSW + 0xff4)) 0
w $((GSW + 0xff4)) 1
r $((0x10180ff4)) 0
r 0x2fffff00 0

head -c 16777216 /dev/zero | tr '\0' '\377' > "$tmp/flash"
run qemu-system-mipsel -M mt300a -drive "if=mtd,format=raw,file=$tmp/flash" \
	-nic hubport,hubid=0 -nic hubport,hubid=0
for name in mt7620-sysc.*00f4 mt7620-timer.*003c mt7620-intc.*00f4 \
	ralink-memc.*00f4 mt7620-gpio.*00f4 mt7620-spi.*00f4 \
	mt7620-uart.*00f4 ralink-systick.*000c mt7620-fe.*0ff4 \
	'mt7620-gsw: read.*0ff4' 'mt7620-gsw: write.*0ff4' wmac.*ff4; do
	pass "$board: a register without a model is named: $name" \
		grep -i "$name" "$tmp/log"
done
for name in 'ATC command 4 with match 3' 'VTCR command 2' 'MDIO command 3' \
	'read of unknown register 12 of PHY 0' \
	'write of 0x0001 to unknown register 12 of PHY 0' \
	'port 6: VLAN attribute 1' 'TSO' 'fe: frame is too long'; do
	pass "$board: it is said: $name" grep "$name" "$tmp/log"
done
pass "$board: a write to the flash window is named" \
	grep 'flash-window: write' "$tmp/log"
