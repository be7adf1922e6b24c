# SPDX-License-Identifier: GPL-2.0-only
# What every recipe (packages/NAME/build) begins with: `. packages/common.sh`.
#
# From packages.mk: ARCH, CROSS (tool prefix), LINUX_ARCH, CFLAGS_ARCH,
# SYSROOT (absolute, but for musl itself), LIBRARIES (absolute trees of the
# packages it is linked with), SOURCE_DATE_EPOCH, JOBS.
# From scripts/cached: OUT, the directory to fill.
# Given to the recipe: here (its own folder), source NAME, work (a scratch
# folder, current), CC, CFLAGS and LDFLAGS for small, hardened programs that
# carry no build path.  $OUT is the root of what goes to the target.
set -eu
umask 022
LC_ALL=C
TZ=UTC
export LC_ALL TZ SOURCE_DATE_EPOCH
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GNUMAKEFLAGS \
	CPATH C_INCLUDE_PATH LIBRARY_PATH LD_LIBRARY_PATH V 2> /dev/null || :

top=$(pwd)
here=$top/${0%/*}
case $0 in
/*) here=${0%/*} ;;
esac

# source NAME: prints the folder of the pinned, unpacked source
source_of() {
	"$top/scripts/fetch" "$1" && "$top/scripts/fetch" --path "$1"
}

work=$OUT/.work
mkdir "$work"
cd "$work"
finish() {
	cd "$top"
	rm -rf "$work"
}

hide_paths() {
	for d; do
		printf ' -ffile-prefix-map=%s=.' "$d"
	done
}

CC=${SYSROOT:+$SYSROOT/bin/cc}
STRIP=${CROSS}strip
CFLAGS="-Os -pipe -fPIE -fstack-protector-strong -ffunction-sections \
-fdata-sections -fno-asynchronous-unwind-tables -fno-unwind-tables \
$(hide_paths "$work")"
LDFLAGS="-pie -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,--as-needed \
-Wl,--build-id=none -Wl,--hash-style=sysv -Wl,-z,max-page-size=4096"

# Headers and static libraries of other packages, for the compiler and for
# pkg-config.
PKG_CONFIG_LIBDIR=
for tree in ${LIBRARIES:-}; do
	CFLAGS="$CFLAGS -I$tree/usr/include$(hide_paths "$tree")"
	LDFLAGS="$LDFLAGS -L$tree/usr/lib"
	PKG_CONFIG_LIBDIR=$PKG_CONFIG_LIBDIR:$tree/usr/lib/pkgconfig
done
PKG_CONFIG_LIBDIR=${PKG_CONFIG_LIBDIR#:}
PKG_CONFIG='pkg-config --define-prefix --static'
export PKG_CONFIG PKG_CONFIG_LIBDIR

# The arguments that most configure scripts want.
configure() {
	"$src/configure" --host="${CROSS%-}" --prefix=/usr --sysconfdir=/etc \
		--localstatedir=/var --disable-silent-rules \
		CC="$CC" AR="${CROSS}ar" RANLIB="${CROSS}ranlib" \
		STRIP="$STRIP" CFLAGS="$CFLAGS $(hide_paths "$src")" \
		LDFLAGS="$LDFLAGS" "$@"
}

run_make() {
	make -j"${JOBS:-2}" "$@"
}
