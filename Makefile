# SPDX-License-Identifier: GPL-2.0
#
# The front door. "make help" lists the targets. Kbuild, beside this file, says
# what the kernel module is made of; everything built ends up in build/.

# The stock kernel that is built for and booted: looked up when first used,
# because "make deps" may only just have installed it.
KVER = $(shell selftests/lib/kernel-version)
KDIR ?= /lib/modules/$(KVER)/build
JOBS ?= $(shell nproc)
VM := selftests/vm

all: module command

help:
	@echo "make run     boot the demo server and end at a guest's shell"
	@echo "make check   run every test; prints TAP and a sum"
	@echo "make soak    hoist and drop a thousand times: hours; CYCLES=N"
	@echo "make fuzz    look for inputs that break the validator; DURATION=seconds"
	@echo "make mutants do the tests of the validator notice mistakes in it?"
	@echo "make prove   model-check the validator with CBMC: long"
	@echo "make coverage  which branches of it the host tests take"
	@echo "make bench   print the figures: times, memory, instruction counts"
	@echo "make module  build/underpin.ko and build/monitor-*.elf"
	@echo "make command build/underpin, the command"
	@echo "make install module, command, man page, completion (DESTDIR, PREFIX)"
	@echo "make style   the gates of style alone"
	@echo "make unit    the unit tests alone"
	@echo "make deps    install the Debian packages all this needs (root)"
	@echo "make clean   remove what was built, but not the server image"
	@echo "KDIR=... builds for other headers, V=1 shows the commands"

deps:
	@selftests/deps

# ---- the product: kernel module and monitor ------------------------------

-include src/build.mk

command: FORCE
	@$(MAKE) -s -C userspace/underpin

PREFIX ?= /usr/local
stage := $(abspath $(DESTDIR))
# The headers know which kernel the module is for.
release = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
	$(KDIR)/include/generated/utsrelease.h)
modules = $(stage)/lib/modules/$(release)/updates

# A package runs depmod itself, on the machine that it is for.
install: module command
	@install -D -m 644 build/underpin.ko $(modules)/underpin.ko
	@$(MAKE) -s -C userspace/underpin install \
		DESTDIR=$(stage) PREFIX=$(PREFIX)
	@[ -n "$(stage)" ] || depmod $(release)

# ---- the demo machine ----------------------------------------------------

build/vm:
	@mkdir -p $@

build/vm/version: FORCE | build/vm
	@echo $(KVER) | cmp -s - $@ || echo $(KVER) > $@

build/vm/vmlinuz: build/vm/version
	@cp /boot/vmlinuz-$(KVER) $@

build/vm/boot.cpio.gz: $(VM)/build-initramfs $(VM)/boot/init build/vm/version
	@echo "==> server initramfs"
	@$(VM)/build-initramfs $(KVER) $@

build/programs/tsc: $(VM)/programs/tsc.c
	@$(MAKE) -s -C $(VM)/programs

build/programs/traps: FORCE
	@$(MAKE) -s -C $(VM)/guest/traps

build/programs/traps32: build/programs/traps

build/programs/micro: FORCE
	@$(MAKE) -s -C selftests/bench/micro

build/vm/guest.cpio.gz: $(VM)/build-guest $(VM)/guest/init \
	$(VM)/guest/selfcheck build/programs/tsc build/programs/traps \
	build/programs/traps32 build/programs/micro | build/vm
	@echo "==> guest initramfs"
	@$(VM)/build-guest $@ $(filter build/programs/% %/selfcheck,$^)

# The script knows when the image is out of date: its key is what it is made of.
build/vm/server.ext4: FORCE | build/vm
	@$(VM)/build-server $@

demo: build/vm/vmlinuz build/vm/boot.cpio.gz build/vm/guest.cpio.gz \
	build/vm/server.ext4

# Guests of other ages. Which update of a kernel it is does not matter, so what
# was fetched once stays.
build/vm/vmlinuz-5.10: | build/vm
	@echo "==> kernel of Debian 11, for a guest"
	@$(VM)/fetch-kernel bullseye 'linux-image-5\.10\.[0-9.-]*-amd64' $@

build/vm/vmlinuz-6.12: | build/vm
	@echo "==> kernel of Debian 12's backports, for a guest"
	@$(VM)/fetch-kernel bookworm-backports \
		'linux-image-6\.12\.[0-9.]*\+deb12-amd64-unsigned' $@

build/vm/pvgrub: $(VM)/build-pvgrub build/vm/vmlinuz build/vm/guest.cpio.gz
	@echo "==> GRUB for a guest"
	@$< $@ $(filter build/%,$^)

machine: demo build/vm/vmlinuz-5.10 build/vm/vmlinuz-6.12 build/vm/pvgrub

# Programs and modules that tests run in the server, and the tiny guests they
# start.
programs: build/programs/tsc build/modules
	@for folder in $(VM)/programs selftests/guest; do \
		[ ! -e $$folder/Makefile ] || $(MAKE) -s -C $$folder || exit; \
	done

# Modules that misbehave on purpose: selftests/vm/modules/*.c, one file each.
build/modules: FORCE
	@mkdir -p $@
	@for file in $(VM)/modules/*.c; do ln -sf ../../$$file $@/; done
	@ls $(VM)/modules | sed -n 's/\(.*\)\.c$$/obj-m += \1.o/p' > $@/Kbuild
	@$(MAKE) -s -C $(KDIR) M=$(CURDIR)/$@ modules > $@.log 2>&1 || \
		{ cat $@.log; exit 1; }

# ---- what people type ----------------------------------------------------

# Packages first and alone: the rest looks at what they installed.
built: deps
	@$(MAKE) --no-print-directory -j$(JOBS) module command machine programs

run: deps
	@$(MAKE) --no-print-directory -j$(JOBS) module command demo
	@$(VM)/run-demo

check:
	@selftests/check

soak: built
	@selftests/soak $(CYCLES)

bench: built
	@selftests/bench/run

DURATION ?= 60

fuzz:
	@$(MAKE) -s -C selftests/fuzz fuzz DURATION=$(DURATION)

mutants:
	@selftests/mutants

prove:
	@selftests/prove/run

coverage:
	@selftests/coverage

style:
	@selftests/check-style.sh

unit:
	@selftests/check unit

clean:
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name vm \
		! -name tools -exec rm -rf {} +

FORCE:

.PHONY: all help deps command install demo machine programs built run check \
	soak bench fuzz mutants prove coverage style unit clean FORCE
