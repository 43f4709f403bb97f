# A home access point with two radios, as its owner left it: the default configuration, a name, a Wi-Fi password,
# and a few things more. Its radios need RouterOS 7.13 or newer.
# version: 7.22.3 (stable)
# uptime: 3w4d2h17m
# cpu-load: 2..14
# absent: interface/wireless interface/wireless/security-profiles interface/wireless/registration-table
# absent: container container/envs container/mounts container/config interface/veth
# management: 10.88.0.9 address=10.88.0.1 port=ether3
# rate: ether1 rx=14M tx=1900k
# rate: ether2 rx=900k tx=6100k
# rate: ether3 rx=35k tx=210k
# rate: bridge rx=2100k tx=13M
# rate: wifi1 rx=1100k tx=6800k
# rate: wifi2 rx=22k tx=130k
# host: 198.51.100.1 rtt=2ms name=gw.isp.example.net
# host: 198.51.100.53 rtt=4ms hops=198.51.100.1 name=dns1.isp.example.net
# host: 203.0.113.10 rtt=13ms hops=198.51.100.1,192.0.2.1,203.0.113.1 name=cloud-1.example.net
# host: 192.0.2.80 rtt=41ms hops=198.51.100.1,192.0.2.1 loss=2 name=far.example.org
# host: 203.0.113.200 rtt=timeout hops=198.51.100.1,192.0.2.1 name=dark.example.org
# log: 3w4d2h17m system,info router rebooted
# log: 3w4d2h16m interface,info ether1 link up (speed 1G, full duplex)
# log: 3w4d2h16m interface,info ether2 link up (speed 1G, full duplex)
# log: 3w4d2h16m dhcp,info dhcp-client on ether1 got IP address 198.51.100.37
# log: 1d3h22m wireless,info 36:5D:6A:0B:93:C4@wifi1 connected, signal strength -48
# log: 1d3h22m dhcp,info defconf assigned 10.88.0.249 for 36:5D:6A:0B:93:C4 Annas-Phone
# log: 9h40m wireless,info D8:31:34:5C:27:90@wifi2 disconnected, connection lost, signal strength -81
# log: 9h38m wireless,info D8:31:34:5C:27:90@wifi2 connected, signal strength -74
# log: 9h38m dhcp,info defconf assigned 10.88.0.246 for D8:31:34:5C:27:90 vacuum
# log: 3h2m system,info,account user admin logged in from 10.88.0.250 via winbox
# log: 2h50m system,info,account user admin logged out from 10.88.0.250 via winbox
# log: 12m dhcp,warning defconf offering lease 10.88.0.251 for 7C:2E:BD:41:05:6F without success

/system identity
set name=home
/system resource
set board-name="hAP ax^2" platform=MikroTik architecture-name=arm64 build-time="2026-05-12 07:31:20" \
    factory-software=7.5 cpu=ARM64 cpu-count=4 cpu-frequency=864 free-memory=612368384 total-memory=1073741824 \
    free-hdd-space=77594624 total-hdd-space=134217728 write-sect-since-reboot=41207 write-sect-total=913554 \
    bad-blocks=0
/system routerboard
set routerboard=yes board-name="hAP ax^2" model=C52iG-5HaxD2HaxD serial-number=HEX0LAB0HOME firmware-type=ipq6000 \
    factory-firmware=7.5 current-firmware=7.22.3 upgrade-firmware=7.22.3
/system license
set software-id=LAB0-HOME nlevel=4 features=""
/system health
add name=cpu-temperature value=51 type=C
/system package
add name=routeros version=7.22.3 build-time="2026-05-12 07:31:20" size=12251136
add name=wifi-qcom version=7.22.3 build-time="2026-05-12 07:31:20" size=9433088
/system device-mode
set mode=home flagged=no flagging-enabled=yes attempt-count=0 allowed-versions=7.13+,6.49.8+ install-any-version=no \
    bandwidth-test=no container=no email=no fetch=no hotspot=no ipsec=yes l2tp=yes partitions=no pptp=yes proxy=no \
    romon=no routerboard=no scheduler=no smb=no sniffer=no socks=no traffic-gen=no zerotier=no
/system clock
set time-zone-autodetect=yes time-zone-name=Europe/Riga
/system ntp client
set enabled=yes mode=unicast servers=pool.ntp.example.org status=synchronized synced-server=198.51.100.123 \
    synced-stratum=2 freq-drift=11.902 system-offset=-1.377
