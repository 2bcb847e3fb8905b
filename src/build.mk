# SPDX-License-Identifier: GPL-2.0
#
# build/underpin.ko: the loader and the monitor's images in one module. Built
# in build/module, where links to the sources and the generated images meet,
# so that the tree itself stays clean.

MODULE := build/module
MONITOR := build/monitor

module: build/underpin.ko

monitor:
	@$(MAKE) --no-print-directory -f src/monitor/Makefile OUT=$(MONITOR)

# The images as C arrays, as the module carries them.
$(MODULE)/monitor_images.c: monitor | $(MODULE)
	@cp $(MONITOR)/svm.elf build/monitor-svm.elf
	@cp $(MONITOR)/vmx.elf build/monitor-vmx.elf
	@{ echo '#include "loader/monitor_image.h"'; \
	  for vendor in svm vmx; do \
	  echo "static const unsigned char $${vendor}_image[] __aligned(8) = {"; \
	  xxd -i < $(MONITOR)/$$vendor.bin; \
	  echo '};'; \
	  echo "const struct monitor_image monitor_$$vendor = {"; \
	  echo "	.data = $${vendor}_image, .size = sizeof($${vendor}_image),"; \
	  echo '};'; done; } > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(MODULE):
	@mkdir -p $@
	@ln -sfn ../../src $@/src
	@ln -sf ../../Kbuild $@/Kbuild

build/underpin.ko: $(MODULE)/monitor_images.c FORCE | $(MODULE)
	@$(MAKE) --no-print-directory -C $(KDIR) M=$(CURDIR)/$(MODULE) $(SPARSE) \
		modules > $(MODULE)/log 2>&1 || { cat $(MODULE)/log; exit 1; }
	@! grep -A 9 -E 'warning:|error:' $(MODULE)/log
	@cp $(MODULE)/underpin.ko $@

.PHONY: module monitor
