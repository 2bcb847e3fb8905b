// SPDX-License-Identifier: GPL-2.0
/* xen_version and vm_assist as a guest sees them. */
#include <string.h>

#include "world.h"
#include "core/lib.h"
#include "xen/layout.h"
#include "xen/version.h"
#include "xen/xenfeat.h"

static char text[1024];
static struct domain *d;

static void setup(void)
{
	world_init(64);
	d = create(0);
	memset(text, 0x55, sizeof(text));
}

static s64 version(u64 cmd, void *arg)
{
	return call_as(d, hc_xen_version, cmd, (u64)(uintptr_t)arg);
}

static void test_strings(void)
{
	static const struct {
		u32 cmd;
		u32 size;
		const char *want;
	} cases[] = {
		{ XENVER_extraversion, XEN_EXTRAVERSION_LEN, ".7" },
		{ XENVER_capabilities, XEN_CAPABILITIES_INFO_LEN,
		  "xen-3.0-x86_64 " },
		{ XENVER_changeset, XEN_CHANGESET_INFO_LEN, "underpin" },
		{ XENVER_commandline, XEN_COMMANDLINE_LEN, "<denied>" },
	};
	u32 i;

	setup();
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(text, 0x55, sizeof(text));
		guest_forbid_all();
		is(version(cases[i].cmd, text), -XEN_EFAULT);
		guest_allow(text, cases[i].size - 1);
		is(version(cases[i].cmd, text), -XEN_EFAULT);
		guest_allow(text, cases[i].size);
		is(version(cases[i].cmd, text), 0);
		yes(!strcmp(text, cases[i].want));
		is(text[cases[i].size - 1], 0);
	}
}

static void test_numbers(void)
{
	struct xen_platform_parameters p;

	setup();
	is(version(XENVER_version, NULL), 0x40011);
	is(version(XENVER_pagesize, NULL), 4096);
	is(version(XENVER_build_id, NULL), -XEN_EPERM);
	is(version(11, NULL), -XEN_ENOSYS);
	is(version(1ULL << 32, NULL), -XEN_ENOSYS);
	guest_allow(&p, sizeof(p));
	is(version(XENVER_platform_parameters, &p), 0);
	yes(p.virt_start == HYPERVISOR_VIRT_START);
	d->handle[0] = 0x11;
	guest_allow(text, 16);
	is(version(XENVER_guest_handle, text), 0);
	is(text[0], 0x11);
}

static void test_features(void)
{
	struct xen_feature_info f = { 0, 0 };

	setup();
	is(version(XENVER_get_features, &f), -XEN_EFAULT);
	guest_allow(&f, sizeof(f));
	is(version(XENVER_get_features, &f), 0);
	is(f.submap, 0x200e0);
	is(call_as(d, hc_vm_assist, VMASST_CMD_enable,
		   VMASST_TYPE_pae_extended_cr3), 0);
	is(version(XENVER_get_features, &f), 0);
	is(f.submap, 0x200f0);
	f.submap_idx = 1;
	is(version(XENVER_get_features, &f), -XEN_EINVAL);
}

static void test_assist(void)
{
	u64 type;

	setup();
	for (type = 0; type <= VMASST_TYPE_runstate_update_flag; type++)
		is(call_as(d, hc_vm_assist, VMASST_CMD_enable, type), 0);
	is(d->vm_assist, 0x3f);
	is(call_as(d, hc_vm_assist, VMASST_CMD_disable, 2), 0);
	is(d->vm_assist, 0x3b);
	is(call_as(d, hc_vm_assist, VMASST_CMD_enable, 6), -XEN_EINVAL);
	is(call_as(d, hc_vm_assist, VMASST_CMD_enable, 32), -XEN_EINVAL);
	is(call_as(d, hc_vm_assist, VMASST_CMD_enable, 64), -XEN_EINVAL);
	is(call_as(d, hc_vm_assist, VMASST_CMD_enable, U64_MAX), -XEN_EINVAL);
	is(call_as(d, hc_vm_assist, 2, 1), -XEN_ENOSYS);
	is(d->vm_assist, 0x3b);
}

int main(void)
{
	tap_run("strings are padded and checked", test_strings);
	tap_run("numbers and refusals", test_numbers);
	tap_run("features", test_features);
	tap_run("assists are switched one by one", test_assist);
	return tap_done();
}