/system history
add action="item changed" by=admin policy=write time="2026-11-02 20:41:07" undoable=yes
add action="static dns entry added" by=admin policy=write time="2026-11-02 20:38:49" undoable=yes

/interface ethernet
add default-name=ether1 name=ether1 mac-address=48:A9:8A:0C:11:20 orig-mac-address=48:A9:8A:0C:11:20 l2mtu=1568
add default-name=ether2 name=ether2 mac-address=48:A9:8A:0C:11:21 orig-mac-address=48:A9:8A:0C:11:21 l2mtu=1568
add default-name=ether3 name=ether3 mac-address=48:A9:8A:0C:11:22 orig-mac-address=48:A9:8A:0C:11:22 l2mtu=1568
add default-name=ether4 name=ether4 mac-address=48:A9:8A:0C:11:23 orig-mac-address=48:A9:8A:0C:11:23 l2mtu=1568 \
    running=no
add default-name=ether5 name=ether5 mac-address=48:A9:8A:0C:11:24 orig-mac-address=48:A9:8A:0C:11:24 l2mtu=1568 \
    running=no
/interface bridge
add name=bridge admin-mac=48:A9:8A:0C:11:21 mac-address=48:A9:8A:0C:11:21 auto-mac=no comment=defconf
/interface wifi security
add name=home authentication-types=wpa2-psk,wpa3-psk passphrase=lab-home-passphrase ft=yes ft-over-ds=yes
/interface wifi configuration
add name=home ssid=Larch country=Latvia mode=ap security=home
/interface wifi
add default-name=wifi1 name=wifi1 mac-address=48:A9:8A:0C:11:25 radio-mac=48:A9:8A:0C:11:25 configuration=home \
    channel.band=5ghz-ax channel.width=20/40/80mhz channel.skip-dfs-channels=10min-cac \
    configuration.mode=ap master=yes bound=yes l2mtu=1560
add default-name=wifi2 name=wifi2 mac-address=48:A9:8A:0C:11:26 radio-mac=48:A9:8A:0C:11:26 configuration=home \
    channel.band=2ghz-ax channel.width=20/40mhz channel.skip-dfs-channels=10min-cac configuration.mode=ap \
    master=yes bound=yes l2mtu=1560
/interface wifi radio
add radio-mac=48:A9:8A:0C:11:25 interface=wifi1 local=yes hw-type=IPQ6018 bands=5ghz-a,5ghz-n,5ghz-ac,5ghz-ax \
    ciphers=tkip,ccmp,gcmp,ccmp-256,gcmp-256,cmac,gmac,cmac-256,gmac-256 current-country=Latvia \
    5g-channels=5180,5200,5220,5240,5260,5280,5300,5320,5500,5520,5540,5560,5580,5600,5620,5640 \
    rx-chains=0,1 tx-chains=0,1 max-interfaces=16 max-vlans=128 max-station-interfaces=3 max-peers=120
add radio-mac=48:A9:8A:0C:11:26 interface=wifi2 local=yes hw-type=IPQ6018 bands=2ghz-g,2ghz-n,2ghz-ax \
    ciphers=tkip,ccmp,gcmp,ccmp-256,gcmp-256,cmac,gmac,cmac-256,gmac-256 current-country=Latvia \
    2g-channels=2412,2417,2422,2427,2432,2437,2442,2447,2452,2457,2462,2467,2472 \
    rx-chains=0,1 tx-chains=0,1 max-interfaces=16 max-vlans=128 max-station-interfaces=3 max-peers=120
/interface bridge port
add bridge=bridge interface=ether2 comment=defconf
add bridge=bridge interface=ether3 comment=defconf
add bridge=bridge interface=ether4 comment=defconf
add bridge=bridge interface=ether5 comment=defconf
add bridge=bridge interface=wifi1 comment=defconf
add bridge=bridge interface=wifi2 comment=defconf
/interface list
add name=WAN comment=defconf
add name=LAN comment=defconf
/interface list member
add list=LAN interface=bridge comment=defconf
add list=WAN interface=ether1 comment=defconf
/interface wifi registration-table
add mac-address=36:5D:6A:0B:93:C4 interface=wifi1 ssid=Larch signal=-48 uptime=1d3h22m last-activity=20ms \
    authorized=yes auth-type=wpa3-psk band=5ghz-ax tx-rate=1200900000 rx-rate=1080600000 tx-bits-per-second=4120384 \
    rx-bits-per-second=611200 packets=1804112,902311 bytes=1930441028,187230114
