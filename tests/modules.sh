#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Configurations as modules: what they evaluate to, that each fault is one line
# which says where, and that make evaluates again when it has to.
. tests/lib.sh
facts=$tmp/board.facts
printf '%s\n' name=testboard soc=malta arch=mips lan_interface=eth0 \
	wan_interface= > "$facts"

# config TEXT: a configuration with these attributes; T is its file.
T=$tmp/t.nix
config() {
	printf '%s\n' '{ lib, modules, board, ... }:' '{' \
		'  description = "test"; hostname = "test";' "$@" '}' > "$T"
}

evaluate() {
	scripts/eval-config -b "$facts" -d "$tmp/t.d" "$T" "$tmp/t.json"
}

# gives NAME FILTER EXPECTED: jq's answer about the evaluated configuration
gives() {
	if evaluate > "$tmp/out" 2>&1; then
		same "modules: $1" "$3" "$(jq -c "$2" "$tmp/t.json")"
	else
		bad "modules: $1: $(head -n 1 "$tmp/out")"
	fi
}

# faulty NAME MESSAGE: exactly this line and no other, and no result
faulty() {
	rm -f "$tmp/t.json"
	evaluate > "$tmp/out" 2>&1
	same "modules: $1: exit status" 1 $?
	same "modules: $1" "$2" "$(cat "$tmp/out")"
	[ ! -e "$tmp/t.json" ] || bad "modules: $1: left a result"
}

# begins NAME MESSAGE: one line that begins so
begins() {
	evaluate > "$tmp/out" 2>&1
	same "modules: $1: exit status and lines" "1 1" \
		"$? $(wc -l < "$tmp/out")"
	case $(cat "$tmp/out") in
	"$2"*) ok "modules: $1" ;;
	*) bad "modules: $1: expected '$2...', got '$(cat "$tmp/out")'" ;;
	esac
}

# ---- composition ----

config 'packages = [ "a" ]; modules = [
	(lib: final: prev: { packages = [ "b" "a" ]; })
	(lib: final: prev: { packages = [ "c" ]; })
];'
gives "lists concatenate, in order, once" .packages '["a","b","c"]'

config 'services.x = { run = "r"; after = [ "y" ]; }; modules = [
	(lib: final: prev: { services.x.after = [ "z" ]; services.x.log = true; })
	(lib: final: prev: { services.y.run = "y"; services.z.run = "z"; })
];'
gives "attribute sets merge" '.services | [keys, .x]' \
	'[["x","y","z"],{"after":["y","z"],"log":true,"run":"r"}]'

config 'modules = [
	(lib: final: prev: { files."/n".content =
		toString (lib.length prev.packages)
		+ " of " + toString (lib.length final.packages); packages = [ "a" ]; })
	(lib: final: prev: { packages = [ "b" ]; })
];'
gives "prev is what was said before, final is the end" '.files["/n"].content' \
	'"0 of 2"'

config 'modules = [
	(lib: final: prev: { kernel_options.X = lib.default 1; })
	(lib: final: prev: { kernel_options.X = 2; kernel_options.Y = 1; })
	(lib: final: prev: { kernel_options.Y = lib.force 2; })
];'
gives "default gives way, force wins" .kernel_options '{"X":2,"Y":2}'

config 'cmdline = [ board.name final ]; '
sed -i 's/ final ]/ ]/' "$T"
gives "the board is known" .cmdline '["testboard"]'

config 'modules = [ modules.kexec (modules.syslog { size = 17; })
	{ cmdline = [ "bare" ]; } ./own.nix ./own-options.nix
	(lib.module ./own-options.nix { word = "given"; })
	(import ./curried.nix "curried") ];'
echo 'lib: final: prev: { cmdline = [ "path" ]; }' > "$tmp/own.nix"
echo 'word: lib: final: prev: { cmdline = [ word ]; }' > "$tmp/curried.nix"
cat > "$tmp/own-options.nix" <<'EOF'
{
  description = "a module of our own";
  options = lib: {
    word = lib.option { type = lib.types.word; default = "default"; description = "a word"; };
  };
  config = options: lib: final: prev: { cmdline = [ options.word ]; };
}
EOF
gives "modules with and without options, sets, paths, functions" .cmdline \
	'["bare","path","default","given","curried"]'
