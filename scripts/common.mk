# SPDX-License-Identifier: GPL-2.0-only
#
# Variables that every folder's .mk uses, and the checks of what was typed.

# What is made in place is made as $@$(tmp), and gets its name when it is whole:
# half of it, left by a compiler that was killed, would be newer than its
# sources.  Two makes at once do not meet.
tmp := .$(shell echo $$PPID).tmp

ifdef t
board ?= $(t)
endif
ifdef d
config ?= $(d)
endif

board_goals := firmware phramware run boot-time cmdline env tftp-script \
	flash-script facts layout sizes menuconfig kernel-report
goals_here := $(filter $(board_goals),$(MAKECMDGOALS))

ifneq ($(goals_here),)
ifndef board
$(error make $(goals_here) needs board=, one of: $(boards))
endif
endif
ifdef board
ifeq ($(filter $(board),$(boards)),)
$(error unknown board '$(board)'; there are: $(boards))
endif
config ?= $($(board).default_config)
config_source := $(if $(findstring /,$(config)),$(config),$(firstword \
	$(wildcard configs/$(config).nix configs/$(config).json)))
config_name := $(basename $(notdir $(config)))
config_names := $(sort $(basename $(notdir $(wildcard configs/*.nix configs/*.json))))
ifeq ($(and $(filter %.nix %.json,$(config_source)),$(wildcard $(config_source))),)
$(error unknown config '$(config)'; there are: $(config_names); or give a path to a .nix or .json file)
endif
arch := $($(board).arch)
# Whose commands: LOADER=mainline gives those of mainline U-Boot.
LOADER ?= vendor
ifeq ($(filter vendor mainline,$(LOADER)),)
$(error LOADER=$(LOADER), but can be: vendor mainline)
endif
has_mainline := $(filter-out 0,$($(board).mainline_ram_addr))
ifeq ($(LOADER)$(has_mainline),mainline)
$(error $(board): nothing is known of mainline U-Boot in place of its loader)
endif
loader_suffix := $(if $(filter mainline,$(LOADER)),-mainline)
# QEMU has this board's machine from qemu/, or of itself.
qemu_ours := $(if $($(board).qemu_machine),$(wildcard qemu/$($(board).qemu_machine).c))
missing_keys := $(foreach k,$(board_keys),$(if $(filter undefined,$(flavor $(board).$(k))),$(k)))
ifneq ($(strip $(missing_keys)),)
$(error boards.mk: board $(board) does not set: $(missing_keys))
endif
endif

# The same bits from the same sources: everything is dated by this constant.
SOURCE_DATE_EPOCH ?= 1735689600
export SOURCE_DATE_EPOCH
export LC_ALL := C
export TZ := UTC

XDG_CACHE_HOME ?= $(HOME)/.cache
CACHE := $(XDG_CACHE_HOME)/phramework
DL := $(CACHE)/dl
SRC := $(CACHE)/src
export XDG_CACHE_HOME

O := out/$(board)_$(config_name)
# What mkmanifest reads.
config_file := $(if $(filter %.nix,$(config_source)),$(O)/config.json,$(config_source))
TOOLS := out/tools
PKG := out/pkg/$(arch)
image ?= phramware

mips.cross := mips-linux-gnu-
mips.linux := mips
mipsel.cross := mipsel-linux-gnu-
mipsel.linux := mips
armv6.cross := arm-linux-gnueabi-
armv6.linux := arm

# Host tools are looked for once, before anything is built.
deps:
	@scripts/install-deps

ifdef board
# make fills this in, so that C tools and scripts read one small file.
$(O)/board.facts: boards.mk scripts/common.mk
	@mkdir -p $(@D)
	@{ printf '%s\n' "name=$(board)" "config=$(config_name)" \
		$(foreach k,$(board_keys),"$(k)=$($(board).$(k))"); } > $@.tmp
	@mv $@.tmp $@
endif

# What is typed on make's command line is an input, too: a file that changes
# when the word does, for rules to depend on.
name.config = $(config_source)
name.authorized-keys = $(SSH_AUTHORIZED_KEYS)
name.secrets = $(SECRETS)
name.gpu-firmware = $(RPI_FIRMWARE)
name.date = $(SOURCE_DATE_EPOCH)
ifdef board
$(O)/%.name: FORCE
	@mkdir -p $(@D)
	@echo '$(name.$*)' | cmp -s - $@ || echo '$(name.$*)' > $@
endif

ifdef board
ifneq ($(config_file),$(config_source))
# Evaluated when a file that was read before changed; replaced only when the
# result is another one.
$(O)/config.json: $(O)/config.stamp
	@:
$(O)/config.stamp: $(config_source) $(O)/config.name $(O)/board.facts \
		scripts/eval-config | deps
	@scripts/eval-config -b $(O)/board.facts -d $@.d $< $(O)/config.new
	@cmp -s $(O)/config.new $(O)/config.json || \
		mv $(O)/config.new $(O)/config.json
	@rm -f $(O)/config.new
	@touch $@
-include $(O)/config.stamp.d
endif

# What the configuration names that decides what is to be built
# (config_packages, config_needs, config_secrets).  make reads it as a makefile
# and so brings it up to date first, here before rules that depend on it.
ifeq ($(filter clean distclean help boards configs options,$(MAKECMDGOALS)),)
# An empty one, older than everything: make complains of a file that is missing
# even after the rule has told why it cannot be made.
ifeq ($(wildcard $(O)/packages.list),)
$(shell mkdir -p $(O) && touch -d @0 $(O)/packages.list)
endif
include $(O)/packages.list
endif

# A missing secret is told before anything is built, as a kernel takes minutes.
ifneq ($(filter firmware phramware run cmdline tftp-script flash-script layout \
	sizes $(O)/%.bin $(O)/rootfs.%,$(MAKECMDGOALS)),)
ifeq ($(wildcard $(O)/secrets.checked),)
$(shell mkdir -p $(O) && touch -d @0 $(O)/secrets.checked)
endif
include $(O)/secrets.checked
endif
endif

FORCE:

.PHONY: deps FORCE
