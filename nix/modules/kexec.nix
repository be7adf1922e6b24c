# SPDX-License-Identifier: GPL-2.0-only
# The running kernel loads another one and jumps into it, past the boot
# loader: kexec -l vmlinux --reuse-cmdline && kexec -e
{
  description = "starts another kernel without the boot loader: kexec";

  options = lib: { };

  config = options: lib: final: prev: {
    packages = [ "kexec-tools" ];
    kernel_options.KEXEC = "y";
  };
}
