# SPDX-License-Identifier: GPL-2.0-only
#
# Programs for the target.  out/pkg/ARCH/NAME holds what NAME puts on the
# target and nothing else; out/pkg/ARCH/sysroot is what they are built with.
# A package is a folder with an executable `build` (see packages/common.sh),
# rows in sources.lock and its name here.

packages := busybox dropbear rsync e2fsprogs libnl hostapd wpa-supplicant iw regdb ppp dnsmasq nftload kexec-tools

mips.cflags := -mips32r2 -mtune=24kc
mipsel.cflags := -mips32r2 -mtune=24kc
armv6.cflags := -march=armv6 -marm -mfloat-abi=soft

pkg_env = ARCH=$(arch) CROSS=$($(arch).cross) LINUX_ARCH=$($(arch).linux) \
	CFLAGS_ARCH='$($(arch).cflags)' JOBS=$(pkg_jobs)
pkg_jobs := $(shell nproc)
pkg_inputs := packages/packages.mk packages/common.sh packages/sources.lock \
	scripts/package-key $(wildcard packages/*/*)
# installing another compiler changes these, whatever the compiler's own date
pkg_toolchain := $(wildcard /var/lib/dpkg/info/gcc-*-$(patsubst %-,%,$($(arch).cross)).list)

$(PKG)/sysroot.key: $(pkg_inputs) $(pkg_toolchain) | deps
	@mkdir -p $(@D)
	@$(pkg_env) scripts/package-key musl > $@.$$$$ && mv $@.$$$$ $@

$(PKG)/sysroot: $(PKG)/sysroot.key
	@$(pkg_env) SYSROOT= scripts/cached $< $@ -- packages/musl/build

# The loader is the C library; programs ask for it by both names.
$(PKG)/musl: $(PKG)/sysroot
	@rm -rf $@.tmp $@
	@install -D -m 755 $</lib/libc.so $@.tmp/lib/libc.so
	@chmod 755 $@.tmp $@.tmp/lib
	@ln -s libc.so $@.tmp$$(cat $</lib/loader)
	@mv $@.tmp $@

# Libraries are packages, too: static, and linked into those that name them
# here, both their key and their tree.

$(PKG)/hostapd.key $(PKG)/wpa-supplicant.key $(PKG)/iw.key: $(PKG)/libnl.key
$(PKG)/hostapd $(PKG)/wpa-supplicant $(PKG)/iw: $(PKG)/libnl

$(packages:%=$(PKG)/%.key): $(PKG)/%.key: $(PKG)/sysroot.key $(pkg_inputs)
	@$(pkg_env) scripts/package-key $* $(filter %.key,$^) > $@.$$$$ && \
		mv $@.$$$$ $@

$(packages:%=$(PKG)/%): $(PKG)/%: $(PKG)/%.key $(PKG)/sysroot
	@$(pkg_env) SYSROOT=$(CURDIR)/$(PKG)/sysroot \
		LIBRARIES='$(abspath $(filter-out %.key %/sysroot,$^))' \
		scripts/cached $< $@ -- packages/$*/build

# busybox with what the configuration adds to busybox.config.  The key holds
# what is added, not who asks for it: the same is built once.
ifdef board
$(O)/busybox.options: $(config_file) $(O)/config.name $(TOOLS)/mkmanifest
	@$(TOOLS)/mkmanifest --list busybox-options $< > $@.tmp
	@mv $@.tmp $@

$(O)/busybox.key: $(PKG)/busybox.key $(O)/busybox.options
	@{ cat $<; grep -v '^# from ' $(O)/busybox.options | \
		grep -vxF -f packages/busybox/busybox.config || :; } > $@.tmp
	@if cmp -s $@ $@.tmp; then rm $@.tmp; else mv $@.tmp $@; fi

$(O)/busybox: $(O)/busybox.key $(PKG)/sysroot
	@$(pkg_env) SYSROOT=$(CURDIR)/$(PKG)/sysroot \
		OPTIONS=$(abspath $(O)/busybox.options) \
		scripts/cached $< $@ -- packages/busybox/build
endif

$(PKG)/%:
	@echo "no package is called $*; there are: musl $(packages)" >&2; exit 1
