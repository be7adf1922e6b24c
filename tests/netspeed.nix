# SPDX-License-Identifier: GPL-2.0-only
# Sends frames to QEMU's own network by the first jack of the LAN, each when the
# answer to the one before is there, and as many within itself; then 4 MiB by TCP
# to what counts them there, and gets as many; and says so (scripts/bench).  No
# interface is configured: a bridge would be counted, too.
args@{ modules, ... }:
import ../configs/minimal.nix args // {
  description = "what a frame costs";
  hostname = "netspeed";
  interfaces = { };
  services.frames = {
    run = ''
      for jack in lan1 lan; do
        [ ! -e /sys/class/net/$jack ] || break
      done
      ip addr add 10.0.2.15/24 dev $jack
      ip link set $jack up
      until ping -q -c 1 -W 1 10.0.2.2 > /dev/null; do
        sleep 1
      done
      for bytes in 56 1400; do
        for to in 127.0.0.1 10.0.2.2; do
          sleep 2
          echo "ping $bytes $to: begin" > /dev/console
          ping -q -A -c 1000 -s $bytes $to > /tmp/said
          echo "ping $bytes $to: end" > /dev/console
          grep -q ' 1000 packets received' /tmp/said || cat /tmp/said > /dev/console
        done
      done
      head -c 4194304 /dev/zero > /tmp/zeros
      sleep 2
      echo "tcp to: begin" > /dev/console
      nc 10.0.2.9 9 < /tmp/zeros > /tmp/said
      echo "tcp to: end" > /dev/console
      echo "came: $(cat /tmp/said)" > /dev/console
      sleep 2
      echo "tcp from: begin" > /dev/console
      nc 10.0.2.9 19 < /dev/null > /dev/null
      echo "tcp from: end" > /dev/console
    '';
    after = [ "ready" ];
    restart = "never";
  };
}
