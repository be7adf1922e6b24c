# SPDX-License-Identifier: GPL-2.0-only
#
# Device trees. Where mainline has a tree of the SoC, ours is a delta over the
# one in the kernel's source. Any warning of dtc is an error.

ifdef board
ar9331.dts_dir := arch/mips/boot/dts/qca
mt7620.dts_dir := arch/mips/boot/dts/ralink
mt7628.dts_dir := arch/mips/boot/dts/ralink
bcm2835.dts_dir := arch/arm/boot/dts

# Checks that the kernel's own trees do not pass; ours are held to all.
#   unit_address_vs_reg, simple_bus_reg   /soc has no unit address; gpu,
#   firmware and power stand in it without registers (bcm2835-*.dtsi)
#   avoid_unnecessary_addr_size, simple_bus_reg   switch@10 and usb@1b000100
#   (ar9331.dtsi)
ar9331.dts_allow := avoid_unnecessary_addr_size simple_bus_reg
bcm2835.dts_allow := unit_address_vs_reg simple_bus_reg

dts_dirs = dts $(kernel_src)/include \
	$(addprefix $(kernel_src)/,$($($(board).soc).dts_dir))

# The kernel's tree is a prerequisite too; kernel/kernel.mk says so.
$(O)/board.dtb: dts/$(board).dts dts/dts.mk
	@mkdir -p $(@D)
	@$(HOST_CC) -E -nostdinc -undef -D__DTS__ -x assembler-with-cpp \
		-MMD -MP -MT $@ -MF $(O)/board.d $(addprefix -I,$(dts_dirs)) \
		$< -o $(O)/board.dts.pp
	@dtc -I dts -O dtb -b 0 $(addprefix -i,$(dts_dirs)) \
		$(addprefix -Wno-,$($($(board).soc).dts_allow)) \
		-o $@.tmp $(O)/board.dts.pp 2> $(O)/board.dtc.log || \
		{ cat $(O)/board.dtc.log >&2; exit 1; }
	@! [ -s $(O)/board.dtc.log ] || { cat $(O)/board.dtc.log >&2; \
		echo "dts/$(board).dts: warnings count as errors" >&2; exit 1; }
	@rm $(O)/board.dtc.log $(O)/board.dts.pp
	@mv $@.tmp $@

-include $(O)/board.d
endif
