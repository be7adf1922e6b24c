# What tests/router.sh boots: configs/router.nix with shorter times, a
# computer of the LAN that is reached from outside, and one whose address is
# fixed.
{ modules, ... }:
{
  description = "router as tests/router.sh wants it";
  hostname = "router";

  interfaces.lan.address = "192.168.1.1/24";
  interfaces.wan.address = "none";

  modules = with modules; [
    system
    console
    syslog
    switch
    interfaces
    (pppoe {
      user = "us\"er\\1@provider.example";
      echoInterval = 2;
      holdoff = 1;
    })
    (firewall {
      log = true;
      forward."tcp/8080" = { to = "192.168.1.10"; port = 80; };
    })
    (dnsmasq {
      hosts.client = { mac = "02:00:00:00:00:0a"; address = "192.168.1.10"; };
    })
    (ntpd { serve = true; servers = [ "198.18.0.53" ]; })
    sshd
    watchdog
  ];
}