same "modules: built-in ones with their options" 'exec syslogd -n -s 17 -O /var/log/messages' \
	"$(jq -r .services.syslogd.run "$tmp/t.json")"
same "modules: one that is not called has its defaults" '["kexec-tools"]' \
	"$(jq -c '.packages | map(select(. == "kexec-tools"))' "$tmp/t.json")"

config 'interfaces.lan.address = "dhcp"; modules = with modules; [
	sshd (syslog { size = 18; }) interfaces ];'
gives "what a module imports is there once, with the options given" \
	'.services.syslogd.run' '"exec syslogd -n -s 18 -O /var/log/messages"'
same "modules: lan is the board's interface" "lan eth0 dhcp" \
	"$(jq -r '.files["/etc/interfaces"].content' "$tmp/t.json" | sed -n 2p)"
same "modules: origins name file and line" "nix/modules/sshd.nix" \
	"$(jq -r '.origins["services.dropbear"]' "$tmp/t.json" | cut -d : -f 1)"
same "modules: Nix's own keys do not reach the JSON" '[]' \
	"$(jq -c 'keys - ["description","files","hostname","kernel_options","links","origins","packages","services"]' "$tmp/t.json")"

config 'interfaces.lan.bridge = [ "eth1" ]; modules = with modules; [ interfaces
	(bridge { members = [ "wlan0" ]; })
	(vlan { interface = "iptv"; parent = "eth0"; id = 7; }) ];'
gives "bridges and VLANs" '.files["/etc/interfaces"].content, .files["/etc/bridges"].content' \
'"# NAME DEVICE ADDRESS\niptv eth0.7 none\nlan br-lan none\n"
"# BRIDGE MEMBER\nbr-lan eth0\nbr-lan eth1\nbr-lan wlan0\n"'

# The LAN of a board whose switch has four jacks
cp "$facts" "$tmp/facts.one"
sed -i 's/^lan_interface=.*/lan_interface=lan1 lan2 lan3/' "$facts"
config 'interfaces.lan.bridge = [ "wlan0" ]; modules = [ modules.interfaces ];'
gives "a LAN of several jacks is a bridge" '.files["/etc/interfaces"].content, .files["/etc/bridges"].content' \
'"# NAME DEVICE ADDRESS\nlan br-lan none\n"
"# BRIDGE MEMBER\nbr-lan lan1\nbr-lan lan2\nbr-lan lan3\nbr-lan wlan0\n"'
config 'interfaces.lan = { }; modules = with modules; [ (switch { ports = [ "lan2" ]; }) ];'
gives "a LAN of one of several jacks" '.files["/etc/interfaces"].content, .files["/etc/bridges"]' \
'"# NAME DEVICE ADDRESS\nlan lan2 none\n"
null'
cp "$tmp/facts.one" "$facts"

cat > "$T" <<'EOF'
{ description = "a bare set"; hostname = "bare"; files."/x".source = ./own.nix; }
EOF
gives "a configuration that is no function" '[.hostname, .files["/x"].source]' \
	"[\"bare\",\"$tmp/own.nix\"]"

# ---- bad input: one line, FILE:LINE and option ----

config 'modules = with modules; [' '(sshd { prot = 22; })' '];'
faulty "misspelt option" "$T:5: sshd.prot: there is no such option; did you mean port?"
config 'modules = with modules; [' '(sshd { port = "22"; })' '];'
faulty "wrong type" "$T:5: sshd.port: expected a port (1 to 65535), got \"22\""
config 'modules = with modules; [' '(sshd { port = 70000; })' '];'
faulty "out of range" "$T:5: sshd.port: expected a port (1 to 65535), got 70000"
config 'modules = with modules; [' '(ntpd { servers = [ "a" 7 ]; })' '];'
faulty "wrong element" "$T:5: ntpd.servers[1]: expected a word without blanks, got 7"
config 'modules = with modules; [' '(vlan { interface = "x"; id = 2; })' '];'
faulty "missing value" "$T:5: vlan.parent: is missing: the device that carries the tagged frames, as \"eth0\"; expected a network device (up to 15 letters, digits, . _ -)"
config 'modules = with modules; [ (sshd 22) ];'
faulty "options that are no set" "$T: sshd: expected its options as an attribute set, got 22"
config 'modules = with modules; [ ((sshd { }) { }) ];'
faulty "options twice" "$T: sshd: has been given its options already"

