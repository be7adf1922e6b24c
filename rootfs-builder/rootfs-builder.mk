# SPDX-License-Identifier: GPL-2.0-only
#
# From kernel, device tree and rootfs to the two images.

include rootfs-builder/rootfs.mk
include rootfs-builder/image.mk

$(TOOLS)/mkkernel: $(OBJ)/rootfs-builder/mkkernel.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

$(TOOLS)/mkfirmware: $(OBJ)/rootfs-builder/mkfirmware.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

$(TOOLS)/mkreport: $(OBJ)/rootfs-builder/mkreport.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs) -ljansson
	@mv $@$(tmp) $@

ifdef board
lzma := $(filter lzma,$($(board).kernel_compression))
kernel_params := $(if $(lzma),$(O)/kernel.lzma-params)
kernel_inputs := $(O)/board.facts $(O)/board.dtb $(O)/kernel/image.bin \
	$(kernel_params) $(O)/config.cmdline $(O)/date.name $(TOOLS)/mkkernel

# The parameters depend on the kernel alone, not on what was tried before and
# not on the command line: the same kernel gives the same bits in any order.
# Tried once for all configurations that have this kernel.
$(O)/lzma.key: $(O)/kernel/image.bin $(O)/board.facts $(TOOLS)/lzmatune
	@{ echo $($(board).boot_lzma_dict_max_bytes); \
		sha256sum < $(TOOLS)/lzmatune; sha256sum < $<; } > $@.tmp
	@mv $@.tmp $@

$(O)/kernel.lzma-params: $(O)/lzma.key
	@scripts/cached $< $(O)/lzma -- sh -c '$(TOOLS)/lzmatune --dict-max \
		$($(board).boot_lzma_dict_max_bytes) -j $(shell nproc) \
		$(O)/kernel/image.bin -o $$OUT/params'
	@cp $(O)/lzma/params $@.tmp
	@mv $@.tmp $@

$(O)/config.cmdline: $(config_file) $(O)/config.name $(TOOLS)/mkmanifest
	@$(TOOLS)/mkmanifest --list cmdline $< > $@.tmp
	@if cmp -s $@ $@.tmp; then rm $@.tmp; else mv $@.tmp $@; fi

mkkernel = $(TOOLS)/mkkernel --facts $(O)/board.facts --dtb $(O)/board.dtb \
	--vmlinux $(O)/kernel/vmlinux --image $(O)/kernel/image.bin \
	$(if $(lzma),--params $(O)/kernel.lzma-params) \
	--cmdline-extra $(O)/config.cmdline --kind $(1) \
	--out $(O)/kernel-$(1).uimage --out-dtb $(O)/$(1).dtb \
	--out-cmdline $(O)/$(1).cmdline

$(O)/kernel-firmware.uimage: $(kernel_inputs)
	@$(call mkkernel,firmware)

# Only the rounded size of the rootfs reaches the kernel's command line.
$(O)/rootfs.room: $(O)/rootfs.squashfs $(O)/board.facts
	@a=$$(($($(board).phram_align_bytes))); s=$$(stat -c %s $<); \
	echo $$(((s + a - 1) / a * a)) > $@.tmp; \
	if cmp -s $@ $@.tmp; then rm $@.tmp; else mv $@.tmp $@; fi

$(O)/kernel-phramware.uimage: $(kernel_inputs) $(O)/rootfs.room
	@$(call mkkernel,phramware) --rootfs-bytes $$(cat $(O)/rootfs.room)

$(O)/firmware.dtb $(O)/firmware.cmdline: $(O)/kernel-firmware.uimage ;
$(O)/phramware.dtb $(O)/phramware.cmdline: $(O)/kernel-phramware.uimage ;

# An image gets its name when the checker, which shares no code with the
# builder, has read it again and found nothing.
checker = $(TOOLS)/checkfirmware --board $(O)/board.facts \
	--dtb $(O)/board.dtb --vmlinux $(O)/kernel/vmlinux \
	--kernel $(O)/kernel/image.bin --rootfs $(O)/rootfs.squashfs \
	--cmdline $(O)/$(1).cmdline --image $(1)
