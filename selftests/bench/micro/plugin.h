/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What count.c uses of QEMU's plugin interface (docs/devel/tcg-plugins.rst of
 * QEMU; version 1), for Debian packages no header of it.
 */
#ifndef UNDERPIN_BENCH_PLUGIN_H
#define UNDERPIN_BENCH_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define PLUGIN_VERSION 1
#define PLUGIN_INLINE_ADD_U64 0
#define PLUGIN_CB_NO_REGS 0

struct qemu_plugin_tb;
struct qemu_plugin_insn;

typedef void plugin_tb_cb(uint64_t id, struct qemu_plugin_tb *tb);
typedef void plugin_insn_cb(unsigned int cpu, void *arg);
typedef void plugin_end_cb(uint64_t id, void *arg);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, plugin_tb_cb *cb);
void qemu_plugin_register_atexit_cb(uint64_t id, plugin_end_cb *cb, void *arg);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    plugin_insn_cb *cb, int flags,
					    void *arg);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						int op, void *counter,
						uint64_t addend);

#endif /* UNDERPIN_BENCH_PLUGIN_H */