config 'servces = { };'
faulty "unknown key" "$T:4: servces: there is no such key; did you mean services?"
config 'modules = [' '(lib: final: prev: { kernel_option.X = "y"; }) ];'
faulty "unknown key in a module" "$T:5: kernel_option: there is no such key; did you mean kernel_options?"
config 'services.x = { runs = "x"; };'
faulty "unknown key of a service" "$T:4: services.x.runs: there is no such option; did you mean run?"
config 'services.x = { log = true; };'
faulty "service without run" "$T:4: services.x.run: is missing: shell script; it stays in the foreground; expected a string"
sed -i 's/hostname = "test";//; s/log = true/run = "x"/' "$T"
faulty "missing hostname" "$T:3: hostname: is missing: the name of the device; expected a string of one line"

echo 'lib: final: prev: { hostname = "other"; }' > "$tmp/other.nix"
config 'modules = [ ./other.nix ];'
faulty "scalar set twice names both files" "$T:3: hostname: set to \"test\" here and to \"other\" in $tmp/other.nix:1"
echo 'lib: final: prev: { files."/etc/x".content = "b"; }' > "$tmp/other.nix"
config 'files."/etc/x".content = "a";' 'modules = [ ./other.nix ];'
faulty "two modules claim a file" "$T:4: files.\"/etc/x\".content: set to \"a\" here and to \"b\" in $tmp/other.nix:1"
echo 'lib: final: prev: { claims."tcp/2222" = "telnetd"; }' > "$tmp/other.nix"
config 'claims."tcp/2222" = "tests";' 'modules = [ ./other.nix ];'
faulty "two claim a port" "$T:4: claims.\"tcp/2222\": tests and telnetd ($tmp/other.nix:1) cannot both have it"
config 'modules = with modules; [ sshd (sshd { port = 23; }) ];'
begins "a module twice" 'nix/modules/sshd.nix:'
config 'interfaces.lan.address = "dhcp";' 'interfaces.guest.device = "eth0";' \
	'modules = [ modules.interfaces ];'
faulty "two interfaces on one device" "$T:5: interfaces.guest: its device eth0 is that of interfaces.lan ($T:4)"
echo 'lib: final: prev: { claims."interface/eth0" = "hostapd"; }' > "$tmp/other.nix"
config 'interfaces.lan.address = "dhcp";' 'modules = [ ./other.nix modules.interfaces ];'
begins "two claim an interface" "$tmp/other.nix:1: claims.\"interface/eth0\": hostapd and interfaces.lan (nix/modules/interfaces.nix:"

config 'services.a = { run = "x"; after = [ "b" ]; };' \
	'services.b = { run = "x"; after = [ "c" ]; };' \
	'services.c = { run = "x"; after = [ "a" ]; };'
faulty "cyclic after" "$T:4: services.a: after: waits for itself: a after b after c after a"
config 'services.a = { run = "x"; after = [ "a" ]; };'
faulty "after itself" "$T:4: services.a: after: waits for itself: a after a"
config 'services.syslogd.run = "x";' 'services.a = { run = "x"; after = [ "syslog" ]; };'
faulty "after a service that is not there" "$T:5: services.a: after: there is no service syslog; did you mean syslogd?"
config 'services.a = { run = "x"; packages = [ "rsync" ]; };'
faulty "missing package" "$T:4: services.a: needs the package rsync, which nothing adds to packages"
config 'interfaces.lan.address = "dhcp";'
faulty "interfaces without the module" "$T:4: interfaces: nothing makes this true: add interfaces to modules"
config 'hotplug = [ { match = "x"; run = "/x"; } ];'
faulty "hotplug without the module" "$T:4: hotplug: nothing makes this true: add hotplug to modules"
config 'interfaces.wan.address = "dhcp";' 'modules = [ modules.interfaces ];'
faulty "a board without a wan" "$T:4: interfaces.wan: the board testboard has no wan_interface in boards.mk: give a device"
config 'interfaces.lan.vlan = 7;' 'modules = [ modules.interfaces ];'
faulty "vlan without parent" "$T:4: interfaces.lan: vlan and parent belong together"
config 'modules = [ (modules.users {' 'accounts.eva = { uid = 1000; groups = [ "no" ]; }; }) ];'
faulty "fault that only the module sees" "$T:5: users.accounts: there is no group no"

