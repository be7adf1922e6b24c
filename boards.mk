# SPDX-License-Identifier: GPL-2.0-only
#
# The board table: what a device tree cannot say.  Literal assignments, units
# in the names, addresses as one types them to the board's U-Boot.  The keys
# are documented in lib/board.h; a key that a board does not set is an error,
# not a default.  Partitions, memory and console stand in dts/<board>.dts.
#
# Nothing here was read off a real board.  Values that the sources do not give
# for this very board are marked "inferred" or "assumed".

boards := tew731br mt300a mt300n_v2 tew712br yun rpi malta maltael

# The facts that go to the C tools.
board_facts := title soc arch media kernel_compression kernel_load_addr \
	kernel_max_bytes flash_bytes flash_window_addr erase_block_bytes \
	rootfs_block_bytes phram_align_bytes phram_memmap boot_dialect \
	flash_write boot_ram_addr boot_copy_addr boot_uncompressed_max_bytes \
	boot_lzma_dict_max_bytes boot_reserved_top_bytes boot_line_max_bytes \
	env_bytes env_redundant boot_net_init boot_ipaddr boot_serverip \
	mainline_ram_addr mainline_bootm_max_bytes \
	mainline_reserved_top_bytes mainline_line_max_bytes \
	lan_interface wan_interface

# And those that only make and the scripts look at.  configs: what is built
# and checked for this board; any other configuration may be tried.  uboot: the
# boot loader in emulation.  qemu_machine: one of QEMU's own, or one of qemu/.
# kernel_needs: needs (kernel/need) that the kernel meets in any case.
board_keys := $(board_facts) kernel_features kernel_needs uboot qemu_system \
	qemu_machine qemu_cpu default_config configs rung

# TRENDnet TEW-731BR.  The boot loader's limits are those of its siblings
# TEW-732BR and DIR-615-I1 (OpenWrt ar71xx); unverified on hardware.
tew731br.title                       := TRENDnet TEW-731BR
tew731br.soc                         := ar9341
tew731br.arch                        := mips
tew731br.media                       := flash
tew731br.kernel_compression          := lzma
tew731br.kernel_load_addr            := 0x80060000
tew731br.kernel_max_bytes            := 0
tew731br.flash_bytes                 := 0x400000
tew731br.flash_window_addr           := 0x9f000000
tew731br.erase_block_bytes           := 0x10000
tew731br.rootfs_block_bytes          := 0x40000
tew731br.phram_align_bytes           := 0x10000
tew731br.phram_memmap                := n
tew731br.boot_dialect                := atheros
tew731br.flash_write                 := atheros
tew731br.boot_ram_addr               := 0x81000000
tew731br.boot_copy_addr              := 0
# CFG_BOOTM_LEN of the Atheros SDK (GL-AR750, Yun); assumed here.
tew731br.boot_uncompressed_max_bytes := 0x1000000
# Some Ralink and Atheros loaders refuse more than 8 MiB; assumed here.
tew731br.boot_lzma_dict_max_bytes    := 0x800000
# Code, heap and stack are well below 1 MiB in U-Boot 1.1.4; inferred.
tew731br.boot_reserved_top_bytes     := 0x100000
tew731br.boot_line_max_bytes         := 256
# Where its loader keeps an environment is not known, so none is made.
tew731br.env_bytes                   := 0
tew731br.env_redundant               := n
tew731br.boot_net_init               :=
tew731br.boot_ipaddr                 := 192.168.1.1
tew731br.boot_serverip               := 192.168.1.10
# Mainline U-Boot (packages/u-boot) has its RAM in KSEG1: 81000000 it refuses.
tew731br.mainline_ram_addr           := 0xa1000000
tew731br.mainline_bootm_max_bytes    := 0x1000000
tew731br.mainline_reserved_top_bytes := 0x100000
tew731br.mainline_line_max_bytes     := 1024
tew731br.lan_interface               := lan1 lan2 lan3 lan4
tew731br.wan_interface               := eth0
tew731br.kernel_features             := bridge-vlan leds keys hardening
tew731br.kernel_needs                :=
tew731br.uboot                       := tew731br
tew731br.qemu_system                 := mips
tew731br.qemu_machine                := tew731br
tew731br.qemu_cpu                    :=
tew731br.default_config              := minimal
tew731br.configs                     := minimal wap
tew731br.rung                        := 5

