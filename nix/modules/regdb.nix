# SPDX-License-Identifier: GPL-2.0-only
#
# The regulatory database.  Its signature is not checked, which would bring
# X.509 and RSA into the kernel: it stands in the same read-only image as the
# kernel does, and who can change one can change the other.  To be allowed to
# leave that check out, the kernel wants to be told that somebody takes care
# (CERTIFICATION_ONUS); no limit is loosened by it.
{
  description = "what radios may do in each country, for hostapd and wpa-supplicant";

  options = lib: { };

  config = options: lib: final: prev: {
    needs = [ "wifi" ];
    packages = [ "regdb" ];
    services.regdb = {
      run = "exec load-regdb";
      packages = [ "regdb" ];
      restart = "on-failure";
    };
    kernel_options = {
      CFG80211_CERTIFICATION_ONUS = "y";
      CFG80211_REQUIRE_SIGNED_REGDB = "n";
    };
  };
}
