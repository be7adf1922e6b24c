# SPDX-License-Identifier: GPL-2.0-only
# What qemu-system-mips (big-endian) holds.
CONFIG_ATH79=y
CONFIG_SEMIHOSTING=y