add mac-address=F0:18:98:2A:77:1D interface=wifi1 ssid=Larch signal=-55 uptime=6h12m40s last-activity=0ms \
    authorized=yes auth-type=wpa3-psk band=5ghz-ac tx-rate=780000000 rx-rate=702000000 tx-bits-per-second=2210448 \
    rx-bits-per-second=420112 packets=611904,300127 bytes=612003411,44120980
add mac-address=8E:4F:00:61:D2:A8 interface=wifi1 ssid=Larch signal=-63 uptime=48m3s last-activity=1s200ms \
    authorized=yes auth-type=wpa2-psk band=5ghz-ac tx-rate=390000000 rx-rate=325000000 tx-bits-per-second=130224 \
    rx-bits-per-second=20480 packets=40122,20118 bytes=40113204,2801332
add mac-address=D8:31:34:5C:27:90 interface=wifi2 ssid=Larch signal=-74 uptime=9h38m1s last-activity=4s \
    authorized=yes auth-type=wpa2-psk band=2ghz-n tx-rate=52000000 rx-rate=39000000 tx-bits-per-second=1024 \
    rx-bits-per-second=2048 packets=9012,8110 bytes=1802311,900412
add mac-address=24:62:AB:F1:08:3E interface=wifi2 ssid=Larch signal=-67 uptime=3w4d2h10m last-activity=900ms \
    authorized=yes auth-type=wpa2-psk band=2ghz-n tx-rate=65000000 rx-rate=58500000 tx-bits-per-second=512 \
    rx-bits-per-second=1536 packets=210933,310422 bytes=20033114,31120344
/interface bridge host
add mac-address=48:A9:8A:0C:11:21 bridge=bridge interface=bridge on-interface=bridge local=yes dynamic=yes
add mac-address=00:11:32:6E:40:B2 bridge=bridge interface=ether2 on-interface=ether2 dynamic=yes
add mac-address=3C:2A:F4:91:0D:57 bridge=bridge interface=ether3 on-interface=ether3 dynamic=yes
add mac-address=36:5D:6A:0B:93:C4 bridge=bridge interface=wifi1 on-interface=wifi1 dynamic=yes
add mac-address=F0:18:98:2A:77:1D bridge=bridge interface=wifi1 on-interface=wifi1 dynamic=yes
add mac-address=D8:31:34:5C:27:90 bridge=bridge interface=wifi2 on-interface=wifi2 dynamic=yes

/ip pool
add name=default-dhcp ranges=10.88.0.10-10.88.0.254
/ip address
add address=10.88.0.1/24 interface=bridge network=10.88.0.0 comment=defconf
/ip dhcp-server
add name=defconf address-pool=default-dhcp interface=bridge lease-time=30m
/ip dhcp-server network
add address=10.88.0.0/24 gateway=10.88.0.1 dns-server=10.88.0.1 comment=defconf
/ip dhcp-server lease
add address=10.88.0.5 mac-address=00:11:32:6E:40:B2 client-id=1:0:11:32:6e:40:b2 server=defconf \
    comment="storage in the closet" status=bound expires-after=21m14s last-seen=8m46s active-address=10.88.0.5 active-mac-address=00:11:32:6E:40:B2 \
    active-client-id=1:0:11:32:6e:40:b2 active-server=defconf host-name=diskstation
add address=10.88.0.6 mac-address=3C:2A:F4:91:0D:57 server=defconf comment=printer status=bound expires-after=17m2s \
    last-seen=12m58s active-address=10.88.0.6 active-mac-address=3C:2A:F4:91:0D:57 active-server=defconf \
    host-name=BRN3C2AF4910D57
add address=10.88.0.250 mac-address=F0:18:98:2A:77:1D client-id=1:f0:18:98:2a:77:1d server=defconf dynamic=yes \
    status=bound expires-after=26m31s last-seen=3m29s age=6h12m active-address=10.88.0.250 \
    active-mac-address=F0:18:98:2A:77:1D active-client-id=1:f0:18:98:2a:77:1d active-server=defconf \
    host-name=annas-laptop
add address=10.88.0.249 mac-address=36:5D:6A:0B:93:C4 client-id=1:36:5d:6a:b:93:c4 server=defconf dynamic=yes \
    status=bound expires-after=15m44s last-seen=14m16s age=1d3h22m active-address=10.88.0.249 \
    active-mac-address=36:5D:6A:0B:93:C4 active-client-id=1:36:5d:6a:b:93:c4 active-server=defconf \
    host-name=Annas-Phone
