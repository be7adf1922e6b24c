# SPDX-License-Identifier: GPL-2.0-only
#
# The root file system: configuration and packages -> manifest -> squashfs.

manifest_objs := manifest.o alloc.o
mkmanifest_objs := mkmanifest.o config.o config_list.o config_schema.o \
	config_meaning.o config_secrets.o secrets.o tree.o tree_users.o \
	tree_services.o tree_packages.o $(manifest_objs)
mkrootfs_objs := mkrootfs.o rootcheck.o resolve.o elfcheck.o blocks.o \
	xzpack.o xzcache.o sqfs.o memfile.o costs.o $(manifest_objs)
mkrootfs_libs := -lsquashfs -llzma -lpthread

# Scripts that go to every device with services, as C strings without comments.
service_scripts := service-begin service-end services
service_strings := $(service_scripts:%=$(OBJ)/rootfs-builder/%.inc)

$(service_strings): $(OBJ)/rootfs-builder/%.inc: rootfs-builder/service/%
	@mkdir -p $(@D)
	@sed '/^#[^!]/d; /^#$$/d; /^$$/d; s/[\\"]/\\&/g; s/.*/"&\\n"/' $< > $@$(tmp)
	@mv $@$(tmp) $@

$(OBJ)/rootfs-builder/tree_services.o $(SAN)/rootfs-builder/tree_services.o: \
	$(service_strings)
$(OBJ)/rootfs-builder/tree_services.o $(SAN)/rootfs-builder/tree_services.o: \
	HOST_CPPFLAGS += -iquote $(OBJ)/rootfs-builder

$(TOOLS)/mkmanifest: $(mkmanifest_objs:%=$(OBJ)/rootfs-builder/%) $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ -ljansson
	@mv $@$(tmp) $@

$(TOOLS)/mkrootfs: $(mkrootfs_objs:%=$(OBJ)/rootfs-builder/%) $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(mkrootfs_libs)
	@mv $@$(tmp) $@

ifdef board
$(O)/packages.list: $(config_file) $(O)/config.name $(TOOLS)/mkmanifest
	@mkdir -p $(@D)
	@$(TOOLS)/mkmanifest --list make $< > $@.tmp
	@mv $@.tmp $@

# busybox is this configuration's own (packages/packages.mk).
package_trees = $(patsubst $(PKG)/busybox,$(O)/busybox,$(config_packages:%=$(PKG)/%))

# Whether all secrets are there; an empty file that make includes.
$(O)/secrets.checked: $(TOOLS)/mkmanifest $(O)/packages.list \
		$(wildcard $(SECRETS)) $(O)/secrets.name $(O)/config.name
	@$(TOOLS)/mkmanifest --check-secrets $(SECRETS:%=--secrets %) \
		$(config_file)
	@touch $@

# The secrets' values are written here and nowhere else.  With any, what is made
# is private: its files, and $(O), which will hold the images.
$(O)/rootfs.manifest: $(TOOLS)/mkmanifest $(O)/packages.list $(O)/board.facts \
		$(package_trees) $(SSH_AUTHORIZED_KEYS) \
		$(O)/authorized-keys.name $(wildcard $(SECRETS)) \
		$(O)/secrets.name $(O)/config.name
	@$(TOOLS)/mkmanifest --packages $(PKG) --generated $(O)/rootfs.d \
		$(if $(filter busybox,$(config_packages)),--package busybox=$(O)/busybox) \
		--board $(O)/board.facts --depfile $@.d --output $@ \
		$(SSH_AUTHORIZED_KEYS:%=--authorized-keys %) \
		--private $(O) $(SECRETS:%=--secrets %) $(config_file)

-include $(O)/rootfs.manifest.d

$(O)/rootfs.squashfs: $(O)/rootfs.manifest $(O)/date.name $(TOOLS)/mkrootfs
	@echo "  ROOT  $@"
	@$(TOOLS)/mkrootfs --arch $(arch) --pad 1 --sizes $(O)/rootfs.sizes \
		--sizes-json $(O)/rootfs.sizes.json --cache $(O)/rootfs.cache \
		--block-size $($(board).rootfs_block_bytes) \
		$($(board).rootfs_options) $< $@

$(O)/rootfs.sizes $(O)/rootfs.sizes.json: $(O)/rootfs.squashfs ;
endif


unit_rootfs_objs := $(SAN)/tests/unit_rootfs.o $(sort $(patsubst \
	%,$(SAN)/rootfs-builder/%,$(filter-out mkrootfs.o mkmanifest.o, \
	$(mkrootfs_objs) $(mkmanifest_objs))))

out/tests/unit_rootfs: $(unit_rootfs_objs) $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@$(tmp) $^ $(mkrootfs_libs) \
		-ljansson
	@mv $@$(tmp) $@
