/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A domain that has frames and no vCPU: enough to map its frames and grants,
 * as the domain builder and the backends do. All calls go through the devices
 * below /dev/xen, as the stock libraries' do.
 */
#ifndef PROGRAMS_BARE_H
#define PROGRAMS_BARE_H

#include <stddef.h>
#include <stdint.h>

#define PAGE 4096UL
#define BARE_FRAMES 8

/**
 * struct bare - the domain
 * @privcmd: open file
 * @buffer: two pinned pages for hypercall buffers
 * @id: the domain's number
 * @mfn: its frames
 */
struct bare {
	int privcmd;
	void *buffer;
	uint16_t id;
	uint64_t mfn[BARE_FRAMES];
};

/** bare_open() - open the devices, without a domain; 0 or -1 and errno */
int bare_open(struct bare *b);

/** bare_create() - create the domain and its frames; 0 or -1 and errno */
int bare_create(struct bare *b);

/** bare_destroy() - 0 or -1 and errno; what is mapped stays */
int bare_destroy(struct bare *b);

/** bare_exists() - the monitor still knows of the domain */
int bare_exists(struct bare *b);

/** bare_call() - a hypercall: its result, or -1 and errno */
long bare_call(struct bare *b, uint64_t op, uint64_t arg0, uint64_t arg1,
	       uint64_t arg2);

/** bare_domctl() - the same for domctl; @op receives what came back */
struct xen_domctl;
long bare_domctl(struct bare *b, struct xen_domctl *op);

/** bare_window() - reserve addresses for @n frames; NULL: failed */
unsigned char *bare_window(struct bare *b, size_t n);

/** bare_map() - map frames of the domain; as the ioctl, @err as there */
long bare_map(struct bare *b, void *va, const uint64_t *mfn, size_t n,
	      int *err);

/**
 * touch() - read or write one byte
 *
 * Return: 0, or the signal that it raised.
 */
int touch(unsigned char *at, int write);

#endif /* PROGRAMS_BARE_H */
