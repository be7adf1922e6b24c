# SPDX-License-Identifier: GPL-2.0-only
# What qemu-system-mipsel (little-endian) holds.
CONFIG_SEMIHOSTING=y
CONFIG_RALINK=y
