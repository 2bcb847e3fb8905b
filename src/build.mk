# SPDX-License-Identifier: GPL-2.0
#
# build/underpin.ko: the loader and the monitor's images in one module. Built
# in build/module, where links to the sources and the generated images meet,
# so that the tree itself stays clean.
#
# build/test/underpin.ko is the same with fail_test.c on both sides: a trigger
# for failures of the monitor, which the product does not have.

module: build/underpin.ko

test-module: build/test/underpin.ko

# Links to the sources: the product's module builds its objects beside them, so
# the other variant needs links to each file.
LINK_FOLDER = ln -sfn $(CURDIR)/src $(1)/src
LINK_FILES = find src -name '*.[chS]' | while read -r file; do \
	mkdir -p "$(1)/$${file%/*}" && \
	ln -sf "$(CURDIR)/$$file" "$(1)/$$file" || exit; done

# $(1): the module's build folder, $(2): the monitor's, $(3): the module,
# $(4): variables that choose the variant, $(5): LINK_FOLDER or LINK_FILES
define VARIANT
$(2):
	@$$(MAKE) --no-print-directory -f src/monitor/Makefile OUT=$(2) $(4)

$(1)/monitor_images.c: $(2)
	@mkdir -p $(1)
	@$$(call $(5),$(1))
	@ln -sf $(CURDIR)/Kbuild $(1)/Kbuild
	@src/embed-images $(2) > $$@.new
	@cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@

$(3): $(1)/monitor_images.c FORCE
	@$$(MAKE) --no-print-directory -C $$(KDIR) M=$$(CURDIR)/$(1) \
		$$(SPARSE) $(4) modules > $(1)/log 2>&1 || \
		{ cat $(1)/log; exit 1; }
	@! grep -A 9 -E 'warning:|error:' $(1)/log
	@mkdir -p $$(@D)
	@cp $(1)/underpin.ko $$@

.PHONY: $(2)
endef

$(eval $(call VARIANT,build/module,build/monitor,build/underpin.ko,,LINK_FOLDER))
$(eval $(call VARIANT,build/test/module,build/test/monitor,\
	build/test/underpin.ko,UNDERPIN_TEST=y,LINK_FILES))

# For gdb and the gates on images.
build/underpin.ko: build/monitor-svm.elf build/monitor-vmx.elf
build/monitor-%.elf: build/monitor
	@cp $</$*.elf $@

.PHONY: module test-module
