#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The switches that kernel/drivers drives, on the emulated boards: what passes
# from jack to jack and what does not, what Linux learns of cables, drivers that
# come and go.  Then the router itself on the board that it is for.  Arguments:
# which boards.  Needs root for network namespaces and taps.
#
#   LAN's namespace: plan - first jack of the LAN      WAN's: pwan - WAN's jack
#                    [plan2 - second jack, where the model has it]
. tests/lib.sh
logs=out/tests
mkdir -p $logs
board_ns=phramework-$$-board lan=phramework-$$-lan wan=phramework-$$-wan
lan2=phramework-$$-lan2
qemu= console=/dev/null

power_off() {
	[ -z "$qemu" ] || {
		kill -9 -- "-$qemu" 2> /dev/null
		wait "$qemu" 2> /dev/null
	}
	qemu=
	exec 9>&-
	for ns in $board_ns $lan $lan2 $wan; do
		ip netns pids $ns 2> /dev/null | xargs -r kill -9 2> /dev/null
		ip netns del $ns 2> /dev/null
	done
}
trap 'power_off; rm -rf "$tmp"' EXIT

fact() { sed -n "s/^$1=//p" "$out/board.facts"; }
lan() { ip netns exec $lan "$@"; }
lan2() { ip netns exec $lan2 "$@"; }
wan() { ip netns exec $wan "$@"; }

# within SECONDS COMMAND...: until it succeeds
within() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@" > "$tmp/last" 2>&1; do
		[ "$(date +%s)" -lt $_end ] || return 1
		sleep 0.3
	done
}

# board NAMESPACE ADDRESS COMMAND: by ssh from there
board() {
	_ns=$1 _address=$2
	shift 2
	ip netns exec "$_ns" timeout 40 ssh -i "$tmp/key" \
		-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no \
		-o LogLevel=ERROR -o ConnectTimeout=10 "root@$_address" "$@" \
		< /dev/null
}
from_lan() { board $lan 192.168.1.1 "$@"; }
from_wan() { board $wan 198.18.0.1 "$@"; }

# monitor COMMAND: QEMU's monitor shares the console
monitor() {
	printf '\001c%s\n\001c' "$1" >&9
}

# plug TAP NAMESPACE MAC: the tap stays QEMU's when its other end moves
plug() {
	ip netns add "$2" &&
		ip netns exec $board_ns ip link set "$1" netns "$2" &&
		ip netns exec "$2" ip link set lo up &&
		ip netns exec "$2" sysctl -qw \
			net.ipv6.conf.all.disable_ipv6=1 &&
		ip netns exec "$2" ip link set "$1" address "$3" up
}

# power_on IMAGES: from flash, with cables in LAN and WAN
power_on() {
	_taps="plan pwan $3"
	ip netns add $board_ns || return 1
	for _tap in $_taps; do
		ip netns exec $board_ns ip tuntap add "$_tap" mode tap &&
			ip netns exec $board_ns ip link set "$_tap" up ||
			return 1
	done
	more=
	[ -z "$3" ] || more="-nic tap,ifname=$3,script=no,downscript=no,id=lan2"
	scripts/qemu-media "$out" firmware "$uboot" "$tmp/flash" &&
		QEMU_LAN=tap,ifname=plan,script=no,downscript=no \
		QEMU_WAN=tap,ifname=pwan,script=no,downscript=no \
		QEMU_ARGS="$more -action reboot=reset" \
		scripts/qemu-run --print "$tmp/flash" "$out" firmware \
		> "$tmp/words" || return 1
	rm -f "$tmp/console"
	mkfifo "$tmp/console"
	exec 9<> "$tmp/console"
	IFS='
'
	# shellcheck disable=SC2046 # one word a line
	set -- "$1" "$2" $(cat "$tmp/words")
	unset IFS
	console=$logs/switch-$board-$1.log ready=$2
	shift 2
	setsid ip netns exec $board_ns timeout -k 5 1500 "$@" \
		< "$tmp/console" > "$console" 2>&1 &
	qemu=$!
	within 400 grep -q "phramework: $ready ready" "$console" || return 1
	plug plan $lan 02:00:00:00:00:0a && plug pwan $wan 02:00:00:00:00:0b ||
		return 1
	[ -z "${_taps#plan pwan }" ] || plug plan2 $lan2 02:00:00:00:00:0c
}

# client NAMESPACE DEVICE: DHCP there; prints the lease
cat > "$tmp/udhcpc" <<-'END'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr flush dev "$interface"
ip addr add "$ip/$mask" broadcast + dev "$interface"
ip route replace default via "$router"
echo "$ip/$mask $router"
END
chmod 755 "$tmp/udhcpc"
client() {
	ip netns exec "$1" busybox udhcpc -q -n -t 30 -T 1 -i "$2" \
		-s "$tmp/udhcpc" 2> /dev/null
}