config 'files."/x".source = ./gone;'
faulty "source that is not there" "$T:4: files.\"/x\".source: there is no $tmp/gone"
config 'files."/x".mode = "0600";'
faulty "file without content" "$T:4: files.\"/x\": expected either content or source"
config 'services.a.run = ./own.nix;'
faulty "path for a string" "$T:4: services.a.run: expected a string, got the path $tmp/own.nix"

config 'modules = with modules; [ sshdd ];'
faulty "unknown module" "$T:4:27: undefined variable 'sshdd'; did you mean modules.sshd?"
config 'modules = [ modules.sshdd ];'
faulty "unknown module by its full name" "$T:4:13: attribute 'sshdd' missing; did you mean modules.sshd?"
config 'modules = [ 7 ];'
faulty "module that is no function" "$T: modules[0]: expected a module (modules.NAME, a path, lib: final: prev: { ... }), got 7"
echo 7 > "$tmp/seven.nix"
config 'modules = [ ./seven.nix ];'
faulty "file that is no module" "$tmp/seven.nix: module: expected a function lib: final: prev: { ... } or a set with options and config, got 7"
config 'modules = [ ./gone.nix ];'
faulty "module file that is not there" "$T: modules[0]: there is no $tmp/gone.nix"
config 'modules = [ (options: lib: final: prev: { }) ];'
faulty "module that waits for its options" "$T: modules[0]: still a function behind lib, final and prev: does it wait for its options?"
config 'modules = [ (lib: { }) ];'
faulty "module of one argument" "$T: modules[0]: a module is lib: final: prev: { ... }, but after lib it gives an attribute set"
config 'modules = modules.system;'
faulty "modules that are no list" "$T: modules: expected a list of modules, got an attribute set"
echo '{ options = lib: { x = 1; }; config = o: lib: final: prev: { }; }' > "$tmp/bad.nix"
config 'modules = [ ./bad.nix ];'
faulty "option without a type" "$tmp/bad.nix: options.x: expected lib.option { type, description, default }"

config 'modules = [' '(lib: final: prev: { packages = lib.map (p: p) final.packages; }) ];'
faulty "infinite recursion" "$T:5:22: infinite recursion: what is set here depends on itself through final"
config 'modules = [' '(lib: final: prev: if final.hostname == "test" then { } else { }) ];'
faulty "infinite recursion around a module" "$T:5:14: infinite recursion: what is set here depends on itself through final"
echo '{ a = ; }' > "$T"
faulty "syntax error" "$T:1:7: syntax error, unexpected ';'"
echo '{ description = "d" + 1; hostname = "h"; }' > "$T"
faulty "type error in Nix" "$T:1:23: cannot coerce an integer to a string"
config 'cmdline = [ (throw "in my own words") ];'
faulty "throw" "$T: in my own words"
echo '{ pkgs, ... }: { }' > "$T"
faulty "unknown argument" "$T: pkgs: a configuration is given lib, modules and board only"
echo '[ ]' > "$T"
faulty "no configuration" "$T: expected a configuration: an attribute set, or a function { lib, modules, board, ... } that gives one"
refuses "modules: file that is not there" 'gone.nix: no such file' \
	scripts/eval-config "$tmp/gone.nix" "$tmp/t.json"

# ---- the evaluator ----

config 'modules = [ ./own.nix ]; files."/x".content = lib.readFile ./text;'
echo text > "$tmp/text"
pass "modules: evaluation" evaluate
for file in "$T" "$tmp/own.nix" "$tmp/text" nix/eval.nix nix/lib.nix; do
	if sed 1q "$tmp/t.d" | grep -qF " $file"; then
		ok "modules: the depfile names ${file##*/}"
	else
		bad "modules: the depfile lacks $file: $(sed 1q "$tmp/t.d")"
	fi
done

before=$(find /nix -newer "$tmp/text" 2> /dev/null | wc -l)
scripts/eval-config -b "$facts" configs/minimal.nix out/tests/m.json
mv out/tests/m.json "$tmp/m.json"
same "modules: evaluation leaves /nix alone" "$before" \
	"$(find /nix -newer "$tmp/text" 2> /dev/null | wc -l)"
