# SPDX-License-Identifier: GPL-2.0-only
# Sourced by tests/*.sh.  A test prints `ok NAME` or `FAIL NAME`, and why.
set -u
export LC_ALL=C SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1735689600}"
unset MAKEFLAGS MFLAGS MAKELEVEL board config t d TFTPROOT 2> /dev/null
tools=out/tools
tmp=$(mktemp -d "${TMPDIR:-/tmp}/phramework-test.XXXXXX") || exit 111
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM HUP

ok() { echo "ok $*"; }
bad() { echo "FAIL $*"; }

# pass NAME COMMAND...: the command must succeed.
pass() {
	_name=$1
	shift
	if "$@" > "$tmp/out" 2>&1; then
		ok "$_name"
	else
		bad "$_name: exit $?: $(tail -n 3 "$tmp/out" | tr '\n' '|')"
	fi
}

# refuses NAME PATTERN COMMAND...: the command must fail with status 1 or 2
# and say what the extended regular expression PATTERN matches.
refuses() {
	_name=$1 _pattern=$2
	shift 2
	"$@" > "$tmp/out" 2>&1
	_status=$?
	if [ $_status -ne 1 ] && [ $_status -ne 2 ]; then
		bad "$_name: exit $_status, not 1 or 2: $(tail -n 2 "$tmp/out" | tr '\n' '|')"
	elif ! grep -Eq -- "$_pattern" "$tmp/out"; then
		bad "$_name: /$_pattern/ is not in: $(tail -n 3 "$tmp/out" | tr '\n' '|')"
	else
		ok "$_name"
	fi
}

# same NAME EXPECTED ACTUAL
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		bad "$1: expected '$2', got '$3'"
	fi
}

# kill_after SECONDS LOG COMMAND...: kill -9 for it and all its children, which
# $killed counts when it had not ended by then
killed=0
kill_after() {
	_seconds=$1 _log=$2
	shift 2
	setsid "$@" > "$_log" 2>&1 &
	_pid=$!
	sleep "$_seconds"
	kill -9 "-$_pid" 2> /dev/null
	wait "$_pid" 2> /dev/null
	[ $? -ne 137 ] || killed=$((killed + 1))
}

# free_port: $port is a TCP port of this machine that nobody listens on, another
# one each time.
free_port() {
	port=$((20000 + ($$ * 7 + ${port:-0}) % 20000))
	while grep -q "$(printf ':%04X 00000000:0000 0A' "$port")" \
			/proc/net/tcp; do
		port=$((port + 1))
	done
}
