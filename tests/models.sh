#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The models of qemu/, register by register: what no boot reaches, or not for
# certain.  QEMU runs no CPU here, but reads and writes for us and moves its
# clock when told (-accel qtest).  Our own reading of the sources is checked,
# nothing more; that strangers get along with the models is tests/emul.sh.
# Arguments: which boards (files of tests/models), or `refused`: what no board
# starts with.
#
# A file there is a list of steps:
#   check TITLE             the steps from here on are this check
#   w ADDRESS VALUE         writes 32 bits
#   r ADDRESS VALUE [MASK]  reads 32 bits; those in MASK have to be VALUE's
#   put ADDRESS HEX, get ADDRESS HEX
#                           memory, as bytes
#   step NS                 moves the clock
#   pause                   lets QEMU do what it has put off, like a reset
#   monitor COMMAND         for QEMU's monitor
. tests/lib.sh
qemu=${QEMU_BIN:-out/qemu/bin}

check() { title=$*; }
w() { step_is "writel $(($1)) $(($2))" any; }
r() { step_is "readl $(($1))" "$(($2))" "$((${3:-0xffffffff}))"; }
put() { step_is "write $(($1)) $((${#2} / 2)) 0x$2" any; }
get() { step_is "read $(($1)) $((${#2} / 2))" "0x$2"; }
step() { step_is "clock_step $1" any; }
pause() { echo pause >> "$tmp/commands"; }
monitor() { echo "monitor $*" >> "$tmp/commands"; }
step_is() {
	echo "$1" >> "$tmp/commands"
	printf '%s\t%s\t%s\t%s\n' "$title" "$1" "$2" "${3:-}" >> "$tmp/wanted"
}

# answered N: waits until QEMU has answered N commands, but not for ever
answered() {
	_tries=0
	while [ "$(grep -c '^[OFE]' "$tmp/replies")" -lt "$1" ]; do
		[ $_tries -lt 300 ] && [ ! -s "$tmp/err" ] || return 1
		_tries=$((_tries + 1))
		sleep 0.1
	done
}

feed() {
	_sent=0
	while read -r command; do
		case $command in
		pause)
			answered $_sent && sleep 0.2 ;;
		monitor*)
			answered $_sent && echo "${command#monitor }" >&4 &&
				sleep 0.2 ;;
		*)
			echo "$command"
			_sent=$((_sent + 1)) ;;
		esac
	done < "$tmp/commands"
}

# run SYSTEM ARG...: the steps, and what they came to
run() {
	system=$1
	shift
	: > "$tmp/replies"
	exec 4<> "$tmp/monitor.in" 5<> "$tmp/monitor.out"
	feed |
		timeout -k 5 60 "$qemu/$system" -accel qtest -qtest stdio \
			-qtest-log none -display none -nodefaults \
			-chardev "pipe,id=monitor,path=$tmp/monitor" \
			-mon monitor -d unimp,guest_errors -D "$tmp/log" "$@" \
			> "$tmp/replies" 2> "$tmp/err" &
	# It does not end with its input.
	pid=$!
	answered "$(wc -l < "$tmp/wanted")" || :
	kill $pid 2> /dev/null
	wait $pid 2> /dev/null
	grep -E '^(OK|FAIL|ERR)' "$tmp/replies" | tr -d '\r' > "$tmp/answers"
	if [ ! -s "$tmp/answers" ]; then
		bad "$board: QEMU did not start: $(head -n 1 "$tmp/err")"
		: > "$tmp/wanted"
	fi
	while IFS='	' read -r title command want mask; do
		IFS= read -r answer <&3 || answer="no answer: $(head -n 1 "$tmp/err")"
		case $want in
		any)	[ "${answer%% *}" != OK ] || answer=any ;;
		0x*)	answer=${answer#OK } ;;
		*)	case $answer in
			"OK 0x"*)
				[ $((${answer#OK } & mask)) -ne $((want & mask)) ] ||
					answer=$want ;;
			esac ;;
		esac
		printf '%s\t%s\t%s\t%s\n' "$title" "$command" "$want" "$answer"
	done < "$tmp/wanted" 3< "$tmp/answers" | awk -F "\t" -v board="$board" '
	$1 != title { verdict(); title = $1; why = "" }
	$3 != $4 && why == "" {
		want = $3
		if (want ~ /^[0-9]+$/)
			want = sprintf("0x%08x", want)
		why = ": " $2 ": expected " want ", got " $4
	}
	END { verdict() }
	function verdict() {
		if (title == "")
			return
		if (why == "")
			print "ok " board ": " title
		else
			print "FAIL " board ": " title why
	}'
	: > "$tmp/commands"
	: > "$tmp/wanted"
}

[ -n "${QEMU_BIN:-}" ] || make qemu > "$tmp/make" 2>&1 ||
	bad "make qemu: $(tail -n 1 "$tmp/make")"
mkfifo "$tmp/monitor.in" "$tmp/monitor.out"
for board in ${@:-tew731br tew712br yun mt300a mt300n_v2 refused}; do
	: > "$tmp/commands"
	: > "$tmp/wanted"
	. "tests/models/$board.sh"
done
