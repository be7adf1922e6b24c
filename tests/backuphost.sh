#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The backup server, used: firmware.bin boots from the board's flash, a USB disk
# comes and goes, and the rsync of this computer backs up to it.  The disk is
# an image file, so its contents are looked at from here, with other programs
# than wrote them.  Argument: the board, malta or mt300a.  On the first the USB
# controller is a PCI card; on the second all is the SoC's own: flash, Ethernet,
# USB.  Console: out/tests/backuphost-console-BOARD.log.
. tests/lib.sh
export TMPDIR="$tmp"
PATH=$PATH:/usr/sbin:/sbin
config=$tmp/backuptest.nix
board=${1:-malta}
out=out/${board}_backuptest
uboot=out/pkg/u-boot/$board/u-boot.bin
console=out/tests/backuphost-console-$board.log
password="correct horse $$"
mkdir -p out/tests

finish() {
	[ -z "${qemu:-}" ] || kill -9 "$qemu" 2> /dev/null
	rm -rf "$tmp" "$out"
}
trap finish EXIT

# ---- what must not be built: whatever the board, so for one only ----

cp configs/backuphost.nix "$config"
facts=out/malta_minimal/board.facts
[ $board != malta ] || make -s board=malta config=minimal $facts > /dev/null 2>&1
refuses_config() {
	[ $board = malta ] || return 0
	_what=$1 _says=$2 _edit=$3
	sed "$_edit" configs/backuphost.nix > "$tmp/bad.nix"
	if cmp -s configs/backuphost.nix "$tmp/bad.nix"; then
		bad "$_what: sed changed nothing"
		return
	fi
	refuses "$_what" "$_says" scripts/eval-config -b $facts \
		"$tmp/bad.nix" "$tmp/bad.json"
	same "$_what: in one line" 1 "$(wc -l < "$tmp/out")"
}
second='usbdisk { label = "two"; mountPoint = "/srv/backup"; }'

refuses_config "a mount point that is not absolute" \
	'bad.nix:[0-9]+: usbdisk.mountPoint: expected an absolute path' \
	's,"/srv/backup",srv/backup,; s,= srv/backup,= "srv/backup",'
refuses_config "a mount point in memory" \
	'bad.nix:[0-9]+: usbdisk.mountPoint: /var/backup lies in memory \(/var' \
	's,/srv/backup,/var/backup,'
refuses_config "a disk without a label" \
	'usbdisk.label: is missing' '/label = /d'
refuses_config "a label that ext4 has no room for" \
	'bad.nix:[0-9]+: usbdisk.label: expected a label' \
	's/label = "backup"/label = "seventeen-letters"/'
refuses_config "two disks at one mount point" \
	'claims."mount/srv/backup": usbdisk-[a-z]+ and usbdisk-[a-z]+ cannot both' \
	"s,(usbdisk {,($second) &,"
refuses_config "two disks with one label" \
	'claims."disk/backup": usbdisk-[a-z]+ and usbdisk-[a-z]+ cannot both' \
	's,(usbdisk {,(usbdisk { label = "backup"; name = "b"; mountPoint = "/mnt/b"; }) &,'
refuses_config "a backup to the root" \
	'bad.nix:[0-9]+: rsyncd.modules: backup.path: /mnt/data is not in a directory on a disk' \
	's,/srv/backup/data,/mnt/data,'
refuses_config "a backup into the mount point itself" \
	'bad.nix:[0-9]+: rsyncd.modules: backup.path: /srv/backup is not in a directory on' \
	's,/srv/backup/data,/srv/backup,'
refuses_config "a misspelt option" \
	'bad.nix:[0-9]+: rsyncd.modules.backup.user: there is no such option; did you mean users' \
	's/users =/user =/'
refuses_config "a module for nobody" \
	'bad.nix:[0-9]+: rsyncd.modules: backup.users: is empty' \
	's/users = .*/users = [ ];/'
