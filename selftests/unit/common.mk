# SPDX-License-Identifier: GPL-2.0
#
# Rules for an area of unit tests. A Makefile there says which programs it has
# and what each is made of, the monitor's own sources among them:
#
#	TESTS := test-frame
#	test-frame := test-frame.c $(MONITOR)/mm/frame.c $(FAKES)
#	include ../common.mk
#
# The variables below can be used in such lists, since make expands a list
# where it is used if it is assigned by `=`.
#
# COVERAGE=1 builds for gcov, elsewhere and without sanitizers (../coverage).

UNIT	:= $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
TOP	:= $(UNIT)/../..
MONITOR	:= $(TOP)/src/monitor
FAKE	:= $(UNIT)/fake
FAKES	:= $(addprefix $(FAKE)/,log.c arena.c heap.c tlb.c guest.c) \
	   $(MONITOR)/mm/tlb.c
AREA	:= $(notdir $(CURDIR))
OUT	?= $(TOP)/build/unit/$(AREA)

# The fakes come first: x86/insn.h is theirs.
CPPFLAGS := -DUNDERPIN_HOST -I$(FAKE) -I$(MONITOR) -I$(TOP)/src/pv-abi
CFLAGS	:= -std=gnu11 -g -O1 -Wall -Wextra -Wshadow -Wno-unused-parameter \
	   -Werror -fno-strict-aliasing -fno-omit-frame-pointer \
	   -fsanitize=address,undefined -fno-sanitize-recover=all
ifdef COVERAGE
OUT	:= $(OUT)-coverage
CFLAGS	:= $(filter-out -O1 -fsanitize=% -fno-sanitize%,$(CFLAGS)) -O0 --coverage
endif

HEADERS	= $(wildcard $(FAKE)/*.h $(FAKE)/x86/*.h $(MONITOR)/*/*.h \
	  $(TOP)/src/pv-abi/*.h $(TOP)/src/pv-abi/xen/*.h *.h)

# Built in parallel if make is told so, run one after the other. A program that
# dies before its plan is a failure of its own.
check: programs
	@failed=0; for test in $(TESTS); do \
		echo "# $(AREA)/$$test"; \
		$(OUT)/$$test && continue; \
		test $$? -eq 1 || echo "not ok - $(AREA)/$$test died"; \
		failed=1; \
	done; exit $$failed

programs: $(addprefix $(OUT)/,$(TESTS))

# Objects are below a directory for each program, named after their sources.
define PROGRAM
$(1)-objects := $$(patsubst %.c,$$(OUT)/$(1).o/%.o,$$(subst ../,,$$($(1))))
$$(OUT)/$(1): $$($(1)-objects)
	@$$(CC) $$(CFLAGS) -o $$@ $$^
$$(foreach source,$$($(1)),$$(eval $$(OUT)/$(1).o/$$(subst ../,,$$(source:.c=.o)): \
	$$(source)))
$$($(1)-objects): $$(HEADERS) $$(MAKEFILE_LIST)
	@mkdir -p $$(@D)
	@$$(CC) $$(CPPFLAGS) $$(CFLAGS) -c -o $$@ $$(filter %.c,$$^)
endef
$(foreach test,$(TESTS),$(eval $(call PROGRAM,$(test))))

clean:
	@rm -rf $(OUT)

.PHONY: check programs clean
.SECONDARY:
