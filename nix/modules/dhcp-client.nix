# SPDX-License-Identifier: GPL-2.0-only
# interfaces.NAME.address = "dhcp" with what a provider may want to hear.
{
  description = "address by DHCP, with what the server wants to hear";
  imports = [ "interfaces" ];

  options = lib: {
    interface = lib.option {
      type = lib.types.name;
      default = "lan";
      description = "the interface that gets the address";
    };
    vendorClass = lib.optionOf lib.types.line "option 60, which some providers ask for";
    clientId = lib.optionOf (lib.types.matching "hexadecimal digits" "([0-9A-Fa-f]{2})+")
      "option 61, in hexadecimal; the MAC address without";
    request = lib.option {
      type = lib.types.setOf lib.types.word;
      default = [ ];
      description = "options asked for beyond the usual, as \"ntpsrv\"";
    };
  };

  config = options: lib: final: prev: {
    interfaces.${options.interface} = {
      address = "dhcp";
      dhcp = lib.optionals (options.vendorClass != null) [ "-V" options.vendorClass ]
        ++ lib.optionals (options.clientId != null) [ "-x" "0x3d:${options.clientId}" ]
        ++ lib.concatMap (o: [ "-O" o ]) options.request;
    };
  };
}