# received NAMESPACE DEVICE: frames that came out of this jack so far
received() {
	ip netns exec "$1" cat "/sys/class/net/$2/statistics/rx_packets"
}

# shout NAMESPACE DEVICE: 100 broadcasts, and as many frames for an address that
# nobody has, which a switch sends everywhere
shout() {
	_net=192.168.77
	ip netns exec "$1" ip addr add $_net.1/24 broadcast + dev "$2"
	ip netns exec "$1" ip neigh replace $_net.9 lladdr 02:00:00:00:00:99 \
		dev "$2"
	ip netns exec "$1" ping -q -b -c 100 -i 0.02 -W 1 $_net.255
	ip netns exec "$1" ping -q -c 100 -i 0.02 -W 1 $_net.9
	ip netns exec "$1" ip addr del $_net.1/24 dev "$2"
} > /dev/null 2>&1

# hears NAME LISTENER DEVICE SHOUTER DEVICE yes|no: a few frames of others are
# forgiven
hears() {
	_before=$(received "$2" "$3")
	shout "$4" "$5"
	_heard=$(($(received "$2" "$3") - _before))
	case $6 in
	yes) [ $_heard -ge 180 ] ;;
	no) [ $_heard -lt 20 ] ;;
	esac && ok "$1" || bad "$1: $_heard of 200 frames were heard"
}

# carriers FROM DEVICE...: their states of link, as that side of the board says
carriers() {
	_from=$1
	shift
	for _d; do
		_files="${_files:-} /sys/class/net/$_d/carrier"
	done
	$_from "cat $_files" | tr '\n' ' '
	_files=
}
link_is() { [ "$(carriers "$1" "$2")" = "$3 " ]; }

cables() {
	same "$board: cables are where they are" "$1" \
		"$(carriers from_lan $lan_devices $wan_device)"
	monitor "set_link wan off"
	pass "$board: the WAN's cable is out" within 10 \
		link_is from_lan "$wan_device" 0
	monitor "set_link wan on"
	pass "$board: the WAN's cable is in again" within 10 \
		link_is from_lan "$wan_device" 1
	monitor "set_link lan off"
	pass "$board: the LAN's cable is out" within 10 \
		link_is from_wan "${lan_devices%% *}" 0
	monitor "set_link lan on"
	pass "$board: the LAN's cable is in again" within 10 \
		link_is from_wan "${lan_devices%% *}" 1
	pass "$board: and the LAN works as before" within 20 from_lan true
}

# With tags that only the way between switch and processor has, and with others
hopping() {
	for vid in 1 2 3072 3073 3074 3088; do
		wan ip link add link pwan name tag type vlan id $vid
		wan ip link set tag up
		hears "$board: nor with a tag of VLAN $vid" $lan plan $wan tag no
		wan ip link del tag
	done
}

# Through both jacks at once, in both directions
traffic() {
	head -c 3000000 /dev/urandom > "$tmp/data"
	_sum=$(sha256sum < "$tmp/data")
	for _side in lan wan; do
		case $_side in
		lan) _to=192.168.1.1 ;;
		wan) _to=198.18.0.1 ;;
		esac
		ip netns exec "$(eval "echo \$$_side")" timeout 300 ssh \
			-i "$tmp/key" -o UserKnownHostsFile=/dev/null \
			-o StrictHostKeyChecking=no -o LogLevel=ERROR \
			root@$_to "cat > /tmp/$_side; cat /tmp/$_side" \
			< "$tmp/data" > "$tmp/got.$_side" &
		eval "_$_side=\$!"
	done
	wait $_lan $_wan
	for _side in lan wan; do
		same "$board: 3 MB there and back by the $_side" "$_sum" \
			"$(sha256sum < "$tmp/got.$_side")"
	done
	from_lan "rm /tmp/lan /tmp/wan"
}

