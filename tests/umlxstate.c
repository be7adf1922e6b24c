// SPDX-License-Identifier: GPL-2.0-only
/*
 * For user-mode-linux, preloaded.  Linux 6.1's keeps a process's extended
 * registers in a buffer that is smaller than what processors of today have
 * (AMX).  It reads what fits; but the host writes all or nothing, and
 * user-mode-linux panics: "ptrace set fp regs failed, errno = 14".  Here the
 * rest, which such a process has never touched, is put behind.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long set_xstate(pid_t pid, const struct iovec *part)
{
	static _Alignas(64) char all[16384];
	struct iovec iov = { all, sizeof(all) };
	size_t bytes;

	if (syscall(SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &iov) < 0)
		return -1;
	bytes = part->iov_len < iov.iov_len ? part->iov_len : iov.iov_len;
	memcpy(all, part->iov_base, bytes);
	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, &iov);
}

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
	case PTRACE_SETREGSET:
		ret = syscall(SYS_ptrace, request, pid, addr, data);
		if (ret < 0 && errno == EFAULT &&
		    addr == (void *)NT_X86_XSTATE)
			ret = set_xstate(pid, data);
		return ret;
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSER:
		ret = syscall(SYS_ptrace, request, pid, addr, &word);
		return ret < 0 ? ret : word;
	default:
		return syscall(SYS_ptrace, request, pid, addr, data);
	}
}
