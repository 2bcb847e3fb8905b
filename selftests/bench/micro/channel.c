// SPDX-License-Identifier: GPL-2.0
/* Processes that talk: pipes, TCP, and switches between them. */
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "micro.h"

#define RING_MOST 8
#define BLOCK 65536

/* A ring of processes that pass a byte on; this one is the first. */
static struct {
	unsigned int processes;
	size_t touched; /* bytes that each looks at in between */
	int pipe[RING_MOST][2];
	pid_t child[RING_MOST];
	char *memory;
} ring;

static void byte_read(int fd)
{
	char c;

	if (read(fd, &c, 1) != 1)
		_exit(0);
}

static void byte_write(int fd)
{
	if (write(fd, "", 1) != 1)
		_exit(1);
}

static void memory_touch(void)
{
	for (size_t i = 0; i < ring.touched; i += 64)
		ring.memory[i]++;
}

static void ring_pass(unsigned int i)
{
	for (;;) {
		byte_read(ring.pipe[i][0]);
		memory_touch();
		byte_write(ring.pipe[(i + 1) % ring.processes][1]);
	}
}

static pid_t child_start(void (*run)(unsigned int), unsigned int arg)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		run(arg);
		_exit(0);
	}
	return pid;
}

static void child_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void ring_begin(unsigned int processes, size_t touched)
{
	ring.processes = processes;
	ring.touched = touched;
	ring.memory = pages(1 + touched / PAGE);
	for (unsigned int i = 0; i < processes; i++)
		if (pipe(ring.pipe[i]))
			err(1, "pipe");
	for (unsigned int i = 1; i < processes; i++)
		ring.child[i] = child_start(ring_pass, i);
}

static void ring_2_0(void)
{
	ring_begin(2, 0);
}

static void ring_8_16(void)
{
	ring_begin(8, 16384);
}

/* So many hops, each of which is a switch. */
static void ring_run(unsigned int hops)
{
	for (unsigned int i = 0; i < hops; i += ring.processes) {
		memory_touch();
		byte_write(ring.pipe[1][1]);
		byte_read(ring.pipe[0][0]);
	}
}

static void ring_round_trips(unsigned int n)
{
	ring_run(2 * n);
}

static void ring_end(void)
{
	for (unsigned int i = 1; i < ring.processes; i++)
		child_stop(ring.child[i]);
	for (unsigned int i = 0; i < ring.processes; i++) {
		close(ring.pipe[i][0]);
		close(ring.pipe[i][1]);
	}
}

/* The other end of a pipe or connection. */
static int ours, theirs;
static pid_t other;
static char block[BLOCK];

static void block_move(ssize_t (*move)(int fd), int fd)
{
	for (size_t left = BLOCK; left;) {
		ssize_t n = move(fd);

		if (n <= 0)
			_exit(1);
		left -= (size_t)n < left ? (size_t)n : left;
	}
}

static ssize_t block_read(int fd)
{
	return read(fd, block, BLOCK);
}

static ssize_t block_write(int fd)
{
	return write(fd, block, BLOCK);
}

/* Blocks here, and a byte there when one has come. */
static void sink(unsigned int answer)
{
	for (;;) {
		block_move(block_read, theirs);
		byte_write((int)answer);
	}
}

static int reply[2];

static void stream_begin(void)
{
	if (pipe(reply))
		err(1, "pipe");
	other = child_start(sink, (unsigned int)reply[1]);
}

static void stream_run(unsigned int n)
{
	while (n--) {
		block_move(block_write, ours);
		byte_read(reply[0]);
	}
}

static void pair_end(void)
{
	child_stop(other);
	close(ours);
	close(theirs);
}

static void stream_end(void)
{
	pair_end();
	close(reply[0]);
	close(reply[1]);
}

static void pipe_begin(void)
{
	int fd[2];

	if (pipe(fd))
		err(1, "pipe");
	ours = fd[1];
	theirs = fd[0];
	stream_begin();
}

static void connection(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int one = 1;
	int door = socket(AF_INET, SOCK_STREAM, 0);

	ours = socket(AF_INET, SOCK_STREAM, 0);
	if (door < 0 || ours < 0 || bind(door, (void *)&a, size) ||
	    getsockname(door, (void *)&a, &size) || listen(door, 1) ||
	    connect(ours, (void *)&a, size))
		err(1, "TCP");
	theirs = accept(door, NULL, NULL);
	if (theirs < 0)
		err(1, "accept");
	close(door);
	setsockopt(ours, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(theirs, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void tcp_begin(void)
{
	connection();
	stream_begin();
}

static void echo(unsigned int fd)
{
	for (;;) {
		byte_read((int)fd);
		byte_write((int)fd);
	}
}

static void tcp_latency_begin(void)
{
	connection();
	other = child_start(echo, (unsigned int)theirs);
}

static void tcp_latency(unsigned int n)
{
	while (n--) {
		byte_write(ours);
		byte_read(ours);
	}
}

const struct row channel_rows[] = {
	{ .name = "switch-2p/0K", .ops = 100, .begin = ring_2_0,
	  .run = ring_run, .end = ring_end },
	{ .name = "switch-8p/16K", .ops = 80, .begin = ring_8_16,
	  .run = ring_run, .end = ring_end },
	{ .name = "pipe", .ops = 50, .begin = ring_2_0,
	  .run = ring_round_trips, .end = ring_end },
	{ .name = "pipe-64K", .ops = 4, .begin = pipe_begin,
	  .run = stream_run, .end = stream_end },
	{ .name = "tcp", .ops = 20, .begin = tcp_latency_begin,
	  .run = tcp_latency, .end = pair_end },
	{ .name = "tcp-64K", .ops = 4, .begin = tcp_begin, .run = stream_run,
	  .end = stream_end },
	{}
};