# rounds BUS DRIVER DEVICE: a script for the board.  The driver goes and comes;
# the first rounds fill caches.
rounds() {
	cat <<-END
	cd /sys/bus/$1/drivers/$2 || exit 1
	rounds() {
		for i; do
			echo '$3' > unbind && sleep 0.2 && echo '$3' > bind ||
				exit 1
		done
		sleep 1
		echo free \$(sed -n \
			's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)
	}
	rounds 1 2 3 4 5 6 7 8 9 10
	rounds 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
	for s in /run/service/net-*; do sv restart \$s; done
	END
}

# come_and_go BUS DRIVER DEVICE
come_and_go() {
	from_lan "cat > /tmp/rounds << 'END'
$(rounds "$@")
END
(sleep 1; exec sh /tmp/rounds) > /tmp/log 2>&1 &"
	sleep 20
	pass "$board: 30 times without the driver, and with it again" \
		within 200 from_lan "test \$(grep -c ^free /tmp/log) = 2"
	set -- $(from_lan "sed -n 's/^free //p' /tmp/log")
	if [ $# -eq 2 ] && [ $(($1 - $2)) -lt 100 ]; then
		ok "$board: no memory goes with it"
	else
		bad "$board: kB of memory before and after 20 times: $*"
	fi
}

test_switch() {
	echo "== $board"
	power_on switchtest switch "$second" || {
		bad "$board: it starts: $(tail -n 3 "$console" | tr '\n' '|')"
		return
	}
	same "$board: DHCP in the LAN" "192.168.1.10/24 192.168.1.1" \
		"$(client $lan plan)"
	pass "$board: ssh by the LAN" within 30 from_lan true
	wan ip addr add 198.18.0.2/24 dev pwan
	pass "$board: ssh by the WAN" within 30 from_wan true
	cables "$states"

	hears "$board: the LAN is not heard in the WAN" $wan pwan $lan plan no
	hears "$board: the WAN is not heard in the LAN" $lan plan $wan pwan no
	hopping
	if [ "$second" ]; then
		hears "$board: two jacks of the LAN hear each other" \
			$lan2 plan2 $lan plan yes
		pass "$board: DHCP in the second jack" client $lan2 plan2
		from_lan "ip link set lan2 nomaster"
		hears "$board: but not one that is in no bridge" \
			$lan2 plan2 $lan plan no
		from_lan "ip link set lan2 master br-lan"
		hears "$board: and again when it is" $lan2 plan2 $lan plan yes
	fi
	traffic
	wan ip route add 192.168.1.0/24 via 198.18.0.1
	from_lan "echo 1 > /proc/sys/net/ipv4/ip_forward"
	pass "$board: the LAN reaches the WAN through the processor" \
		lan ping -c 3 -W 5 198.18.0.2
	come_and_go $driver
	pass "$board: ssh by the WAN after that" within 30 from_wan true
	same "$board: the kernel had nothing to say" "" \
		"$(from_lan dmesg | grep -E 'BUG|WARNING|Oops|Call Trace')"
	power_off
}

# The configuration that is for this board: PPPoE calls into the WAN alone.
test_router() {
	power_on router router "" || {
		bad "$board: router starts: $(tail -n 3 "$console" | tr '\n' '|')"
		return
	}
	same "$board: router: DHCP in the LAN" "192.168.1 192.168.1.1" \
		"$(client $lan plan | sed 's,\.[0-9]*/24,,')"
	pass "$board: router: ssh by the LAN" within 30 from_lan true
	_before=$(received $wan pwan)
	sleep 20
	[ "$(received $wan pwan)" -gt "$_before" ] &&
		ok "$board: router: PPPoE calls into the WAN" ||
		bad "$board: router: nothing comes out of the WAN's jack"
	hears "$board: router: the LAN is not heard in the WAN" \
		$wan pwan $lan plan no
	wan ip addr add 198.18.0.2/24 dev pwan
	wan ip neigh replace 192.168.1.1 dev pwan \
		lladdr "$(from_lan cat "/sys/class/net/$wan_device/address")"
	wan ip route add 192.168.1.0/24 dev pwan
	wan timeout 5 busybox nc -w 3 192.168.1.1 22 < /dev/null > "$tmp/out"
	same "$board: router: nobody answers in the WAN" "" "$(cat "$tmp/out")"
	power_off
}

[ "$(id -u)" = 0 ] || {
	bad "network namespaces and taps need root: nothing was run"
	exit 1
}
ssh-keygen -q -t ed25519 -N '' -C "switch test" -f "$tmp/key"
for board in ${@:-tew731br mt300n_v2}; do
	second= configs=switchtest
	case $board in
	tew731br)
		second=plan2 states="1 1 0 0 1 "
		driver="mdio_bus ar934x-switch ethernet.1:10" ;;
	mt300n_v2)
		configs="switchtest router" states="1 1 "
		driver="platform mt7628-esw 10110000.switch" ;;
	esac
	uboot=out/pkg/u-boot/$board/u-boot.bin
	for config in $configs; do
		out=out/${board}_$config file=tests/$config.nix
		[ -f "$file" ] || file=configs/$config.nix
		if ! make -s "board=$board" "config=$file" \
				SECRETS=tests/secrets.example \
				"SSH_AUTHORIZED_KEYS=$tmp/key.pub" \
				firmware env qemu "$uboot" \
				> "$logs/switch-$board-make.log" 2>&1; then
			bad "$board: build: $(tail -n 3 \
				"$logs/switch-$board-make.log" | tr '\n' '|')"
			break
		fi
		lan_devices=$(fact lan_interface)
		wan_device=$(fact wan_interface)
		case $config in
		switchtest) test_switch ;;
		router) test_router ;;
		esac
	done
done
