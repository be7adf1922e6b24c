# SPDX-License-Identifier: GPL-2.0-only
# The tools that tune, check and assemble images.

check_sources := $(wildcard rootfs-builder/check*.c)

$(TOOLS)/lzmatune: $(OBJ)/rootfs-builder/lzmatune.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

$(TOOLS)/checkfirmware: $(check_sources:%.c=$(OBJ)/%.o) $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ -lsquashfs $(lib_libs)
	@mv $@$(tmp) $@

$(TOOLS)/mksdcard: $(OBJ)/rootfs-builder/mksdcard.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

# For the tests: the checker with sanitizers, and what damages images.
out/tests/checkfirmware: $(check_sources:%.c=$(SAN)/%.o) $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@$(tmp) $^ -lsquashfs $(lib_libs)
	@mv $@$(tmp) $@

out/tests/mutate: $(OBJ)/tests/mutate.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

out/tests/unit_image: $(SAN)/tests/unit_image.o $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

ifdef board
card_config := rootfs-builder/card/config.txt
mksdcard = $(TOOLS)/mksdcard --u-boot out/pkg/u-boot/$(board)/u-boot.bin \
	--kernel $(O)/kernel-firmware.uimage --dtb $(O)/firmware.dtb \
	--script $(O)/boot.scr --config $(card_config) \
	$(if $(RPI_FIRMWARE),--gpu-firmware $(RPI_FIRMWARE)) \
	--rootfs $(O)/rootfs.squashfs --out $(O)/$(1).unchecked
endif