check_image = $(call checker,$(1)) $(O)/$(1).unchecked
image_parts = $(O)/kernel-$(1).uimage $(O)/rootfs.squashfs $(O)/board.facts \
	$(O)/board.dtb $(TOOLS)/checkfirmware
mkfirmware = $(TOOLS)/mkfirmware --facts $(O)/board.facts \
	--dtb $(O)/board.dtb --kernel $(O)/kernel-$(1).uimage \
	--rootfs $(O)/rootfs.squashfs --kind $(1) --out $(O)/$(1).unchecked

ifeq ($($(board).media),flash)
$(O)/firmware.bin: $(call image_parts,firmware) $(TOOLS)/mkfirmware
	@rm -f $@
	@$(call mkfirmware,firmware)
	@$(call check_image,firmware)
	@mv $(O)/firmware.unchecked $@
else
$(O)/firmware.bin: $(call image_parts,firmware) $(TOOLS)/mksdcard \
		out/pkg/u-boot/$(board)/u-boot.bin $(O)/boot.scr \
		$(O)/firmware.dtb $(O)/gpu-firmware.name
	@rm -f $@
	@$(call mksdcard,firmware)
	@$(call check_image,firmware)
	@mv $(O)/firmware.unchecked $@
endif

$(O)/phramware.bin: $(call image_parts,phramware) $(TOOLS)/mkfirmware
	@rm -f $@
	@$(call mkfirmware,phramware)
	@$(call check_image,phramware)
	@mv $(O)/phramware.unchecked $@


# The commands are compared with the image that they are for.
told_scripts = $(if $(2),--script $(O)/$(1).txt --script $(O)/$(1).scr) \
	$(if $(has_mainline),--mainline-script $(O)/$(1)-mainline.txt \
		--mainline-script $(O)/$(1)-mainline.scr)
told_inputs = $(O)/$(1).txt $(O)/$(1).scr $(if $(has_mainline), \
	$(O)/$(1)-mainline.txt $(O)/$(1)-mainline.scr) $(TOOLS)/checkfirmware

$(O)/phramware.told: $(call told_inputs,phramware)
	@$(call checker,phramware) $(call told_scripts,phramware,y) \
		$(O)/phramware.bin
	@touch $@

$(O)/firmware.told: $(call told_inputs,flash)
	@$(call checker,firmware) $(call told_scripts,flash,$(filter flash,$($(board).media))) \
		$(O)/firmware.bin
	@touch $@

# Every input with version and hash, every size, the layout.
report_inputs = boards.mk $(config_source) $(wildcard nix/*.nix nix/modules/*.nix dts/*.dts* kernel/*.config \
	kernel/*/*.config packages/*/*) $(O)/board.facts \
	$(O)/kernel/.config $(SSH_AUTHORIZED_KEYS)
report_results = $(addprefix $(O)/,kernel/vmlinux kernel/image.bin board.dtb \
	firmware.dtb phramware.dtb kernel-firmware.uimage \
	kernel-phramware.uimage rootfs.manifest rootfs.squashfs firmware.bin \
	phramware.bin)

$(O)/manifest.json: $(TOOLS)/mkreport packages/sources.lock $(report_results)
	@dpkg-query -W -f '$${Package} $${Version}\n' \
		$$(scripts/install-deps --list | awk '$$1 == "build" { print $$2 }') \
		liblzma5 libsquashfs1 zlib1g > $(O)/tools.versions
	@sha256sum $(sort $(report_inputs)) > $(O)/inputs.sha256
	@sha256sum $(report_results) > $(O)/results.sha256
	@$(TOOLS)/mkmanifest --list secrets $(config_file) > $(O)/secrets.names
	@$(TOOLS)/mkreport --dir $(O) --sources packages/sources.lock \
		--tools $(O)/tools.versions \
		--inputs $(O)/inputs.sha256 --results $(O)/results.sha256 \
		--secrets $(O)/secrets.names --out $@
endif