# GL.iNet GL-MT300A.  Loader: gl-inet/uboot-source-for_mtk.
mt300a.title                         := GL.iNet GL-MT300A
mt300a.soc                           := mt7620
mt300a.arch                          := mipsel
mt300a.media                         := flash
mt300a.kernel_compression            := lzma
mt300a.kernel_load_addr              := 0x80000000
mt300a.kernel_max_bytes              := 0
mt300a.flash_bytes                   := 0x1000000
mt300a.flash_window_addr             := 0xbc000000
mt300a.erase_block_bytes             := 0x10000
mt300a.rootfs_block_bytes            := 0x40000
mt300a.phram_align_bytes             := 0x10000
mt300a.phram_memmap                  := n
mt300a.boot_dialect                  := mtk
mt300a.flash_write                   := mtk
mt300a.boot_ram_addr                 := 0x82000000
# bootm copies the uImage here, then unpacks it to 80000000 without a bound.
mt300a.boot_copy_addr                := 0x80c00000
mt300a.boot_uncompressed_max_bytes   := 0xc00000
mt300a.boot_lzma_dict_max_bytes      := 0x800000
mt300a.boot_reserved_top_bytes       := 0x200000
mt300a.boot_line_max_bytes           := 256
mt300a.env_bytes                     := 0x1000
mt300a.env_redundant                 := n
mt300a.boot_net_init                 :=
mt300a.boot_ipaddr                   := 192.168.1.1
mt300a.boot_serverip                 := 192.168.1.10
# Mainline U-Boot, as packages/u-boot builds it.
mt300a.mainline_ram_addr             := 0x82000000
mt300a.mainline_bootm_max_bytes      := 0x1000000
mt300a.mainline_reserved_top_bytes   := 0x200000
mt300a.mainline_line_max_bytes       := 1024
mt300a.lan_interface                 := lan1 lan2 lan3 lan4
mt300a.wan_interface                 := wan
mt300a.kernel_features               := bridge-vlan leds keys hardening usb-storage wifi
mt300a.kernel_needs                  := usb-host wifi
mt300a.uboot                         := mt300a
mt300a.qemu_system                   := mipsel
mt300a.qemu_machine                  := mt300a
mt300a.qemu_cpu                      :=
mt300a.default_config                := minimal
mt300a.configs                       := minimal backuphost wap
mt300a.rung                          := 5

# GL.iNet GL-MT300N-V2.  The same loader family as the MT300A.
mt300n_v2.title                       := GL.iNet GL-MT300N-V2
mt300n_v2.soc                         := mt7628
mt300n_v2.arch                        := mipsel
mt300n_v2.media                       := flash
mt300n_v2.kernel_compression          := lzma
mt300n_v2.kernel_load_addr            := 0x80000000
mt300n_v2.kernel_max_bytes            := 0
mt300n_v2.flash_bytes                 := 0x1000000
mt300n_v2.flash_window_addr           := 0xbc000000
mt300n_v2.erase_block_bytes           := 0x10000
mt300n_v2.rootfs_block_bytes          := 0x40000
mt300n_v2.phram_align_bytes           := 0x10000
mt300n_v2.phram_memmap                := n
mt300n_v2.boot_dialect                := mtk
mt300n_v2.flash_write                 := mtk
mt300n_v2.boot_ram_addr               := 0x82000000
mt300n_v2.boot_copy_addr              := 0x80c00000
mt300n_v2.boot_uncompressed_max_bytes := 0xc00000
mt300n_v2.boot_lzma_dict_max_bytes    := 0x800000
mt300n_v2.boot_reserved_top_bytes     := 0x200000
mt300n_v2.boot_line_max_bytes         := 256
mt300n_v2.env_bytes                   := 0x1000
mt300n_v2.env_redundant               := n
mt300n_v2.boot_net_init               :=
mt300n_v2.boot_ipaddr                 := 192.168.1.1
mt300n_v2.boot_serverip               := 192.168.1.10
mt300n_v2.mainline_ram_addr           := 0x82000000
mt300n_v2.mainline_bootm_max_bytes    := 0x1000000
mt300n_v2.mainline_reserved_top_bytes := 0x200000
mt300n_v2.mainline_line_max_bytes     := 1024
mt300n_v2.lan_interface               := lan
mt300n_v2.wan_interface               := wan
mt300n_v2.kernel_features             := bridge-vlan leds keys hardening usb-storage router
mt300n_v2.kernel_needs                := usb-host
mt300n_v2.uboot                       := mt300n_v2
mt300n_v2.qemu_system                 := mipsel
mt300n_v2.qemu_machine                := mt300n_v2
mt300n_v2.qemu_cpu                    :=
mt300n_v2.default_config              := minimal
mt300n_v2.configs                     := minimal router
mt300n_v2.rung                        := 5

