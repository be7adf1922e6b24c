# SPDX-License-Identifier: GPL-2.0-only
#
# Boot loaders for the boards that run in QEMU, and for the Raspberry Pi's
# card.  The routers keep the loader they were sold with.
#   maltael       Debian's own build, out of its package u-boot-qemu
#   maltael-built the same from source, with what malta.config adds
#   mt300a, mt300n_v2
#                 mainline's for these SoCs, which run in the emulated boards:
#                 what stands at the begin of their flash
#   tew712br, tew731br, yun
#                 the same for Atheros' SoCs
#   wdr4300       for another board with an AR934x: it starts in RAM, and has
#                 USB (tests/emul-ehci.sh)

UBOOT := out/pkg/u-boot
uboots := malta maltael maltael-built rpi mt300a mt300n_v2 tew712br tew731br yun wdr4300
uboot_arch.malta := mips
uboot_arch.maltael := mipsel
uboot_arch.maltael-built := mipsel
uboot_arch.rpi := armv6
uboot_arch.mt300a := mipsel
uboot_arch.mt300n_v2 := mipsel
uboot_arch.tew712br := mips
uboot_arch.tew731br := mips
uboot_arch.yun := mips
uboot_arch.wdr4300 := mips

uboot_env = ARCH=$(uboot_arch.$*) CROSS=$($(uboot_arch.$*).cross) \
	LINUX_ARCH=$($(uboot_arch.$*).linux) CFLAGS_ARCH= SYSROOT= \
	JOBS=$(pkg_jobs)

$(uboots:%=$(UBOOT)/%.key): $(UBOOT)/%.key: packages/packages.mk \
		packages/common.sh packages/sources.lock scripts/package-key \
		$(wildcard packages/u-boot/*) | deps
	@mkdir -p $(@D)
	@{ echo "variant $*" && $(uboot_env) scripts/package-key u-boot; } \
		> $@.$$$$ && mv $@.$$$$ $@

# Its loader's device tree becomes C, by a program that wants more than most.
$(UBOOT)/mt300a.key: | test-deps

$(uboots:%=$(UBOOT)/%/u-boot.bin): $(UBOOT)/%/u-boot.bin: $(UBOOT)/%.key
	@$(uboot_env) CCACHE_DIR=$(CACHE)/ccache scripts/cached $< $(@D) -- packages/u-boot/build $*

# What `make run` puts together (scripts/qemu-run).
$(TOOLS)/mkflash: $(OBJ)/rootfs-builder/mkflash.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

ifdef board
run_needs = $(if $($(board).qemu_machine),$(run_needs_$(image)) \
	$(call run_machine,$(image)),$(O)/board.facts)
run_machine = $(if $(qemu_ours),$(QEMU)/bin) \
	$(if $(filter flash,$($(board).media)),$(TOOLS)/mkflash $(O)/board.dtb) \
	$(patsubst %,$(UBOOT)/%/u-boot.bin,$(call run_uboot,$(1)))
run_needs_phramware = $(O)/phramware.bin \
	$(O)/phramware$(if $(qemu_ours),-mainline).txt
run_needs_firmware = $(O)/firmware.bin $(if $(filter flash,$($(board).media)),$(O)/env.bin)
run_needs_boot-time = $(run_needs_firmware) $(call run_machine,firmware) \
	$(TOOLS)/icount
run_uboot = $(if $(filter maltael.firmware,$(board).$(1)),maltael-built,$($(board).uboot))
endif