refuses_config "a module with an odd name" \
	'bad.nix:[0-9]+: rsyncd.modules: "a b" is no name of a module' \
	's/modules.backup =/modules."a b" =/'
refuses_config "a password of a user that no module has" \
	'bad.nix:[0-9]+: rsyncd.secrets: bob: no module has this user' \
	's/(rsyncd {/&secrets.bob = "x";/'
refuses_config "two daemons on one port" \
	'claims."tcp/22": .*(sshd|rsyncd) and .*(sshd|rsyncd) .*cannot both' \
	's/(rsyncd {/&port = 22;/'

ssh-keygen -q -t ed25519 -N '' -C "backup test" -f "$tmp/key"
build() {
	# Malta is QEMU's own machine
	[ $board = malta ] || set -- "$@" qemu
	make -s board=$board "config=$config" \
		"SSH_AUTHORIZED_KEYS=$tmp/key.pub" "$@" firmware env \
		out/tools/mkflash "$uboot"
}
rm -rf "$out"
refuses "a missing secret" 'rsyncd.nix:[0-9]+: secrets.rsync-password: has no' \
	make -s board=$board "config=$config" $out/rootfs.squashfs
[ $board != malta ] || refuses "a board without USB" 'usb-host: board tew731br' \
	make -s board=tew731br "config=$config" out/tew731br_backuptest/needs.checked
rm -rf out/tew731br_backuptest

# ---- the server boots ----

echo "rsync-password = $password" > "$tmp/secrets"
build "SECRETS=$tmp/secrets" > "$tmp/log" 2>&1 || {
	bad "build: $(tail -n 3 "$tmp/log" | tr '\n' '|')"
	exit 1
}
same "the manifest and the configuration do not have the password" "" \
	"$(grep -lF "$password" "$out"/*.json "$out/rootfs.manifest" \
		"$out"/*.txt "$out"/*.name)"

# disk NAME LABEL SIZE: an image that can be plugged in
disk() {
	truncate -s "$3" "$tmp/$1.img"
	mkfs.ext4 -q -L "$2" "$tmp/$1.img"
	disks="${disks:-} -blockdev driver=raw,node-name=$1,file.driver=file"
	disks="$disks,file.filename=$tmp/$1.img"
}
disk other photos 16M
disk disk backup 600M

free_port
ssh_port=$port
port=$((port + 1))
free_port
rsync_port=$port
mkfifo "$tmp/qmp.in" "$tmp/qmp.out" "$tmp/console.in"
scripts/qemu-media "$out" firmware "$uboot" "$tmp/flash"
usb= bus=
[ $board != malta ] ||
	usb="-device usb-ehci,id=ehci,addr=0x12" bus='"bus": "ehci.0",'
host=hostfwd=tcp:127.0.0.1
QEMU_LAN="user,$host:$ssh_port-:22,$host:$rsync_port-:873" \
QEMU_ARGS="$usb $disks \
	-chardev pipe,id=qmp,path=$tmp/qmp -mon chardev=qmp,mode=control" \
	scripts/qemu-run --print "$tmp/flash" "$out" firmware > "$tmp/words"

# boot: QEMU in the background, $qemu; ends when the services are up
boot() {
	set --
	while read -r word; do
		set -- "$@" "$word"
	done < "$tmp/words"
	exec 7<> "$tmp/console.in" 8<> "$tmp/qmp.in"
	cat "$tmp/qmp.out" > "$tmp/qmp.log" &
	timeout 1800 "$@" <&7 > "$console" 2>&1 &
	qemu=$!
	qmp "qmp_capabilities"
	within 240 grep -q 'backuphost ready' "$console"
}

# within SECONDS COMMAND...: until it succeeds
within() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@" > /dev/null 2>&1; do
		[ "$(date +%s)" -lt "$_end" ] && kill -0 "$qemu" || return 1
		sleep 0.3
	done
}