# TRENDnet TEW-712BR.  The flash map is OpenWrt's (ar71xx); its loader is taken
# to be as the Atheros SDK's elsewhere.  Unverified on hardware.
tew712br.title                       := TRENDnet TEW-712BR
tew712br.soc                         := ar9331
tew712br.arch                        := mips
tew712br.media                       := flash
tew712br.kernel_compression          := lzma
tew712br.kernel_load_addr            := 0x80060000
tew712br.kernel_max_bytes            := 0
tew712br.flash_bytes                 := 0x400000
tew712br.flash_window_addr           := 0x9f000000
tew712br.erase_block_bytes           := 0x10000
tew712br.rootfs_block_bytes          := 0x40000
tew712br.phram_align_bytes           := 0x10000
tew712br.phram_memmap                := n
tew712br.boot_dialect                := atheros
tew712br.flash_write                 := atheros
tew712br.boot_ram_addr               := 0x81000000
tew712br.boot_copy_addr              := 0
# CFG_BOOTM_LEN of the Atheros SDK (GL-AR750, Yun); assumed here.
tew712br.boot_uncompressed_max_bytes := 0x1000000
# Some Ralink and Atheros loaders refuse more than 8 MiB; assumed here.
tew712br.boot_lzma_dict_max_bytes    := 0x800000
# Code, heap and stack are well below 1 MiB in U-Boot 1.1.4; inferred.
tew712br.boot_reserved_top_bytes     := 0x100000
tew712br.boot_line_max_bytes         := 256
# Where its loader keeps an environment is not known, so none is made.
tew712br.env_bytes                   := 0
tew712br.env_redundant               := n
tew712br.boot_net_init               :=
tew712br.boot_ipaddr                 := 192.168.1.1
tew712br.boot_serverip               := 192.168.1.10
tew712br.mainline_ram_addr           := 0x81000000
tew712br.mainline_bootm_max_bytes    := 0x1000000
tew712br.mainline_reserved_top_bytes := 0x100000
tew712br.mainline_line_max_bytes     := 1024
tew712br.lan_interface               := lan1 lan2 lan3 lan4
tew712br.wan_interface               := eth0
tew712br.kernel_features             := bridge-vlan leds keys hardening
tew712br.kernel_needs                :=
tew712br.uboot                       := tew712br
tew712br.qemu_system                 := mips
tew712br.qemu_machine                := tew712br
tew712br.qemu_cpu                    :=
tew712br.default_config              := minimal
tew712br.configs                     := minimal
tew712br.rung                        := 5

