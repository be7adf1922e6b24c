# SPDX-License-Identifier: GPL-2.0-only
#
# The same derivations as `nix-build nix`; nix/README.md says more.
{
  description = "Immutable firmware images for home routers and small Linux devices";

  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = what: builtins.listToAttrs
        (map (system: { name = system; value = what (import ./nix { inherit system; }); })
          systems);
    in
    {
      # BOARD-CONFIG-firmware, BOARD-CONFIG-phramware: what boards.mk names.
      packages = each (all: removeAttrs all.all [ "recurseForDerivations" ]);
      # BOARD.CONFIG.firmware and the other attributes.
      legacyPackages = each (all: all);
      # For other flakes, with arguments: lib.images { inherit pkgs; configs.mine = ./mine.nix; }
      lib.images = import ./nix;
    };
}
