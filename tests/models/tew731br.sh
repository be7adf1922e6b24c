# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh.  LAN 1 and WAN are plugged into one another: what
# leaves by one comes in by the other.  A hub of full speed is on the USB port.
. tests/models/ath79.sh
BOOTSTRAP=0xb0 STRAP=0x17 REV=0x0123 REF_MHZ=40 RAM=0x2000000 OUTPUTS=0
CHIP_ID=0xef4016 PHY_ID=0xd042 SWITCH_ID=0x201 USB_SPEED=0
ath79_checks

check "GMAC0: its MDIO is not connected, and it may leave the chip"
w $MODULES 0
w $((GE0 + 0x28)) 2
w $((GE0 + 0x24)) 1
r $((GE0 + 0x30)) 0xffff
w $((GE0 + 0x2c)) 0
w $ETH_CFG 1
sw 0x08 0x10000000
ready $GE0 $RX0
ready $GE1 $RX1
send $GE0 $FRAME
nothing $GE1
w $ETH_CFG 0
send $GE0 $FRAME
receive $GE1 $RX1 $FRAME

# of VLAN 5, 6 and 7
tagged() { echo ffffffffffff020000000a018100000${1}88b5$(zeros 46); }

check "VLANs: tags are taken off and put on"
sw 0x44 0x803
sw 0x40 $((5 << 16 | 8 | 2))
sw 0x44 0x802
sw 0x40 $((7 << 16 | 8 | 2))
sw 0x10c 0xc03e0000
sw 0x20c 0xc03d0000
sw 0x208 0x00050000
sw 0x104 0x4204
sw 0x204 0x4104
send $GE1 $(tagged 5)
receive $GE0 $RX0 $FRAME
send $GE0 $FRAME
receive $GE1 $RX1 $(tagged 5)

sw 0x104 0x4104
send $GE0 ffffffffffff020000000a018100000588b5$(zeros 42)
receive $GE1 $RX1 $FRAME
sw 0x104 0x4204

check "VLANs: unknown ones, and those that a port is not in"
# frames that were dropped: counted when that is on, seen when captured
sw 0x80 0x40000000
send $GE1 $(tagged 6)
nothing $GE0
send $GE1 $(tagged 7)
nothing $GE0
sw_read 0x20050 0
sw 0x80 0x43000000
sw_read 0x20050 2
sw 0x10c 0x803e0000
send $GE1 $(tagged 6)
nothing $GE0
send $GE1 $(tagged 7)
receive $GE0 $RX0 $FRAME
sw 0x10c 0x403e0000
send $GE1 $(tagged 6)
receive $GE0 $RX0 $FRAME
sw 0x104 0x4004
sw 0x204 0x4004
send $GE1 $(tagged 6)
receive $GE0 $RX0 $(tagged 6)

check "switch: ports that do not forward, PHYs without power"
sw 0x204 0x4000
send $GE1 $FRAME
nothing $GE0
sw 0x204 0x4004
sw 0x200 0
send $GE1 $FRAME
nothing $GE0
send $GE0 $FRAME
nothing $GE1
sw 0x200 0x200
mdio 0 0 0x3900
send $GE1 $FRAME
nothing $GE0
mdio 0 0 0x3100
w $MODULES 0x1000
mdio_read 0 1 0 0x24
w $MODULES 0
mdio_read 0 1 0x24 0x24

check "switch: PHY4 belongs to it until software says otherwise"
sw 0x08 0
send $GE0 $FRAME
nothing $GE1

run qemu-system-mips -M tew731br -nic hubport,hubid=0,id=lan \
	-nic hubport,hubid=0,id=wan -device usb-hub
ath79_named