# Arduino Yun.  Loader: arduino/uboot-yun, at 250000 baud.  Unverified on
# hardware.
yun.title                       := Arduino Yun
yun.soc                         := ar9331
yun.arch                        := mips
yun.media                       := flash
yun.kernel_compression          := lzma
yun.kernel_load_addr            := 0x80060000
yun.kernel_max_bytes            := 0
yun.flash_bytes                 := 0x1000000
yun.flash_window_addr           := 0x9f000000
yun.erase_block_bytes           := 0x10000
yun.rootfs_block_bytes          := 0x40000
yun.phram_align_bytes           := 0x10000
yun.phram_memmap                := n
yun.boot_dialect                := atheros
yun.flash_write                 := atheros
yun.boot_ram_addr               := 0x81000000
yun.boot_copy_addr              := 0
# CFG_BOOTM_LEN of its loader
yun.boot_uncompressed_max_bytes := 0x1000000
# Some Ralink and Atheros loaders refuse more than 8 MiB; assumed here.
yun.boot_lzma_dict_max_bytes    := 0x800000
# Code, heap and stack are well below 1 MiB in U-Boot 1.1.4; inferred.
yun.boot_reserved_top_bytes     := 0x100000
yun.boot_line_max_bytes         := 256
yun.env_bytes                   := 0x10000
yun.env_redundant               := n
yun.boot_net_init               :=
yun.boot_ipaddr                 := 192.168.1.1
yun.boot_serverip               := 192.168.1.10
yun.mainline_ram_addr           := 0x81000000
yun.mainline_bootm_max_bytes    := 0x1000000
yun.mainline_reserved_top_bytes := 0x100000
yun.mainline_line_max_bytes     := 1024
# GMAC1, at the unused switch, is eth0: the jack's GMAC0 waits for the flash,
# where its address is.
yun.lan_interface               := eth1
yun.wan_interface               :=
yun.kernel_features             := bridge-vlan leds keys hardening usb-storage wifi
yun.kernel_needs                := usb-host wifi
yun.uboot                       := yun
yun.qemu_system                 := mips
yun.qemu_machine                := yun
yun.qemu_cpu                    :=
yun.default_config              := minimal
yun.configs                     := minimal
yun.rung                        := 5

# Raspberry Pi B+ and Zero.  Addresses: U-Boot's include/configs/rpi.h.
rpi.title                             := Raspberry Pi B+, Zero
rpi.soc                               := bcm2835
rpi.arch                              := armv6
rpi.media                             := sd
rpi.kernel_compression                := zimage
rpi.kernel_load_addr                  := 0x01000000
rpi.kernel_max_bytes                  := 0
rpi.flash_bytes                       := 0
rpi.flash_window_addr                 := 0
rpi.erase_block_bytes                 := 0x10000
rpi.rootfs_block_bytes                := 0x40000
# Linux on ARM maps memory in sections of 2 MiB; no-map wants whole ones.
rpi.phram_align_bytes                 := 0x200000
rpi.phram_memmap                      := n
rpi.boot_dialect                      := uboot
rpi.flash_write                       := sd
rpi.boot_ram_addr                     := 0x02000000
rpi.boot_copy_addr                    := 0
rpi.boot_uncompressed_max_bytes       := 0x4000000
rpi.boot_lzma_dict_max_bytes          := 0
rpi.boot_reserved_top_bytes           := 0x1000000
rpi.boot_line_max_bytes               := 512
rpi.env_bytes                         := 0x4000
rpi.env_redundant                     := n
rpi.boot_net_init                     := usb start
rpi.boot_ipaddr                       := 192.168.1.20
rpi.boot_serverip                     := 192.168.1.10
# The loader above is mainline U-Boot already; so it is on the two below.
rpi.mainline_ram_addr                 := 0
rpi.mainline_bootm_max_bytes          := 0
rpi.mainline_reserved_top_bytes       := 0
rpi.mainline_line_max_bytes           := 0
rpi.lan_interface                     := eth0
rpi.wan_interface                     :=
rpi.kernel_features                   := bridge-vlan leds keys vfat hardening
rpi.kernel_needs                      :=
rpi.uboot                             := rpi
rpi.qemu_system                       := arm
rpi.qemu_machine                      := raspi1ap
rpi.qemu_cpu                          :=
rpi.default_config                    := minimal
rpi.configs                           := minimal
rpi.rung                              := 4

