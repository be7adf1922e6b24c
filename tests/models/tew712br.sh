# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh.  LAN 1 and WAN are plugged into one another: what
# leaves by one comes in by the other.  A fast mouse is on the USB port, which
# the board has not, but the SoC.
. tests/models/ath79.sh
BOOTSTRAP=0xac STRAP=0x2000 REV=0x1111 REF_MHZ=25 RAM=0x2000000
OUTPUTS=0xffffffff CHIP_ID=0xef4016 PHY_ID=0xd041 SWITCH_ID=0x101
USB_SPEED=0x08000000

check "UART: sends, and says that it can"
w $((UART + 8)) 0x12345
r $((UART + 8)) 0x12345
r $UART 0x200
r $((UART + 0x0c)) 0x202
w $((UART + 0x0c)) 0x3ff
r $((UART + 0x0c)) 0x202
r $((UART + 4)) 0x200
w $((UART + 4)) 0x2000
r $((UART + 4)) 0x2200
r $MISC 0 8
w $((UART + 0x10)) 2
r $((UART + 0x10)) 2
r $((UART + 4)) 0x3200
r $MISC 8 8
w $((UART + 0x10)) 0
r $MISC 0 8
w $((UART + 0x14)) 5
r $((UART + 0x14)) 0
w $UART 0x268
w $UART 0x269
w $UART 0x78

ath79_checks

check "switch: its own bus to the PHYs, the halves in either order"
w $MODULES 0
sw 0x98 0x88020000
sw_read 0x98 0x0802004d
sw 0x98 0x80040061
sw_read 0x98 0x00040061
mdio_read 0 4 0x0061
sw_at 0x98
mdio $_phy $_reg 0x0de1
mdio $_phy $((_reg + 1)) 0x8004
mdio_read 0 4 0x0de1

check "GMAC0: its MDIO reaches the PHYs, too"
w $((GE0 + 0x28)) 2
w $((GE0 + 0x24)) 1
r $((GE0 + 0x30)) 0x004d

check "switch: a header says which port, and which it was"
ready $GE0 $RX0
ready $GE1 $RX1
sw 0x104 0x4804
send $GE1 4140$FRAME
receive $GE0 $RX0 $FRAME
send $GE1 4240$FRAME
nothing $GE0
send $GE1 0040$FRAME
receive $GE0 $RX0 $FRAME
send $GE0 $FRAME
receive $GE1 $RX1 8140$FRAME
sw 0x104 0x4004

check "switch: a port's counters, gone when read"
for at in 0x2011c 0x2013c 0x20100 0x20164 0x20184 0x20154; do
	sw_at $at
	mdio_read $_phy $_reg 0 0
done
send $GE1 $FRAME
receive $GE0 $RX0 $FRAME
send $GE0 020000000b02020000000a0188b5$(zeros 200)
receive $GE1 $RX1 020000000b02020000000a0188b5$(zeros 200)
sw_read 0x20164 1
sw_read 0x20184 64
sw_read 0x20154 1
sw_read 0x20154 0
sw_read 0x20124 1
sw_read 0x2013c 218
sw_read 0x20100 0
send $GE0 01005e000001020000000a0188b5$(zeros 46)
receive $GE1 $RX1 01005e000001020000000a0188b5$(zeros 46)
sw_read 0x20108 1

check "switch: VLANs of AR933x are in one register"
sw 0x44 0x802
sw 0x40 $((7 << 16 | 8 | 2))
sw 0x108 0xc03e0007
send $GE1 $FRAME
nothing $GE0
sw 0x108 0x803e0007
send $GE1 $FRAME
receive $GE0 $RX0 $FRAME

check "watchdog: counts AHB's clock, 200 MHz, or the crystal's"
w $PLL 0x00818000
w $((PLL + 8)) 0x8000
w $((RESET + 0x0c)) 200000
step 500000
r $((RESET + 0x0c)) 100000 0xffffff00
w $((PLL + 8)) 0x8004
step 400000
r $((RESET + 0x0c)) 90000 0xffffff00

run qemu-system-mips -M tew712br -nic hubport,hubid=0,id=lan \
	-nic hubport,hubid=0,id=wan -device usb-mouse,usb_version=2 \
	-serial "file:$tmp/serial"
ath79_named
for how in 'read of' 'write of 0x00000005 to'; do
	pass "$board: a register without a model is named: ar933x-uart, $how" \
		grep "ar933x-uart: $how unknown register 0x14" "$tmp/log"
done
same "$board: UART: what was sent" hi "$(cat "$tmp/serial")"
