# SPDX-License-Identifier: GPL-2.0-only
# nix/: images of nix-build are those of make, steps are shared by whoever
# needs the same, wrong input is one clear line, and two builders with stores
# of their own share the work.  The store is the test's own and stays, with a
# kernel in it, in out/tests/nix.
. tests/lib.sh

top=$(pwd)
own=$top/out/tests/nix
cache=${XDG_CACHE_HOME:-$HOME/.cache}/phramework
unset PHRAMEWORK_DL PHRAMEWORK_SECRETS_IN_STORE
export NIX_STORE_DIR="$own/store" NIX_STATE_DIR="$own/state" \
	NIX_LOG_DIR="$own/log" NIX_CONF_DIR="$own/conf" NIX_USER_CONF_FILES= \
	PHRAMEWORK_CCACHE="$cache/ccache"
mkdir -p "$own/conf" "$own/tmp" "$own/store" "$PHRAMEWORK_CCACHE"
settings='sandbox = false
build-users-group =
require-sigs = false
experimental-features = nix-command flakes'
printf '%s\n' "$settings" 'substitute = false' 'keep-outputs = true' \
	> "$own/conf/nix.conf"

# Steps unpack Linux, 80,000 files that are soon gone: in memory, if there is
# room for them twice.
builds=$own/tmp
shm=$(df -k --output=avail /dev/shm 2> "$tmp/log" | tail -n 1)
memory=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)
if [ "${shm:-0}" -gt 4000000 ] && [ "$memory" -gt 8000000 ] &&
		! findmnt -n -o OPTIONS /dev/shm | grep -q noexec; then
	find /dev/shm -maxdepth 1 -name 'phramework-nix.*' -mmin +120 \
		-exec rm -rf {} + # of one that was killed
	builds=$(mktemp -d /dev/shm/phramework-nix.XXXXXX)
fi
scripts/fetch --all > "$tmp/log" 2>&1

# What is in a store cannot be removed as it is.
daemons=
trap '[ -z "$daemons" ] || kill $daemons
	chmod -R u+w "$tmp" "$builds"; rm -rf "$tmp" "$builds"' EXIT

# Configurations that differ from minimal in one thing.
variant() {
	printf 'args: import %s/configs/minimal.nix args // { %s }\n' "$top" "$2" \
		> "$tmp/$1.nix"
}
variant named 'hostname = "other";'
variant option 'kernel_options.IKCONFIG = "y";'
variant applet 'busybox_options.FACTOR = "y";'
variant package 'packages = [ "nosuch" ];'
variant secret 'secrets.door-key.description = "of the door";
	files."/etc/door" = { content = "@secret:door-key@"; mode = "0600"; };'
echo door-key=open-sesame > "$tmp/secrets"
chmod 600 "$tmp/secrets"
variant wrong 'hostnane = "other";'
variants="{ $(for v in named option applet package secret wrong; do
	printf '%s = %s; ' $v "$tmp/$v.nix"; done) }"

# drv TREE ATTRIBUTE...: what each would be built by
drv() {
	_tree=$1
	shift
	nix-instantiate "$_tree/nix" --arg configs "$variants" \
		$(printf -- '-A %s ' "$@") 2>> "$tmp/log" | sed 's/!.*//'
}

# differ NAME A B
differ() {
	if [ "$2" ] && [ "$3" ] && [ "$2" != "$3" ]; then
		ok "$1"
	else
		bad "$1: '$2' and '$3'"
	fi
}

# ---- what is shared ----

steps='kernel packages.busybox packages.dropbear packages.musl rootfs'
# of CONFIG [TREE]: in $kernel, $busybox, ...
of() {
	set -- $(drv "${2:-$top}" $(printf "malta.$1.%s " $steps))
	kernel=${1-} busybox=${2-} dropbear=${3-} musl=${4-} rootfs=${5-}
}
of minimal
k=$kernel b=$busybox d=$dropbear m=$musl r=$rootfs
[ "$r" ] || bad "nix: $(tail -n 2 "$tmp/log" | tr '\n' '|')"
of named
same "nix: another hostname, the same kernel" "$k" "$kernel"
same "nix: another hostname, the same packages" "$b $d $m" \
	"$busybox $dropbear $musl"