# QEMU's Malta, big-endian.  U-Boot is built here, with LZMA.
malta.title                           := QEMU Malta, big-endian
malta.soc                             := malta
malta.arch                            := mips
malta.media                           := flash
malta.kernel_compression              := lzma
malta.kernel_load_addr                := 0x80100000
malta.kernel_max_bytes                := 0
malta.flash_bytes                     := 0
malta.flash_window_addr               := 0xbe000000
malta.erase_block_bytes               := 0x10000
malta.rootfs_block_bytes              := 0x40000
malta.phram_align_bytes               := 0x10000
malta.phram_memmap                    := n
malta.boot_dialect                    := uboot
malta.flash_write                     := cfi
malta.boot_ram_addr                   := 0x81000000
malta.boot_copy_addr                  := 0
malta.boot_uncompressed_max_bytes     := 0x4000000
malta.boot_lzma_dict_max_bytes        := 0
# U-Boot, 1 MiB of heap and its stack take 1.5 MiB below 256 MiB (bdinfo).
malta.boot_reserved_top_bytes         := 0x400000
malta.boot_line_max_bytes             := 256
malta.env_bytes                       := 0x20000
malta.env_redundant                   := n
malta.boot_net_init                   :=
malta.boot_ipaddr                     := 10.0.2.15
malta.boot_serverip                   := 10.0.2.2
malta.mainline_ram_addr               := 0
malta.mainline_bootm_max_bytes        := 0
malta.mainline_reserved_top_bytes     := 0
malta.mainline_line_max_bytes         := 0
malta.lan_interface                   := eth0
malta.wan_interface                   := eth1
malta.kernel_features                 := bridge-vlan hardening usb-storage router wifi applications
malta.kernel_needs                    := usb-host wan wifi
malta.uboot                           := malta
malta.qemu_system                     := mips
malta.qemu_machine                    := malta
malta.qemu_cpu                        := 24Kc
malta.default_config                  := minimal
malta.configs                         := minimal backuphost wap router
malta.rung                            := 4

# QEMU's Malta, little-endian.  U-Boot is Debian's own binary: no LZMA.
maltael.title                         := QEMU Malta, little-endian
maltael.soc                           := malta
maltael.arch                          := mipsel
maltael.media                         := flash
maltael.kernel_compression            := gzip
maltael.kernel_load_addr              := 0x80100000
maltael.kernel_max_bytes              := 0
maltael.flash_bytes                   := 0
maltael.flash_window_addr             := 0xbe000000
maltael.erase_block_bytes             := 0x10000
maltael.rootfs_block_bytes            := 0x40000
maltael.phram_align_bytes             := 0x10000
maltael.phram_memmap                  := n
maltael.boot_dialect                  := uboot
maltael.flash_write                   := cfi
maltael.boot_ram_addr                 := 0x81000000
maltael.boot_copy_addr                := 0
maltael.boot_uncompressed_max_bytes   := 0x4000000
maltael.boot_lzma_dict_max_bytes      := 0
maltael.boot_reserved_top_bytes       := 0x400000
maltael.boot_line_max_bytes           := 256
maltael.env_bytes                     := 0x20000
maltael.env_redundant                 := n
maltael.boot_net_init                 :=
maltael.boot_ipaddr                   := 10.0.2.15
maltael.boot_serverip                 := 10.0.2.2
maltael.mainline_ram_addr             := 0
maltael.mainline_bootm_max_bytes      := 0
maltael.mainline_reserved_top_bytes   := 0
maltael.mainline_line_max_bytes       := 0
maltael.lan_interface                 := eth0
maltael.wan_interface                 := eth1
maltael.kernel_features               := bridge-vlan hardening
maltael.kernel_needs                  :=
maltael.uboot                         := maltael
maltael.qemu_system                   := mipsel
maltael.qemu_machine                  := malta
maltael.qemu_cpu                      := 24Kc
maltael.default_config                := minimal
maltael.configs                       := minimal
maltael.rung                          := 4
