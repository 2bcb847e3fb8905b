// SPDX-License-Identifier: GPL-2.0
/* Loading and unloading of kernel modules, by libkmod. */
#include <errno.h>
#include <libkmod.h>
#include <stdarg.h>
#include <stdio.h>

#include "command.h"

/* It would print what the caller explains better. */
static void say_nothing(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
}

static struct kmod_ctx *context(void)
{
	const char *no_config = NULL;
	struct kmod_ctx *ctx = kmod_new(NULL, &no_config);

	if (ctx)
		kmod_set_log_fn(ctx, say_nothing, NULL);
	return ctx;
}

static int load_by_name(struct kmod_ctx *ctx, const char *name)
{
	struct kmod_module *mod;
	int err = kmod_module_new_from_name(ctx, name, &mod);

	if (err)
		return err;
	err = kmod_module_probe_insert_module(mod, KMOD_PROBE_FAIL_ON_LOADED,
					      NULL, NULL, NULL, NULL);
	kmod_module_unref(mod);
	return err;
}

static int load_by_path(struct kmod_ctx *ctx, const char *path)
{
	struct kmod_module *mod;
	int err = kmod_module_new_from_path(ctx, path, &mod);

	if (err)
		return err;
	err = kmod_module_insert_module(mod, 0, NULL);
	kmod_module_unref(mod);
	return err;
}

int module_load(const char *path)
{
	struct kmod_ctx *ctx = context();
	int err;

	if (!ctx)
		return -ENOMEM;
	err = path ? load_by_path(ctx, path) : load_by_name(ctx, "underpin");
	kmod_unref(ctx);
	return err;
}

int module_unload(void)
{
	struct kmod_ctx *ctx = context();
	struct kmod_module *mod;
	int err;

	if (!ctx)
		return -ENOMEM;
	err = kmod_module_new_from_name(ctx, "underpin", &mod);
	if (!err) {
		err = kmod_module_remove_module(mod, KMOD_REMOVE_NOWAIT);
		kmod_module_unref(mod);
	}
	kmod_unref(ctx);
	return err;
}

void module_load_msr(void)
{
	struct kmod_ctx *ctx = context();

	if (ctx)
		load_by_name(ctx, "msr");
	kmod_unref(ctx);
}