differ "nix: another hostname, another root" "$r" "$rootfs"
of option
differ "nix: another kernel option, another kernel" "$k" "$kernel"
same "nix: another kernel option, the same packages" "$b $d $m" \
	"$busybox $dropbear $musl"
of applet
differ "nix: another applet, another busybox" "$b" "$busybox"
same "nix: another applet, the same kernel and dropbear" "$k $d" \
	"$kernel $dropbear"
set -- $(drv "$top" mt300a.minimal.packages.dropbear \
	maltael.minimal.packages.dropbear)
same "nix: boards of one architecture share packages" "$1" "${2-}"

# The place of the tree does not matter, nor what a step does not read.
copy=$tmp/copy
mkdir "$copy"
cp -R flake.nix Makefile README.md boards.mk configs dts kernel lib nix \
	packages qemu rootfs-builder scripts tests uboot-env "$copy"
for f in README.md tests/lib.sh lib/layout.c rootfs-builder/mkrootfs.c \
		configs/README.md kernel/board/rpi.config \
		kernel/drivers/mt7620-gpio/gpio-mt7620.c; do
	echo >> "$copy/$f"
done
sed -i 's/^rpi\.title .*/rpi.title := another/' "$copy/boards.mk"
of minimal "$copy"
same "nix: kernel and packages depend on what they read" "$k $b $d $m" \
	"$kernel $busybox $dropbear $musl"
differ "nix: the root depends on the programs that make it" "$r" "$rootfs"
differ "nix: a kernel depends on the drivers that it has" \
	"$(drv "$top" mt300a.minimal.kernel)" \
	"$(drv "$copy" mt300a.minimal.kernel)"
cp lib/layout.c "$copy/lib" && cp rootfs-builder/mkrootfs.c "$copy/rootfs-builder"
of minimal "$copy"
same "nix: nor does another board change the root" "$r" "$rootfs"

# ---- what is refused ----

build() {
	nix-build nix --no-out-link --arg configs "$variants" "$@"
}
elsewhere() {
	mkdir -p "$tmp/store"
	NIX_STORE_DIR="$tmp/store" NIX_STATE_DIR="$tmp/state" \
		XDG_CACHE_HOME="$tmp" build "$@"
}
refuses "nix: no such board" "attribute 'nosuch' in selection path" \
	build -A nosuch.minimal.firmware
refuses "nix: no such configuration" "attribute 'nosuch' in selection path" \
	build -A malta.nosuch.firmware
refuses "nix: no such package" 'no package is called nosuch' \
	build -A malta.package.firmware
refuses "nix: no such key" '^error: .*wrong.nix:1: hostnane: ' \
	build -A malta.wrong.firmware
refuses "nix: a source that was not fetched" \
	'(musl|linux)[^ ]* is not in .*/phramework/dl: run .make fetch' \
	elsewhere -A malta.minimal.packages.musl
refuses "nix: secrets do not go to the store unasked" \
	'needs the secret door-key, .*run .make board=malta config=secret SECRETS=FILE' \
	build -A malta.secret.firmware
pass "nix: what holds no secret is built without" nix-instantiate nix \
	-A malta.secret.kernel -A malta.secret.packages --arg configs "$variants"

# ---- nixpkgs, or what looks like it ----

with_pkgs() {
	nix-instantiate nix --arg pkgs 'import ./tests/nixpkgs { }' \
		--argstr dl /none "$@" 2> "$tmp/log"
}
pass "nix: nixpkgs' tools" with_pkgs -A malta.minimal.firmware
same "nix: nixpkgs' sources" "debian/pool/main/l/linux/linux-source" \
	"$(nix show-derivation -r "$(with_pkgs -A malta.minimal.kernel)" |
	grep -o 'debian/pool/[^ ]*/linux-source' | head -n 1)"

# ---- the same images ----

# make does not write its report again for inputs that changed no image.
rm -f out/malta_minimal/manifest.json
make -s board=malta firmware phramware > "$tmp/log" 2>&1 ||
	bad "nix: make fails: $(tail -n 2 "$tmp/log")"
