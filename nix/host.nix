# SPDX-License-Identifier: GPL-2.0-only
#
# Tools of the machine that builds.  They are no inputs that Nix knows, so what
# decides the bits is told by its version; and a sandbox would hide them.
{ tables, ... }:
{
  impure = true;
  shell = "/bin/sh";
  PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
  installed = tables.installed;
  old = [ ];
  variables = [ ];
  environment = { };
  fetch = null;
}
