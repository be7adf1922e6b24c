# SPDX-License-Identifier: GPL-2.0-only
#
# What `make check` needs before it starts.  Each C test is linked where the
# code that it tests is: here, in rootfs-builder/rootfs.mk and image.mk.

TESTS := out/tests
all_tools := $(addprefix $(TOOLS)/,bootcfg mkkernel mkfirmware mkreport \
	mkmanifest mkrootfs mkflash lzmatune checkfirmware mksdcard icount)
test_programs := $(addprefix $(TESTS)/,unit_layout unit_boot unit_image \
	unit_rootfs mutate checkfirmware)

$(TESTS)/unit_layout $(TESTS)/unit_boot: $(TESTS)/%: $(SAN)/tests/%.o $(SAN_LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -fsanitize=address,undefined -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

# For scripts/boot-count.
$(TOOLS)/icount: $(OBJ)/tests/icount.o $(LIBA)
	@mkdir -p $(@D)
	@$(HOST_CC) -o $@$(tmp) $^ $(lib_libs)
	@mv $@$(tmp) $@

check_needs = test-deps $(all_tools) $(test_programs)

test-deps:
	@scripts/install-deps --test

tools: $(all_tools)

list-boards:
	@echo $(boards)

list-configs-of:
	@echo $($(board).configs)

# A variable of these makefiles, for tests
print-%:
	@echo $($*)

# The drivers alone: style, gcc W=1, sparse, bindings
drivers-check: $(check_needs)
	@scripts/run-tests drivers

.PHONY: test-deps tools list-boards list-configs-of drivers-check
