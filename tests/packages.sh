# SPDX-License-Identifier: GPL-2.0-only
# Programs for the target: how they are linked, what their key holds, and a
# busybox option that is lost.
. tests/lib.sh

arch=mips
p=out/pkg/$arch
make -s board=malta $p/musl $p/busybox $p/dropbear > "$tmp/log" 2>&1 || {
	bad "packages: do not build: $(tail -n 2 "$tmp/log" | tr '\n' '|')"
	exit 1
}

# has NAME FILE PATTERN: in readelf's words
has() { pass "$1: $3" sh -c "readelf -hldW '$2' | grep -Eq -- '$3'"; }
for f in $p/busybox/bin/busybox $p/dropbear/usr/sbin/dropbear; do
	n=${f##*/}
	has "$n" $f 'Class: +ELF32'
	has "$n" $f 'big endian'
	has "$n" $f 'Machine: +MIPS'
	has "$n" $f 'Position-Independent Executable'
	has "$n" $f 'interpreter: /lib/ld-musl-mips.so.1'
	has "$n" $f 'GNU_RELRO'
	has "$n" $f 'GNU_STACK .* RW '
	same "$n: needs libc.so only" "[libc.so]" \
		"$(readelf -dW $f | sed -n 's/.*(NEEDED).*: //p' | tr '\n' ' ' |
			sed 's/ $//')"
	same "$n: no symbols" 0 "$(readelf -SW $f | grep -c '\.symtab')"
done
same "musl: the loader is the library" libc.so \
	"$(readlink $p/musl/lib/ld-musl-mips.so.1)"
same "busybox: no name leads nowhere" "" "$(find -L $p/busybox -type l)"
same "no set-uid, nothing to write for others" "" \
	"$(find $p/musl $p/busybox $p/dropbear ! -type l -perm /6022)"

# The key names everything that the bits depend on.
export ARCH=$arch CROSS=mips-linux-gnu- LINUX_ARCH=mips \
	CFLAGS_ARCH='-mips32r2' SOURCE_DATE_EPOCH=1 JOBS=2
copy=$tmp/tree
mkdir "$copy"
cp -R packages scripts "$copy/"
key() { (cd "$copy" && scripts/package-key busybox "$@" | sha256sum); }
first=$(key)
same "key: the same twice" "$first" "$(key)"
differs() { [ "$first" != "$2" ] && ok "key: $1" || bad "key: $1"; }
differs "flags" "$(CFLAGS_ARCH=-mips32; key)"
differs "date" "$(SOURCE_DATE_EPOCH=2; key)"
differs "compiler" "$(CROSS=mipsel-linux-gnu-; key)"
differs "what it is built with" "$(key scripts/fetch)"
echo >> "$copy/packages/busybox/busybox.config"
differs "recipe's files" "$(key)"
cp packages/busybox/busybox.config "$copy/packages/busybox/"
sed -i 's/^\(busybox .*\) GPL-2.0-only$/\1 changed/' \
	"$copy/packages/sources.lock"
differs "sources" "$(key)"
cp packages/sources.lock "$copy/packages/"
same "key: back again" "$first" "$(key)"

# A lost option, and one that does not exist.
sed -i 's/^CONFIG_FIND=y/CONFIG_NOSUCH=y/' \
	"$copy/packages/busybox/busybox.config"
mkdir "$tmp/o"
cd "$copy" || exit 1
refuses "busybox: lost option" \
	'asks for CONFIG_FEATURE_FIND_TYPE=y, the final .config says' \
	env OUT="$tmp/o" SYSROOT="$tmp" packages/busybox/build
cp "$tmp/out" "$tmp/said"
pass "busybox: unknown option" \
	grep -q 'asks for CONFIG_NOSUCH=y.*no such symbol' "$tmp/said"
cp "$OLDPWD/packages/busybox/busybox.config" packages/busybox/

# What modules ask for; the file is that of mkmanifest --list busybox-options.
# option NAME PATTERN LINE
option() {
	printf '# from modules/x.nix\n%s\n' "$3" > "$tmp/options"
	rm -rf "$tmp/o"
	mkdir "$tmp/o"
	refuses "busybox: $1" "$2" env OUT="$tmp/o" SYSROOT="$tmp" \
		OPTIONS="$tmp/options" packages/busybox/build
}
option "module against busybox.config" \
	'modules/x.nix asks for CONFIG_TELNETD=y, but packages/busybox/busybox.config:[0-9]+ for # CONFIG_TELNETD is not set' \
	CONFIG_TELNETD=y
option "option of a module that is lost" \
	'modules/x.nix asks for CONFIG_FEATURE_HTTPD_CGI=y, the final .config says # CONFIG_FEATURE_HTTPD_CGI is not set' \
	CONFIG_FEATURE_HTTPD_CGI=y
option "option of a module that does not exist" \
	'modules/x.nix asks for # CONFIG_HTPD is not set, .*no such symbol' \
	'# CONFIG_HTPD is not set'
cd "$OLDPWD" || exit 1
refuses "unknown package" 'no package is called foo; there are: musl' \
	make -s board=malta $p/foo
