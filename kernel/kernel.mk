# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel: fragments to .config (proved), .config to vmlinux and image.bin.
#   KERNEL_SRC=/path   builds that tree instead of the pinned one, uncached

$(TOOLS)/checkneeds: $(OBJ)/kernel/checkneeds.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

ifdef board
kernel_arch := $($(arch).linux)
kernel_cross := $($(arch).cross)
kernel_target := $(if $(filter arm,$(kernel_arch)),zImage,vmlinux.bin)

# Malta's setup code takes its device tree from the kernel's own built-in one
# (plat_get_fdt); this makes it take the appended one, as the others do.
malta.kernel_flags := CFLAGS_malta-setup.o=-D__dtb_start=__appended_dtb
kernel_flags := $($($(board).soc).kernel_flags)

# What the configuration needs of the board, as far as its SoC has it; the rest
# is checkneeds' to say, when packages.list, which names them, is up to date.
need_fragments = $(wildcard $(patsubst %,kernel/need/%/$($(board).soc).config, \
	$(sort $(config_needs) $($(board).kernel_needs))))

# In order of rank; see scripts/kconfig-merge.
kernel_fragments = kernel/base.config kernel/soc/$($(board).soc).config \
	$(patsubst %,kernel/feature/%.config,$($(board).kernel_features)) \
	$(need_fragments) \
	kernel/board/$(board).config
# What mainline lacks: folders of kernel/drivers that the fragments name in
# lines "# drivers: NAME...".  Only they are in the tree that such a kernel is
# built from, and in its key.
kernel_drivers = $(sort $(shell sed -n 's/^\# drivers://p' $(kernel_fragments) 2> /dev/null))
kernel_driver_files = $(wildcard $(foreach d,$(kernel_drivers), \
	$(addprefix kernel/drivers/$(d)/,Kconfig Makefile *.[ch])))
kernel_driver_dirs = $(wildcard $(addprefix kernel/drivers/,$(kernel_drivers)))
kernel_merge := ARCH=$(kernel_arch) CROSS_COMPILE=$(kernel_cross) \
	scripts/kconfig-merge
kernel_pinned := $(shell scripts/fetch --path linux)
kernel_src := $(or $(KERNEL_SRC),$(kernel_pinned))
kernel_complete := $(if $(KERNEL_SRC),$(KERNEL_SRC)/Kconfig,$(kernel_pinned)/.complete)
# Installing another compiler changes these, whatever the compiler's own date.
kernel_toolchain := $(wildcard $(patsubst %,/var/lib/dpkg/info/%-$(patsubst %-,%,$(kernel_cross)).list,gcc-* binutils))
# One a board and source: a changed option recompiles what depends on it.
kernel_obj = $(CACHE)/kernel/$(board)-$(firstword $(subst -, ,$(shell echo $(kernel_src) | md5sum)))/obj
# What kconfig reads.
kernel_tree = $(abspath $(O)/kernel-tree)
kernel_outputs := $(addprefix $(O)/kernel/,vmlinux image.bin .config System.map)

$(kernel_pinned)/.complete: packages/sources.lock | deps
	@scripts/fetch linux
	@touch $@

# The device tree may be a delta over one of the kernel's (dts/dts.mk).
$(O)/board.dtb: $(kernel_complete) $(O)/kernel.name

# Options of the configuration; the file is newer only when they
# change, not when they stand in another line of a module.
$(O)/kernel.options: $(O)/kernel.options.stamp
	@:
$(O)/kernel.options.stamp: $(config_file) $(O)/config.name $(TOOLS)/mkmanifest
	@mkdir -p $(@D)
	@$(TOOLS)/mkmanifest --list kernel-options $(config_file) > $(@:.stamp=.new)
	@if [ -f $(@:.stamp=) ] && [ "$$(grep -v '^# from' $(@:.stamp=))" = \
		"$$(grep -v '^# from' $(@:.stamp=.new))" ]; then \
		touch -r $(@:.stamp=) $(@:.stamp=.new); fi
	@mv $(@:.stamp=.new) $(@:.stamp=)
	@touch $@

# Which fragments, apart from what stands in them: boards.mk changes often.
name.kernel = $(kernel_arch) $(kernel_cross) $(kernel_src) $(kernel_fragments)

$(O)/needs.checked: $(O)/packages.list $(O)/board.facts $(O)/board.dtb \
		$(need_fragments) $(TOOLS)/checkneeds
	@$(TOOLS)/checkneeds --facts $(O)/board.facts --dtb $(O)/board.dtb \
		--fragments kernel/need --needs '$(config_needs)'
	@touch $@

# Other needs are other fragments: that they were checked again is no reason to
# ask kconfig, which takes seconds.
$(O)/kernel.config: $(kernel_fragments) $(O)/kernel.options $(O)/kernel.name \
		kernel/add-drivers \
		$(filter %/Kconfig,$(kernel_driver_files)) \
		scripts/kconfig-merge kernel/kconfig-check.c \
		$(kernel_complete) $(kernel_toolchain) | $(O)/needs.checked
	@kernel/add-drivers $(kernel_src) $(kernel_tree) $(kernel_drivers)
	@$(kernel_merge) $(kernel_tree) $(O)/kconfig $@ \
		$(kernel_fragments) $(O)/kernel.options
	@rm -rf $(O)/kconfig

# Everything that the kernel's bits depend on, for scripts/cached.
$(O)/kernel.key: $(O)/kernel.config kernel/build kernel/kernel.mk \
		$(kernel_driver_dirs) $(kernel_driver_files)
	@{ $(if $(KERNEL_SRC),echo $(KERNEL_SRC),cat $(kernel_complete)); \
		$(kernel_cross)gcc --version | head -n 1; \
		$(kernel_cross)ld --version | head -n 1; \
		echo $(SOURCE_DATE_EPOCH) $(kernel_target) $(kernel_flags); \
		sha256sum kernel/add-drivers $(kernel_driver_files); \
		cat kernel/build $(O)/kernel.config; } > $@.tmp
	@cmp -s $@.tmp $@ || mv $@.tmp $@
	@rm -f $@.tmp

$(kernel_outputs) &: $(O)/kernel.key $(if $(KERNEL_SRC),kernel_always)
	@$(if $(KERNEL_SRC),NO_CACHE=1) scripts/cached $(O)/kernel.key $(O)/kernel -- \
		env CCACHE_DIR=$(CACHE)/ccache kernel/build $(kernel_src) $(abspath $(O)/kernel.config) \
		$(kernel_arch) $(kernel_cross) $(kernel_target) $(kernel_obj) '$(kernel_drivers)' $(kernel_flags)

# To try options: shows what changed as lines for a fragment.
menuconfig: $(O)/kernel.config
	@mkdir -p $(O)/menuconfig && cp $< $(O)/menuconfig/.config
	@$(MAKE) -C $(kernel_tree) O=$(abspath $(O)/menuconfig) ARCH=$(kernel_arch) \
		CROSS_COMPILE=$(kernel_cross) menuconfig
	@echo "# lines for kernel/board/$(board).config:"
	@grep CONFIG_ $(O)/menuconfig/.config | grep -vxFf $< || :

kernel-report: $(O)/kernel/vmlinux
	@kernel/report $(kernel_cross) $(O)/kernel $(kernel_obj)

.PHONY: menuconfig kernel-report kernel_always
endif
