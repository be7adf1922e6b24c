# SPDX-License-Identifier: GPL-2.0-only
#
# `make qemu`: QEMU with the models of the boards, out/qemu/bin/qemu-system-mips
# and .../qemu-system-mipsel.

QEMU := out/qemu
qemu_env = ARCH=host CROSS= SYSROOT= LINUX_ARCH= CFLAGS_ARCH= JOBS=$(pkg_jobs) \
	CCACHE_DIR=$(CACHE)/ccache
qemu_inputs := $(filter-out %.md %.mk,$(wildcard qemu/*))

qemu: $(QEMU)/bin

# Everything that decides the bits: compiler, Debian's source, this folder.
$(QEMU)/key: $(qemu_inputs) packages/common.sh packages/sources.lock | test-deps
	@mkdir -p $(@D)
	@{ cc --version | head -n 1; \
		grep '^qemu ' packages/sources.lock | tr -s ' '; \
		sha256sum packages/common.sh $(qemu_inputs); } > $@.tmp
	@mv $@.tmp $@

$(QEMU)/bin: $(QEMU)/key
	@$(qemu_env) scripts/cached $< $@ -- qemu/build

# Which lines of the models the emulated boards' tests reach.  The second
# QEMU is nobody's but this target's.
QEMU_COVERAGE := out/qemu-coverage

$(QEMU_COVERAGE)/key: $(QEMU)/key
	@mkdir -p $(@D)
	@{ echo coverage; cat $<; } > $@.tmp
	@mv $@.tmp $@

$(QEMU_COVERAGE)/bin: $(QEMU_COVERAGE)/key
	@COVERAGE=1 $(qemu_env) scripts/cached $< $@ -- qemu/build

qemu-coverage: $(QEMU_COVERAGE)/bin
	@scripts/qemu-coverage run $(QEMU_COVERAGE)

.PHONY: qemu qemu-coverage
