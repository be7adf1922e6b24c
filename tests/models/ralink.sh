# SPDX-License-Identifier: GPL-2.0-only
# What both MediaTek boards' files use.

TX_RING=0x200000 RX_RING=0x210000 TX_BUF=0x220000 RX_BUF=0x230000
RING=8
tx=0 rx=0

# hex BYTES: that many zero bytes
zeros() { printf '%0*d' $(($1 * 2)) 0; }

# rings: of 8 descriptors each, and the engine switched on
rings() {
	_i=0
	while [ $_i -lt $RING ]; do
		w $((RX_RING + 16 * _i)) $((RX_BUF + 2048 * _i))
		w $((RX_RING + 16 * _i + 4)) $((1536 << 16 | 1 << 30))
		w $((TX_RING + 16 * _i + 4)) 0xc0000000
		_i=$((_i + 1))
	done
	w $((FE + 0x800)) $TX_RING
	w $((FE + 0x804)) $RING
	w $((FE + 0x900)) $RX_RING
	w $((FE + 0x904)) $RING
	w $((FE + 0x908)) $((RING - 1))
	w $((FE + 0xa08)) 0x10001
	w $((FE + 0xa04)) 0x65
	tx=0 rx=0
}

# send FRAME [WORD3]: from memory
send() {
	_len=$((${#1} / 2))
	put $TX_BUF "$1"
	w $((TX_RING + 16 * tx)) $TX_BUF
	w $((TX_RING + 16 * tx + 12)) "${2:-0}"
	w $((TX_RING + 16 * tx + 4)) $((_len << 16 | 1 << 30))
	tx=$(((tx + 1) % RING))
	w $((FE + 0x808)) $tx
	r $((FE + 0x80c)) $tx
}

# receive FRAME WORD3 [MASK]: this frame is the next in memory, and leaves it
receive() {
	r $((FE + 0x90c)) $(((rx + 1) % RING))
	r $((RX_RING + 16 * rx + 4)) $((0xc0000000 | ${#1} / 2 << 16))
	r $((RX_RING + 16 * rx + 12)) "$2" "${3:-0xffffffff}"
	get $((RX_BUF + 2048 * rx)) "$1"
	w $((RX_RING + 16 * rx + 4)) $((1536 << 16 | 1 << 30))
	w $((FE + 0x908)) $rx
	rx=$(((rx + 1) % RING))
}

# nothing: no frame is waiting
nothing() { r $((FE + 0x90c)) $rx; }

A=020000000a01 B=020000000b02 ALL=ffffffffffff
# Payload of frames that are nothing to anybody, 64 bytes with FCS; with and
# without a tag of VLAN 5 before it.
PLAIN=88b5$(zeros 46)
TAGGED=8100000588b5$(zeros 46)