add address=10.88.0.248 mac-address=8E:4F:00:61:D2:A8 client-id=1:8e:4f:0:61:d2:a8 server=defconf dynamic=yes \
    status=bound expires-after=29m18s last-seen=42s age=48m active-address=10.88.0.248 \
    active-mac-address=8E:4F:00:61:D2:A8 active-client-id=1:8e:4f:0:61:d2:a8 active-server=defconf \
    host-name="Marta's tablet" class-id="android-dhcp-16"
add address=10.88.0.247 mac-address=24:62:AB:F1:08:3E server=defconf dynamic=yes status=bound expires-after=24m9s \
    last-seen=5m51s age=3w4d2h10m active-address=10.88.0.247 active-mac-address=24:62:AB:F1:08:3E \
    active-server=defconf host-name=ESP_F1083E class-id="udhcp 1.36.1"
add address=10.88.0.246 mac-address=D8:31:34:5C:27:90 server=defconf dynamic=yes status=bound expires-after=20m50s \
    last-seen=9m10s age=9h38m active-address=10.88.0.246 active-mac-address=D8:31:34:5C:27:90 active-server=defconf \
    host-name=vacuum
add address=10.88.0.251 mac-address=7C:2E:BD:41:05:6F client-id=1:7c:2e:bd:41:5:6f server=defconf dynamic=yes \
    status=offered expires-after=18s last-seen=12s host-name=living-room-tv class-id="dhcpcd-9.4.1"
/ip dhcp-client
add interface=ether1 comment=defconf status=bound address=198.51.100.37/24 gateway=198.51.100.1 \
    dhcp-server=198.51.100.1 primary-dns=198.51.100.53 secondary-dns=198.51.100.54 expires-after=1h52m8s
/ip arp
add address=198.51.100.1 mac-address=00:00:5E:00:53:10 interface=ether1 dynamic=yes complete=yes status=reachable
add address=10.88.0.5 mac-address=00:11:32:6E:40:B2 interface=bridge dynamic=yes complete=yes status=reachable
add address=10.88.0.6 mac-address=3C:2A:F4:91:0D:57 interface=bridge dynamic=yes complete=yes status=stale
add address=10.88.0.250 mac-address=F0:18:98:2A:77:1D interface=bridge dynamic=yes complete=yes status=reachable
add address=10.88.0.249 mac-address=36:5D:6A:0B:93:C4 interface=bridge dynamic=yes complete=yes status=reachable
add address=10.88.0.248 mac-address=8E:4F:00:61:D2:A8 interface=bridge dynamic=yes complete=yes status=reachable
add address=10.88.0.246 mac-address=D8:31:34:5C:27:90 interface=bridge dynamic=yes complete=yes status=stale
/ip neighbor discovery-settings
set discover-interface-list=LAN
/ip neighbor
add identity=diskstation address=10.88.0.5 address4=10.88.0.5 mac-address=00:11:32:6E:40:B2 interface=ether2,bridge \
    interface-name=eth0 system-description="Linux diskstation 5.10.55" system-caps=station-only \
    system-caps-enabled=station-only discovered-by=lldp age=22s unpack=none
/ip dns
set allow-remote-requests=yes cache-used=214 dynamic-servers=198.51.100.53,198.51.100.54
/ip dns static
add name=router.lan type=A address=10.88.0.1 comment=defconf
add name=nas.lan type=A address=10.88.0.5
add name=printer.lan type=A address=10.88.0.6
add name=ads.example.com type=NXDOMAIN match-subdomain=yes comment="no, thanks"
/ip dns cache
add name=router.lan type=A data=10.88.0.1 ttl=1d static=yes
add name=nas.lan type=A data=10.88.0.5 ttl=1d static=yes
add name=printer.lan type=A data=10.88.0.6 ttl=1d static=yes
add name=www.example.com type=A data=198.51.100.20 ttl=3m12s
add name=cloud-1.example.net type=A data=203.0.113.10 ttl=44m20s
add name=_http._tcp.example.org type=CNAME data=far.example.org ttl=9m1s
/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked \
    comment="defconf: accept established,related,untracked"
