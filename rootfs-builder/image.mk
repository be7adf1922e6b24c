# SPDX-License-Identifier: GPL-2.0-only
# The tools that tune, check and assemble images.

# <lzma.h> is liblzma's here, not lib/lzma.h.
lzma_users := $(foreach o,$(OBJ) $(SAN),$(o)/lib/lzma.o $(o)/lib/unpack.o)
$(lzma_users): HOST_CPPFLAGS := -D_GNU_SOURCE -iquote lib -MMD -MP

check_sources := $(wildcard rootfs-builder/check*.c)

$(TOOLS)/lzmatune: $(OBJ)/rootfs-builder/lzmatune.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@ $^ $(lib_libs)

$(TOOLS)/checkfirmware: $(check_sources:%.c=$(OBJ)/%.o) $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@ $^ -lsquashfs $(lib_libs)

$(TOOLS)/mksdcard: $(OBJ)/rootfs-builder/mksdcard.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@ $^ $(lib_libs)

ifdef board
card_config := rootfs-builder/card/config.txt
mksdcard = $(TOOLS)/mksdcard --u-boot out/pkg/u-boot/$(board)/u-boot.bin \
	--kernel $(O)/kernel-firmware.uimage --dtb $(O)/firmware.dtb \
	--script $(O)/boot.scr --config $(card_config) \
	$(if $(RPI_FIRMWARE),--gpu-firmware $(RPI_FIRMWARE)) \
	--rootfs $(O)/rootfs.squashfs --out $(O)/$(1).unchecked
endif
