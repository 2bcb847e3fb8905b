// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/hypervisor: Debian's wrappers pick the tools' version by it. The
 * directory is Linux's own and empty when it booted natively.
 */
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "devices.h"
#include "toolstack/identity.h"

#define TEXT_ATTR(_name, ...)						\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	return sysfs_emit(buf, __VA_ARGS__);				\
}									\
static struct kobj_attribute _name##_attr = __ATTR_RO(_name)

TEXT_ATTR(type, "xen\n");
TEXT_ATTR(uuid, "00000000-0000-0000-0000-000000000000\n");
TEXT_ATTR(major, "%u\n", XEN_ABI_MAJOR);
TEXT_ATTR(minor, "%u\n", XEN_ABI_MINOR);
TEXT_ATTR(extra, "%s\n", XEN_ABI_EXTRAVERSION);
TEXT_ATTR(capabilities, "%s\n", TS_CAPABILITIES);
TEXT_ATTR(changeset, "%s\n", TS_CHANGESET);
TEXT_ATTR(virtual_start, "%llx\n", TS_VIRT_START);
TEXT_ATTR(pagesize, "%lu\n", PAGE_SIZE);
TEXT_ATTR(features, "%08x\n", 0);
TEXT_ATTR(compiler, "%s\n", TS_COMPILER);
TEXT_ATTR(compiled_by, "%s\n", TS_COMPILED_BY);
TEXT_ATTR(compile_date, "%s\n", TS_COMPILE_DATE);

static struct attribute *root_attrs[] = {
	&type_attr.attr, &uuid_attr.attr, NULL,
};

static struct attribute *version_attrs[] = {
	&major_attr.attr, &minor_attr.attr, &extra_attr.attr, NULL,
};

static struct attribute *properties_attrs[] = {
	&capabilities_attr.attr, &changeset_attr.attr,
	&virtual_start_attr.attr, &pagesize_attr.attr, &features_attr.attr,
	NULL,
};

static struct attribute *compilation_attrs[] = {
	&compiler_attr.attr, &compiled_by_attr.attr, &compile_date_attr.attr,
	NULL,
};

static const struct attribute_group root_group = { .attrs = root_attrs };

static const struct attribute_group version_group = {
	.name = "version", .attrs = version_attrs,
};

static const struct attribute_group properties_group = {
	.name = "properties", .attrs = properties_attrs,
};

static const struct attribute_group compilation_group = {
	.name = "compilation", .attrs = compilation_attrs,
};

/* The unnamed group, with "type", comes last: scripts take it for the sign. */
static const struct attribute_group *groups[] = {
	&version_group, &properties_group, &compilation_group, &root_group,
	NULL,
};

int ldr_sysfs_register(void)
{
	return sysfs_create_groups(hypervisor_kobj, groups);
}

void ldr_sysfs_unregister(void)
{
	sysfs_remove_groups(hypervisor_kobj, groups);
}
