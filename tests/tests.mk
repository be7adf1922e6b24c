# SPDX-License-Identifier: GPL-2.0-only
#
# The C tests, with sanitizers, and what `make check` needs before it starts.

TESTS := out/tests
unit_tests := $(patsubst tests/unit_%.c,$(TESTS)/unit_%,$(wildcard tests/unit_*.c))
all_tools := $(addprefix $(TOOLS)/,bootcfg mkkernel mkfirmware mkreport \
	mkmanifest mkrootfs lzmatune checkfirmware mksdcard)

unit_layout_objs := $(SAN)/tests/unit_layout.o
unit_boot_objs := $(SAN)/tests/unit_boot.o

$(TESTS)/unit_layout: $(unit_layout_objs) $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@ $^ $(lib_libs)

$(TESTS)/unit_boot: $(unit_boot_objs) $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@ $^ $(lib_libs)

check_needs = test-deps $(all_tools) $(unit_tests)

test-deps:
	@scripts/install-deps --test

tools: $(all_tools)

list-boards:
	@echo $(boards)

.PHONY: test-deps tools list-boards
