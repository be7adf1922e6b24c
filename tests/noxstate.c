// SPDX-License-Identifier: GPL-2.0-only
/*
 * For user-mode-linux, preloaded.  Linux 6.1's keeps a process's extended
 * registers in a buffer that is too small for processors of today (AMX), and
 * then panics: "ptrace set fp regs failed, errno = 14".  When it cannot read
 * them at all it does with the registers of old.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

long ptrace(enum __ptrace_request request, ...)
{
	void *addr, *data;
	long ret, word;
	va_list ap;
	pid_t pid;

	va_start(ap, request);
	pid = va_arg(ap, pid_t);
	addr = va_arg(ap, void *);
	data = va_arg(ap, void *);
	va_end(ap);

	switch (request) {
	case PTRACE_GETREGSET:
	case PTRACE_SETREGSET:
		errno = ENODEV;
		return -1;
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSER:
		ret = syscall(SYS_ptrace, request, pid, addr, &word);
		return ret < 0 ? ret : word;
	default:
		return syscall(SYS_ptrace, request, pid, addr, data);
	}
}
