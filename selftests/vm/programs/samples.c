// SPDX-License-Identifier: GPL-2.0
/*
 * perf samples a processor's clock all the time; the samples come and none is
 * said to be lost. Started with a processor's number.
 */
#include <linux/perf_event.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "steady.h"
#include "tap.h"

#define PAGE 4096UL
#define DATA (8 * PAGE)
#define WAIT_MS 100

static int open_clock(int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(attr),
		.freq = 1,
		.sample_freq = 99,
		.sample_type = PERF_SAMPLE_IP,
		.wakeup_events = 1,
	};

	return syscall(SYS_perf_event_open, &attr, -1, cpu, -1, 0);
}

/* Records are multiples of 8 bytes: their head is never split by the end. */
static void take(struct perf_event_mmap_page *ring, uint64_t *samples,
		 uint64_t *lost)
{
	uint64_t head = __atomic_load_n(&ring->data_head, __ATOMIC_ACQUIRE);
	const struct perf_event_header *record;
	uint64_t at = ring->data_tail;

	while (at < head) {
		record = (void *)((char *)ring + PAGE + at % DATA);
		*samples += record->type == PERF_RECORD_SAMPLE;
		*lost += record->type == PERF_RECORD_LOST;
		at += record->size;
	}
	__atomic_store_n(&ring->data_tail, at, __ATOMIC_RELEASE);
}

int main(int argc, char **argv)
{
	int fd = open_clock(argc > 1 ? atoi(argv[1]) : 0);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct perf_event_mmap_page *ring;
	uint64_t samples = 0, lost = 0;

	errno_is("perf samples a processor's clock", fd, 0);
	ring = mmap(NULL, PAGE + DATA, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0);
	if (ring == MAP_FAILED)
		return 1;
	steady_begin();
	while (steady_on()) {
		poll(&wait, 1, WAIT_MS);
		take(ring, &samples, &lost);
	}
	steady_clean("samples come, none is lost", samples, lost);
	return tap_done();
}