HOME=$tmp/nohome scripts/eval-config -b "$facts" configs/minimal.nix out/tests/m.json
pass "modules: and the home directory" test ! -e "$tmp/nohome"
pass "modules: the same result" cmp "$tmp/m.json" out/tests/m.json
same "modules: no path of this computer in it" "" \
	"$(grep -o "$(pwd)[^\"]*\|/nix/store[^\"]*" "$tmp/m.json" | head -n 1)"

best=9999
for i in 1 2 3 4 5; do
	start=$(date +%s%N)
	scripts/eval-config -b "$facts" configs/minimal.nix "$tmp/m.json"
	ms=$((($(date +%s%N) - start) / 1000000))
	[ $ms -ge $best ] || best=$ms
done
if [ $best -le 500 ]; then
	ok "modules: minimal is evaluated in $best ms"
else
	bad "modules: minimal takes $best ms, goal 500"
fi

# The examples of configs/README.md: a configuration and two modules.
mkdir "$tmp/readme"
awk -v dir="$tmp/readme" '
/^    # [a-z]+\.nix$/ { n++ }
/^[^ ]/ { on = 0 }
/^    # [a-z]+\.nix$/ { on = 1 }
/^    make/ { on = 0 }
on { print substr($0, 5) > (dir "/" n ".nix") }' configs/README.md
cp "$tmp/readme/2.nix" "$tmp/readme/greeting.nix"
T=$tmp/readme/1.nix
gives "configs/README.md: configuration and module" '.files["/etc/motd"].content' \
	'"This is attic.\n"'
cp "$tmp/readme/3.nix" "$tmp/readme/greeting.nix"
sed -i 's,\./greeting.nix,(lib.module & { text = "hello"; }),; s/{ modules/{ lib, modules/' "$T"
gives "configs/README.md: module with options" '.files["/etc/motd"].content' \
	'"hello\n"'

for c in configs/*.nix; do
	pass "modules: $c" scripts/eval-config -b out/malta_minimal/board.facts \
		"$c" "$tmp/c.json"
done

# ---- what people type ----

make -s options > "$tmp/options"
for m in nix/modules/*.nix; do
	m=${m##*/}
	grep -q "^${m%.nix} - " "$tmp/options" ||
		bad "make options: no module ${m%.nix}"
done
same "make options: no module without a description" "" \
	"$(grep 'no description' "$tmp/options")"
same "make options: no line wider than a terminal" 0 \
	"$(awk 'length > 80' "$tmp/options" | wc -l)"
same "make options module=kexec" "kexec - starts another kernel without the boot loader: kexec" \
	"$(make -s options module=kexec | head -n 1)"
pass "make options: type and default" \
	grep -q '^  port  *a port, default 22$' "$tmp/options"
refuses "make options of a module that is not there" \
	'there is no module ssh; did you mean sshd\?' make options module=ssh
same "make configs tells what minimal is" \
	"console and SSH login, LAN by DHCP, nothing else" \
	"$(make -s configs | sed -n 's/^minimal *//p')"

# Own modules outside the tree, and what makes make evaluate again.
mkdir "$tmp/mine"
echo 'lib: final: prev: { cmdline = [ "one" ]; }' > "$tmp/mine/module.nix"
sed 's/sshd/sshd .\/module.nix/' configs/minimal.nix > "$tmp/mine/modtest.nix"
o=out/malta_modtest
words() {
	make -s board=malta config="$tmp/mine/modtest.nix" $o/config.cmdline \
		> "$tmp/out" 2>&1 && cat $o/config.cmdline
}
same "make config=/path/mine.nix" one "$(words)"
touch -r $o/config.stamp "$tmp/stamp"
words > /dev/null
same "make: nothing changed, nothing evaluated" "" \
	"$(find $o/config.stamp -newer "$tmp/stamp")"
sleep 0.01
echo 'lib: final: prev: { cmdline = [ "two" ]; }' > "$tmp/mine/module.nix"
same "make: a changed module is evaluated again" two "$(words)"
echo 'lib: final: prev: { cmdline = [ 3 ]; }' > "$tmp/mine/module.nix"
refuses "make: a fault stops it" \
	"^$tmp/mine/module.nix:1: cmdline\[0\]: expected a word" \
	make -s board=malta config="$tmp/mine/modtest.nix" $o/config.cmdline
rm "$tmp/mine/module.nix"
refuses "make: so does a module that has gone" 'there is no .*module.nix' \
	make -s board=malta config="$tmp/mine/modtest.nix" $o/config.cmdline
rm -rf $o
