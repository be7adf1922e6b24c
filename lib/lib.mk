# SPDX-License-Identifier: GPL-2.0-only
#
# The host's C programs: objects under out/obj, programs under out/tools.
# out/obj-san and out/tools-san hold the same with sanitizers, for the tests.

CC := gcc
HOST_CC ?= $(CC)
HOST_CPPFLAGS = -D_GNU_SOURCE -iquote lib -iquote uboot-env \
	-iquote rootfs-builder -MMD -MP -MT $@ -MF $(@:.o=.d)$(tmp)
HOST_WARNINGS = -std=c11 -Wall -Wextra -Werror
HOST_CFLAGS ?= -O2 -g
SAN_CFLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

OBJ := out/obj
SAN := out/obj-san
LIBA := $(OBJ)/lib.a
SAN_LIBA := $(SAN)/lib.a
lib_sources := $(wildcard lib/*.c) \
	$(filter-out uboot-env/bootcfg.c,$(wildcard uboot-env/*.c))
# What the archive's members need.
lib_libs := -lfdt -llzma -lz -lpthread

$(OBJ)/%.o: %.c | deps
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(HOST_CC) $(HOST_CPPFLAGS) $(HOST_WARNINGS) $(HOST_CFLAGS) -c -o $@$(tmp) $<
	@mv $(@:.o=.d)$(tmp) $(@:.o=.d)
	@mv $@$(tmp) $@

$(SAN)/%.o: %.c | deps
	@mkdir -p $(@D)
	@echo "  CC    $< (sanitizers)"
	@$(HOST_CC) $(HOST_CPPFLAGS) $(HOST_WARNINGS) $(SAN_CFLAGS) -c -o $@$(tmp) $<
	@mv $(@:.o=.d)$(tmp) $(@:.o=.d)
	@mv $@$(tmp) $@

$(LIBA): $(lib_sources:%.c=$(OBJ)/%.o)
	@rm -f $@$(tmp)
	@ar rcD $@$(tmp) $^
	@mv $@$(tmp) $@

$(SAN_LIBA): $(lib_sources:%.c=$(SAN)/%.o)
	@rm -f $@$(tmp)
	@ar rcD $@$(tmp) $^
	@mv $@$(tmp) $@

-include $(wildcard $(OBJ)/*/*.d $(SAN)/*/*.d)
