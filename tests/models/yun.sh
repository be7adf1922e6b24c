# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/models.sh.  The flash fills the whole window, so that it is
# seen where the CPU starts: tests/models/tew712br.sh has the rest of the SoC.
. tests/models/ath79.sh

check "flash: the CPU starts at its begin, until software switches that off"
w $SPI 1
spi_command 0x06
spi_command 0x02 0 0 0 0x11 0x22 0x33 0x44
spi_command 0x06
spi_command 0x02 0xc0 0 0 0x55 0x66 0x77 0x88
w $SPI 0
r 0x1fc00000 0x11223344
w $SPI 1
w $((SPI + 4)) 0x44
w $SPI 0
r 0x1fc00000 0x55667788
r $SPI 0x11223344

check "flash: erased by 32 and 64 KiB, and whole by the other command"
w $SPI 1
spi_command 0x06
spi_command 0x52 0 0 0
w $SPI 0
r $SPI 0xffffffff
w $SPI 1
spi_command 0x06
spi_command 0xd8 0xc0 0 0
w $SPI 0
r 0x1fc00000 0xffffffff
w $SPI 1
spi_command 0x06
spi_command 0x02 0 0 0 0x11 0x22 0x33 0x44
spi_command 0x06
spi_command 0x60
w $SPI 0
r $SPI 0xffffffff

run qemu-system-mips -M yun -nic hubport,hubid=0,id=lan