# qmp COMMAND [ARGUMENTS]: asks QEMU, and waits for its answer.
asked=0 refused=0
qmp() {
	echo "{\"execute\": \"$1\"${2:+, \"arguments\": {$2\}}}" >&8
	asked=$((asked + 1))
	within 60 qmp_has "$asked" '^\{"(return|error)"' ||
		bad "QEMU: no answer to $1"
	[ "$(grep -c '^{"error"' "$tmp/qmp.log")" -eq $refused ] || {
		refused=$((refused + 1))
		bad "QEMU: $1: $(grep '^{"error"' "$tmp/qmp.log" | tail -n 1)"
	}
}

# qmp_has N EXPRESSION: QEMU has said it N times
qmp_has() { [ "$(grep -Ec -e "$2" "$tmp/qmp.log")" -ge "$1" ]; }

plug() {
	qmp device_add "\"driver\": \"usb-storage\", $bus
		\"drive\": \"$1\", \"id\": \"stick-$1\""
}

# Until QEMU has let go of the image: for some 60 ms it would refuse to have it
# plugged in again.
pulled=0
pull() {
	qmp device_del "\"id\": \"stick-$1\""
	pulled=$((pulled + 1))
	within 60 qmp_has $pulled 'DEVICE_DELETED.*"device"' ||
		bad "QEMU: $1 is still plugged in"
}

# One connection for all commands: keys cost the emulated CPU seconds.
guest() {
	timeout 60 ssh -p "$ssh_port" -i "$tmp/key" -o BatchMode=yes \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=ERROR -o ControlMaster=auto -o ControlPersist=600 \
		-o ControlPath="$tmp/ssh" root@127.0.0.1 "$@" < /dev/null
}

url=rsync://backup@127.0.0.1:$rsync_port/backup/
echo "$password" > "$tmp/password"
echo "a wrong password" > "$tmp/wrong"
chmod 600 "$tmp/password" "$tmp/wrong"
copy() {
	timeout 900 rsync -a --timeout=60 --password-file="$tmp/password" "$@"
}

# answers: would the server let us in?
answers() {
	timeout 20 rsync --contimeout=5 --timeout=10 \
		--password-file="$tmp/password" "$url"
}

waits() {
	guest services | grep -q 'rsyncd.*waits for usbdisk-backup'
}

if boot; then
	ok "firmware.bin boots: $(sed -n 's/.*\(ready after [0-9.]* s\).*/\1/p' "$console")"
else
	bad "boot: no 'ready' in $console"
	exit 1
fi

# driver_of DEVICE: by whom a device of Linux is driven, and what it is on
driver_of() {
	guest "cd -P $1 && until [ -e driver ] || [ \$PWD = / ]; do cd ..; done
		echo \$(basename \$(readlink driver)) \$(basename \$PWD)"
}
if [ $board = mt300a ]; then
	same "its root is read by our driver of the flash" \
		"mt7620-spi 10000b00.spi" "$(driver_of "/sys/class/mtd/mtd0/device/..")"
	same "its LAN is a port of the switch" "mt7620-gsw 10110000.switch" \
		"$(driver_of /sys/class/net/lan1/device)"
	same "behind our driver of Ethernet" "mt7620-eth 10100000.ethernet" \
		"$(driver_of /sys/class/net/eth0/device)"
fi

# ---- no disk, no backup ----

pass "without a disk rsyncd waits" within 30 waits
refuses_rsync() {
	_name=$1 _status=$2
	shift 2
	"$@" > "$tmp/out" 2>&1
	_got=$?
	case " $_status " in
	*" $_got "*) ok "$_name" ;;
	*) bad "$_name: exit $_got: $(tail -n 2 "$tmp/out" | tr '\n' '|')" ;;
	esac
}
refuses_rsync "without a disk rsync is refused" "5 10 12" answers
guest 'touch /srv/backup/x' 2> "$tmp/said"
pass "without a disk nothing can be written to its place" \
	grep -q 'Read-only file system' "$tmp/said"
