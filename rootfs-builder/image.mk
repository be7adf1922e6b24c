# SPDX-License-Identifier: GPL-2.0-only
# Link lines of the tools that tune, check and assemble images.

check_objs = $(addprefix $(OBJ)/rootfs-builder/, checkfirmware.o \
	check_facts.o check_tree.o check_uimage.o check_args.o check_ram.o \
	check_rootfs.o check_script.o check_card.o check_fat.o)

$(TOOLS)/lzmatune: $(OBJ)/rootfs-builder/lzmatune.o $(LIBA)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -llzma -lpthread

$(TOOLS)/checkfirmware: $(check_objs) $(LIBA)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lsquashfs -lfdt -llzma -lz

$(TOOLS)/mksdcard: $(OBJ)/rootfs-builder/mksdcard.o $(LIBA)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^