start=$(date +%s)
for kind in firmware phramware; do
	if TMPDIR=$builds nix-build nix -A malta.minimal.$kind \
			-o "$own/$kind" > "$tmp/log" 2>&1; then
		pass "nix: $kind.bin is make's" \
			cmp "$own/$kind/$kind.bin" out/malta_minimal/$kind.bin
	else
		bad "nix: $kind: $(tail -n 4 "$tmp/log" | tr '\n' '|')"
	fi
done
echo "  nix-build took $(($(date +%s) - start)) s"
pass "nix: manifest.json is make's" \
	cmp "$own/firmware/manifest.json" out/malta_minimal/manifest.json

pass "nix: secrets go to the store when asked" \
	build -A malta.secret.rootfs --arg secretsInStore "$tmp/secrets"
same "nix: and to the image" open-sesame "$(unsquashfs -cat \
	"$(tail -n 1 "$tmp/out")/board/rootfs.squashfs" etc/door 2> "$tmp/log")"

# ---- flake ----

same "nix: the flake, with the host's tools known" \
	"$(drv "$top" malta.minimal.kernel)" \
	"$(nix eval --impure --raw 2> "$tmp/log" \
	"path:$copy#legacyPackages.x86_64-linux.malta.minimal.kernel.drvPath")"
pass "nix: the flake, pure" nix path-info --derivation \
	"path:$copy#malta-minimal-phramware"

# ---- a binary cache, and two builders with stores of their own ----

# in_store NAME COMMAND...: sees a store of its own in the same place.  Does not
# return.
in_store() {
	dir=$tmp/$1
	shift
	mkdir -p "$dir/store" "$dir/state" "$dir/conf"
	printf '%s\n' "$settings" "substituters = file://$tmp/cache" \
		> "$dir/conf/nix.conf"
	exec env NIX_REMOTE=local NIX_STATE_DIR="$dir/state" NIX_LOG_DIR="$dir/log" \
		NIX_CONF_DIR="$dir/conf" NIX_DAEMON_SOCKET_PATH="$dir/socket" \
		unshare -m sh -ec \
		'mount --bind "$1" "$NIX_STORE_DIR"; shift; exec "$@"' \
		- "$dir/store" "$@"
}
farm() {
	outs=$(nix-store -q --outputs $(drv "$top" malta.minimal.kernel \
		malta.minimal.packages.busybox malta.minimal.packages.dropbear \
		malta.minimal.packages.musl malta.minimal.device-tree tools))
	pass "nix: kernel and packages go to a binary cache" \
		nix copy --to "file://$tmp/cache" $outs
	for n in one two; do
		in_store $n nix-daemon > "$tmp/$n.log" 2>&1 &
		daemons="$daemons $!"
	done
	for _ in $(seq 50); do
		[ ! -S "$tmp/one/socket" ] || [ ! -S "$tmp/two/socket" ] || break
		sleep 0.1
	done
	machine="x86_64-linux - 1"
	(in_store client nix-build nix --no-out-link -j 0 \
		--arg configs "$variants" \
		-A malta.named.firmware -A malta.minimal.phramware \
		--option builders-use-substitutes true --builders \
		"unix://$tmp/one/socket?real=$tmp/one/store $machine
unix://$tmp/two/socket?real=$tmp/two/store $machine") > "$tmp/farm" 2>&1
	status=$?
	same "nix: images from two builders" 0 $status
	[ $status -eq 0 ] || tail -n 5 "$tmp/farm" | sed 's/^/  | /'
	for n in one two; do
		pass "nix: builder $n had its share" \
			grep -q "^building .* on .*/$n/socket" "$tmp/farm"
	done
	same "nix: nobody built the kernel again" "" \
		"$(grep "^building .*-kernel-" "$tmp/farm")"
	pass "nix: their image is make's" cmp out/malta_minimal/phramware.bin \
		"$(ls -d "$tmp"/client/store/*-malta-minimal-phramware)/phramware.bin"
}
if unshare -m true 2> /dev/null; then
	farm
else
	echo "  not tried: builders with stores of their own (needs root)"
fi

# Only what the two images were built from stays.
nix-store --gc > "$tmp/log" 2>&1 || bad "nix: --gc: $(tail -n 1 "$tmp/log")"