plug other
pass "another disk is seen" within 30 guest '[ -e /sys/class/block/sda ]'
sleep 2
pass "a disk with another label is left alone" waits
pull other

# ---- the disk is plugged in ----

start=$(date +%s)
plug disk
pass "the disk is plugged in and rsyncd starts" within 60 answers
echo "  after $(($(date +%s) - start)) s"
[ $board != mt300a ] ||
	same "the disk is on the SoC's own USB, the fast one" "480 ehci-platform" \
		"$(guest 'cd -P /sys/class/block/sda/device
			until [ -e speed ] || [ $PWD = / ]; do cd ..; done
			echo $(cat speed) $(basename $(readlink ../../driver))')"
guest mount > "$tmp/said"
pass "the disk is mounted with its options" grep -q \
	'/srv/backup type ext4 (rw,nosuid,nodev,noexec,noatime' "$tmp/said"
refuses_rsync "a wrong password is refused" 5 timeout 60 \
	rsync --password-file="$tmp/wrong" "$url"
refuses_rsync "another user is refused" 5 timeout 60 \
	rsync --password-file="$tmp/password" \
	"rsync://root@127.0.0.1:$rsync_port/backup/"

# 200 MB: two big files, 80 of a megabyte, a thousand small ones
mkdir -p "$tmp/data/big" "$tmp/data/middle" "$tmp/data/small"
for i in 1 2; do
	head -c 40000000 /dev/urandom > "$tmp/data/big/$i"
done
head -c 80000000 /dev/urandom | split -b 1000000 - "$tmp/data/middle/"
head -c 40000000 /dev/urandom | split -a 3 -b 40000 - "$tmp/data/small/"
ln -s ../big/1 "$tmp/data/small/link"
touch -d 2001-02-03 "$tmp/data/small/aaa"
chmod 640 "$tmp/data/small/aab"

# number NAME: of rsync --stats
number() { sed -n "s/^$1: \([0-9,]*\).*/\1/p" "$tmp/stats" | tr -d ,; }

start=$(date +%s)
copy --stats "$tmp/data/" "$url" > "$tmp/stats" 2>&1
same "200 MB are backed up" "0 200000000" "$? $(number 'Literal data')"
seconds=$(($(date +%s) - start + 1))
echo "  in $seconds s, $((200000 / seconds)) kB/s"

printf x >> "$tmp/data/small/aac"
head -c 100000 /dev/urandom |
	dd of="$tmp/data/big/1" bs=1000000 seek=20 conv=notrunc 2> /dev/null
head -c 50000 /dev/urandom > "$tmp/data/small/new"
copy --stats "$tmp/data/" "$url" > "$tmp/stats" 2>&1
same "the second run transfers three files" "0 3" \
	"$? $(number 'Number of regular files transferred')"
sent=$(number 'Total bytes sent')
pass "and sends what changed: $sent bytes" [ "${sent:-9999999}" -lt 400000 ]
copy -n --itemize-changes "$tmp/data/" "$url" > "$tmp/out" 2>&1
same "times, modes and links are the same there" "" "$(cat "$tmp/out")"

# ---- secrets ----

same "the file with the password is root's alone" "-rw------- 0 0" \
	"$(guest 'ls -ln /etc/rsyncd.secrets' | awk '{ print $1, $3, $4 }')"
guest 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null' > "$tmp/out"
same "no process has the password in its arguments" "" \
	"$(grep -acF "$password" "$tmp/out" | grep -v '^0$')"

# ---- unmounted clean ----

# on_disk: compares the disk's data, read without mounting it, with those of
# this computer.  A symbolic link is a file with an attribute there.
on_disk() {
	rm -rf "$tmp/dump"
	mkdir "$tmp/dump"
	debugfs -R "rdump /data $tmp/dump" "$tmp/disk.img" > /dev/null 2>&1
	diff -r --no-dereference "$tmp/data" "$tmp/dump/data" |
		grep -v 'small/link is a symbolic link while' > "$tmp/diff"
}
pass "eject" guest usbdisk eject backup
dumpe2fs -h "$tmp/disk.img" > "$tmp/out" 2>&1
same "an ejected disk needs no recovery" "" \
	"$(grep -o needs_recovery "$tmp/out")"