add chain=input action=drop connection-state=invalid comment="defconf: drop invalid"
add chain=input action=accept protocol=icmp comment="defconf: accept ICMP"
add chain=input action=accept dst-address=127.0.0.1 comment="defconf: accept to local loopback (for CAPsMAN)"
add chain=input action=drop in-interface-list=!LAN comment="defconf: drop all not coming from LAN"
add chain=forward action=accept ipsec-policy=in,ipsec comment="defconf: accept in ipsec policy"
add chain=forward action=accept ipsec-policy=out,ipsec comment="defconf: accept out ipsec policy"
add chain=forward action=fasttrack-connection connection-state=established,related comment="defconf: fasttrack"
add chain=forward action=accept connection-state=established,related,untracked \
    comment="defconf: accept established,related, untracked"
add chain=forward action=drop connection-state=invalid comment="defconf: drop invalid"
add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN \
    comment="defconf: drop all from WAN not DSTNATed"
/ip firewall nat
add chain=srcnat action=masquerade ipsec-policy=out,none out-interface-list=WAN comment="defconf: masquerade"
/ipv6 firewall address-list
add list=bad_ipv6 address=::/128 comment="defconf: unspecified address"
add list=bad_ipv6 address=::1/128 comment="defconf: lo"
add list=bad_ipv6 address=fec0::/10 comment="defconf: site-local"
add list=bad_ipv6 address=::ffff:0.0.0.0/96 comment="defconf: ipv4-mapped"
add list=bad_ipv6 address=::/96 comment="defconf: ipv4 compat"
add list=bad_ipv6 address=100::/64 comment="defconf: discard only "
add list=bad_ipv6 address=2001:db8::/32 comment="defconf: documentation"
add list=bad_ipv6 address=2001:10::/28 comment="defconf: ORCHID"
add list=bad_ipv6 address=3ffe::/16 comment="defconf: 6bone"
/ipv6 firewall filter
add chain=input action=accept connection-state=established,related,untracked \
    comment="defconf: accept established,related,untracked"
add chain=input action=drop connection-state=invalid comment="defconf: drop invalid"
add chain=input action=accept protocol=icmpv6 comment="defconf: accept ICMPv6"
add chain=input action=accept protocol=udp dst-port=33434-33534 comment="defconf: accept UDP traceroute"
add chain=input action=accept protocol=udp dst-port=546 src-address=fe80::/10 \
    comment="defconf: accept DHCPv6-Client prefix delegation."
add chain=input action=accept protocol=udp dst-port=500,4500 comment="defconf: accept IKE"
add chain=input action=accept protocol=ipsec-ah comment="defconf: accept ipsec AH"
add chain=input action=accept protocol=ipsec-esp comment="defconf: accept ipsec ESP"
add chain=input action=accept ipsec-policy=in,ipsec comment="defconf: accept all that matches ipsec policy"
add chain=input action=drop in-interface-list=!LAN comment="defconf: drop everything else not coming from LAN"
add chain=forward action=fasttrack-connection connection-state=established,related comment="defconf: fasttrack6"
add chain=forward action=accept connection-state=established,related,untracked \
    comment="defconf: accept established,related,untracked"
add chain=forward action=drop connection-state=invalid comment="defconf: drop invalid"
add chain=forward action=drop src-address-list=bad_ipv6 comment="defconf: drop packets with bad src ipv6"
add chain=forward action=drop dst-address-list=bad_ipv6 comment="defconf: drop packets with bad dst ipv6"
add chain=forward action=drop protocol=icmpv6 hop-limit=equal:1 comment="defconf: rfc4890 drop hop-limit=1"
add chain=forward action=accept protocol=icmpv6 comment="defconf: accept ICMPv6"
add chain=forward action=accept protocol=139 comment="defconf: accept HIP"
add chain=forward action=accept protocol=udp dst-port=500,4500 comment="defconf: accept IKE"
add chain=forward action=accept protocol=ipsec-ah comment="defconf: accept ipsec AH"
add chain=forward action=accept protocol=ipsec-esp comment="defconf: accept ipsec ESP"
add chain=forward action=accept ipsec-policy=in,ipsec comment="defconf: accept all that matches ipsec policy"
add chain=forward action=drop in-interface-list=!LAN comment="defconf: drop everything else not coming from LAN"
/tool mac-server
set allowed-interface-list=LAN
/tool mac-server mac-winbox
set allowed-interface-list=LAN
/file
add name=flash type=disk last-modified="2026-10-28 11:04:17"
add name=flash/skins type=directory last-modified="2024-03-09 18:00:00"
add name=flash/before-7.22.backup type=backup size=61184 last-modified="2026-05-16 20:12:33"
