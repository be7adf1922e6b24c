# SPDX-License-Identifier: GPL-2.0-only
#
# phramework: firmware images for home routers and small Linux devices.
# `make help` says what can be typed; the rules stand in one .mk a folder.

MAKEFLAGS += -rR --no-print-directory
SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

default: help

include boards.mk
include scripts/common.mk
include lib/lib.mk
include dts/dts.mk
include packages/packages.mk
include packages/u-boot/u-boot.mk
include kernel/kernel.mk
include uboot-env/uboot-env.mk
include rootfs-builder/rootfs-builder.mk
include qemu/qemu.mk
include tests/tests.mk

# What one types.  Everything that needs board= is in board_goals, so that a
# wrong name is told before anything is built (scripts/common.mk).

firmware: $(O)/firmware.bin $(O)/firmware.told $(O)/manifest.json \
		$(O)/layout.txt
	@scripts/say-image $(O) firmware

phramware: $(O)/phramware.bin $(O)/phramware.told $(O)/manifest.json \
		$(O)/layout.txt
	@scripts/say-image $(O) phramware
	$(if $(TFTPROOT),@scripts/to-tftproot $(O) "$(TFTPROOT)")

run: $(run_needs) | test-deps
	@scripts/qemu-run $(O) $(image)

boot-time: $(run_needs_boot-time) | test-deps
	@scripts/boot-time $(O)

cmdline: $(O)/firmware.cmdline $(O)/phramware.cmdline
	@for k in firmware phramware; do \
		echo "# $$k.bin"; cat $(O)/$$k.cmdline; echo; done

env: $(O)/env.txt $(O)/env.bin $(O)/fw_env.config
	@cat $(O)/env.txt
	@if [ -s $(O)/env.bin ]; then \
		echo "# image: $(O)/env.bin; for fw_printenv: $(O)/fw_env.config"; \
	else \
		echo "# no image: where this boot loader keeps it is not known"; \
	fi >&2

tftp-script: $(O)/phramware$(loader_suffix).txt \
		$(O)/phramware$(loader_suffix).scr
	@cat $(O)/phramware$(loader_suffix).txt

flash-script: $(O)/flash$(loader_suffix).txt $(O)/flash$(loader_suffix).scr
	@cat $(O)/flash$(loader_suffix).txt

facts: $(O)/facts.txt
	@cat $(O)/facts.txt

layout: $(O)/layout.txt
	@cat $(O)/layout.txt

sizes: $(O)/rootfs.sizes
	@cat $(O)/rootfs.sizes

boards:
	@scripts/list-boards $(foreach b,$(boards),"$(b)|$($(b).title)|$($(b).soc)|$($(b).arch)|$($(b).media)|$($(b).default_config)|$($(b).rung)|$(if $($(b).qemu_machine),$($(b).qemu_machine),-)")

configs: $(TOOLS)/mkmanifest | deps
	@scripts/list-configs $(TOOLS)/mkmanifest $(wildcard configs/*.nix configs/*.json)

options: | deps
	@scripts/eval-config --options $(module)

help:
	@scripts/help

fetch: | deps
	@scripts/fetch --all

check: $(check_needs)
	@scripts/run-tests

bench:
	@scripts/bench

# A Nix store, as tests/nix.sh has one, is write-protected.
clean:
	@[ ! -d out/tests/nix ] || chmod -R u+w out/tests/nix
	rm -rf out

distclean: clean
	rm -rf "$(CACHE)"

.PHONY: default firmware phramware run boot-time cmdline env tftp-script flash-script \
	facts layout sizes boards configs options help fetch check bench clean distclean