pass "and passes e2fsck -f" e2fsck -f -n "$tmp/disk.img"
on_disk
same "what is on the disk is what was sent" "" "$(head -n 3 "$tmp/diff")"
pass "an ejected disk stays out" within 20 waits
pull disk
within 20 guest '! [ -e /sys/class/block/sda ]'

# begin_copy: $rsync runs and has sent some megabytes; slow enough to be
# interrupted however busy this computer is
begin_copy() {
	copy --bwlimit=1500 --info=progress2 --outbuf=N "$tmp/more/" "$url" \
		> "$tmp/progress" 2>&1 &
	rsync=$!
	within 60 sh -c "tr '\r' '\n' < '$tmp/progress' | tail -n 2 |
		grep -Eq '^ +[1-9][0-9]?,[0-9]{3},[0-9]{3} '"
}

# ---- pulled out while rsync writes ----

plug disk
pass "it comes back when it is plugged in again" within 60 answers
cp -a "$tmp/data" "$tmp/more"
head -c 50000000 /dev/urandom > "$tmp/more/big/3"
begin_copy
guest 'for p in $(pidof rsync); do stat -c %U /proc/$p; done' > "$tmp/said"
same "connections are served by the user rsync" "root rsync" \
	"$(sort -u "$tmp/said" | paste -sd ' ')"
pull disk
wait $rsync
refuses_rsync "rsync fails when the disk is pulled out" "10 11 12 23 30" \
	sh -c "exit $?"
pass "the server survives and waits" within 60 waits
# What still had files open there ends first.
bare() {
	_left=$(guest 'ls -A /srv/backup; grep /srv/backup /proc/mounts; echo end')
	echo "$_left"
	[ "$_left" = end ]
}
pass "nothing is mounted, and nothing is in its place" within 60 bare
e2fsck -p "$tmp/disk.img" > "$tmp/out" 2>&1
pass "e2fsck -p replays the journal ($?)" [ $? -le 1 ]
pass "and then e2fsck -f finds nothing" e2fsck -f -n "$tmp/disk.img"
on_disk
same "all files that were there are as they were" "" \
	"$(grep -v '^Only in .*dump/data/big: ' "$tmp/diff" | head -n 3)"

plug disk
pass "the service comes back" within 60 answers
copy --stats "$tmp/more/" "$url" > "$tmp/stats" 2>&1
same "and the backup is completed" 0 $?

# ---- ejected while rsync writes ----

head -c 30000000 /dev/urandom > "$tmp/more/big/4"
begin_copy
pass "eject while a client writes" guest usbdisk eject backup
wait $rsync
refuses_rsync "ends its transfer" "10 11 12 23 30" sh -c "exit $?"
dumpe2fs -h "$tmp/disk.img" > "$tmp/said" 2>&1
same "and leaves nothing to recover" "" \
	"$(grep -o needs_recovery "$tmp/said")"
pass "and nothing to repair" e2fsck -f -n "$tmp/disk.img"
pull disk
within 20 guest '! [ -e /sys/class/block/sda ]'
plug disk
pass "it is back once more" within 60 answers
copy "$tmp/more/" "$url" > "$tmp/out" 2>&1
same "and completes that backup, too" 0 $?

# ---- switched off with the disk mounted ----

guest reboot
within 40 grep -q 'reboot: Restarting' "$console"
wait "$qemu"
qemu=
dumpe2fs -h "$tmp/disk.img" > "$tmp/out" 2>&1
same "a reboot unmounts the disk" "" "$(grep -o needs_recovery "$tmp/out")"
rm -rf "$tmp/data"
mv "$tmp/more" "$tmp/data"
on_disk
same "and everything is on it" "" "$(head -n 3 "$tmp/diff")"
