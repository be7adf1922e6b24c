# SPDX-License-Identifier: GPL-2.0-only
{ modules, ... }:
{
  description = "console and SSH login, LAN by DHCP, nothing else";
  hostname = "phramework";
  interfaces.lan.address = "dhcp";
  modules = with modules; [ system console interfaces sshd watchdog ];
}
