# SPDX-License-Identifier: GPL-2.0-only
#
# What the boot loader is told: scripts, environment, facts and maps.

BOOTCFG := $(TOOLS)/bootcfg

$(BOOTCFG): $(OBJ)/uboot-env/bootcfg.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

ifdef board
bootcfg_inputs := $(O)/board.facts $(O)/board.dtb $(BOOTCFG)
built_inputs := $(bootcfg_inputs) $(O)/kernel/vmlinux $(O)/rootfs.squashfs \
	$(O)/kernel-firmware.uimage $(O)/kernel-phramware.uimage

$(O)/phramware.txt: $(O)/phramware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make tftp-script --out $@

$(O)/phramware.scr: $(O)/phramware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make tftp-source --out $@

$(O)/flash.txt: $(O)/firmware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make flash-script --out $@

$(O)/flash.scr: $(O)/firmware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make flash-source --out $@

# The same for mainline U-Boot in place of the vendor's.
$(O)/phramware-mainline.txt: $(O)/phramware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --loader mainline --make tftp-script --out $@

$(O)/phramware-mainline.scr: $(O)/phramware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --loader mainline --make tftp-source --out $@

$(O)/flash-mainline.txt: $(O)/firmware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --loader mainline --make flash-script --out $@

$(O)/flash-mainline.scr: $(O)/firmware.bin $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --loader mainline --make flash-source --out $@

$(O)/boot.scr: $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make card-source --out $@

$(O)/env.txt: $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make env --out $@

$(O)/env.bin: $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make env-image --out $@

$(O)/fw_env.config: $(bootcfg_inputs)
	@$(BOOTCFG) --dir $(O) --make env-config --out $@

$(O)/facts.txt: $(built_inputs)
	@$(BOOTCFG) --dir $(O) --make facts --out $@

$(O)/layout.txt: $(built_inputs)
	@$(BOOTCFG) --dir $(O) --make layout --out $@
endif
