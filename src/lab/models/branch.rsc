# The router of a branch office: VLANs on one bridge, two providers, a tunnel to headquarters, published services,
# and the traces of several years and several administrators.
# version: 7.23.7 (long-term)
# uptime: 11w5d3h28m
# cpu-load: 8..31
# absent: interface/wifi interface/wifi/registration-table interface/wifi/configuration interface/wifi/security
# absent: interface/wifi/channel interface/wifi/datapath interface/wifi/radio interface/wifi/access-list
# absent: interface/wireless interface/wireless/security-profiles interface/wireless/registration-table
# absent: container container/envs container/mounts container/config interface/veth
# management: 10.20.99.10 address=10.20.99.1 port=sfp-sfpplus1 vlan=99
# rate: ether1 rx=42M tx=11M
# rate: ether8 rx=180k tx=64k
# rate: sfp-sfpplus1 rx=9200k tx=38M
# rate: ether2 rx=1900k tx=3300k
# rate: ether3 rx=700k tx=2400k
# rate: ether4 rx=6100k tx=350k
# rate: ether5 rx=40k tx=90k
# rate: bridge rx=17M tx=43M
# rate: vlan10-office rx=9300k tx=36M
# rate: vlan20-voice rx=310k tx=320k
# rate: vlan30-guest rx=800k tx=4100k
# rate: vlan40-cameras rx=6100k tx=150k
# rate: vlan99-mgmt rx=25k tx=60k
# rate: wg-hq rx=2900k tx=5200k
# rate: wg-remote rx=210k tx=940k
# host: 198.51.100.65 rtt=1ms name=gw.one.example.net
# host: 203.0.113.129 rtt=8ms name=gw.two.example.net
# host: 203.0.113.10 rtt=18ms hops=198.51.100.65,192.0.2.65,203.0.113.1 loss=1 name=cloud-1.example.net
# host: 203.0.113.53 rtt=17ms hops=198.51.100.65,192.0.2.65,203.0.113.1 name=ns1.example.net
# host: 192.0.2.80 rtt=64ms hops=198.51.100.65,192.0.2.65,192.0.2.1 loss=3 name=far.example.org
# host: 192.0.2.200 rtt=timeout hops=198.51.100.65,192.0.2.65 name=dark.example.org
# host: 10.255.0.1 rtt=19ms name=hq.wg.example.net
# host: 10.0.0.10 rtt=20ms hops=10.255.0.1 name=files.hq.example.net
# host: 10.0.0.53 rtt=20ms hops=10.255.0.1 name=dns.hq.example.net
# log: 11w5d3h28m system,info router rebooted
# log: 11w5d3h27m interface,info ether1 link up (speed 1G, full duplex)
# log: 11w5d3h27m interface,info sfp-sfpplus1 link up (speed 10G, full duplex)
# log: 11w5d3h26m wireguard,info wg-hq: [headquarters] 7Gk0: Handshake for peer completed
# log: 3w2d6h netwatch,info event down [ type: icmp, host: 203.0.113.129 ]
# log: 3w2d5h51m netwatch,info event up [ type: icmp, host: 203.0.113.129 ]
# log: 6d1h20m system,info,account user anna logged in from 10.20.99.10 via winbox
# log: 6d1h14m system,info nat rule added by anna
# log: 6d1h2m system,info,account user anna logged out from 10.20.99.10 via winbox
# log: 1d2h11m interface,warning ether4 excessive broadcasts/multicasts, probably a loop
# log: 23h5m system,error,critical login failure for user admin from 192.0.2.77 via ssh
# log: 23h4m system,error,critical login failure for user admin from 192.0.2.77 via ssh
# log: 23h4m firewall,info blocked input: in:ether1 out:(unknown 0), connection-state:new proto TCP (SYN), 192.0.2.77:51022->198.51.100.66:22, len 60
# log: 11h18m script,info nightly-backup: saved
# log: 4h2m dhcp,info office assigned 10.20.10.141 for 9C:B6:D0:1F:55:08 LAPTOP-7QK2
# log: 3h40m dhcp,info guest assigned 10.20.30.77 for 5A:11:C0:7E:90:D3 iPhone
# log: 2h15m system,info,account user nms logged in from 10.20.99.20 via rest-api
# log: 38m dhcp,warning voice: no more addresses for 80:5E:C0:33:12:9A

/system identity
set name=branch-riga
/system resource
set board-name="RB5009UG+S+" platform=MikroTik architecture-name=arm64 build-time="2026-08-31 11:02:46" \
    factory-software=7.6 cpu=ARM64 cpu-count=4 cpu-frequency=1400 free-memory=688914432 total-memory=1073741824 \
    free-hdd-space=991236096 total-hdd-space=1073741824 write-sect-since-reboot=288410 write-sect-total=7120334 \
    bad-blocks=0
/system routerboard
set routerboard=yes board-name="RB5009UG+S+" model="RB5009UG+S+" revision=r2 serial-number=RB50LAB0BRCH \
    firmware-type=70x0 factory-firmware=7.6 current-firmware=7.22.3 upgrade-firmware=7.23.7
/system license
set software-id=LAB0-BRCH nlevel=5 features=""
/system health
add name=cpu-temperature value=58 type=C
add name=board-temperature1 value=44 type=C
add name=jack-voltage value=23.9 type=V
add name=2pin-voltage value=0 type=V
add name=sfp-temperature value=49 type=C
/system package
add name=routeros version=7.23.7 build-time="2026-08-31 11:02:46" size=12455936
/system package update
set channel=long-term installed-version=7.23.7
/system device-mode
set mode=advanced flagged=no flagging-enabled=yes attempt-count=0 allowed-versions=7.13+,6.49.8+ \
    install-any-version=no bandwidth-test=yes container=no email=yes fetch=yes hotspot=yes ipsec=yes l2tp=yes \
    partitions=no pptp=yes proxy=yes romon=yes routerboard=yes scheduler=yes smb=yes sniffer=yes socks=yes \
    traffic-gen=no zerotier=yes
/system clock
set time-zone-autodetect=no time-zone-name=Europe/Riga
/system ntp client
set enabled=yes mode=unicast servers=10.0.0.53,203.0.113.53 status=synchronized synced-server=10.0.0.53 \
    synced-stratum=3 freq-drift=3.109 system-offset=0.871
/system ntp server
set enabled=yes use-local-clock=yes
/system note
set note="Branch Riga. Changes by ticket only: netops@example.net" show-at-login=yes
/system history
add action="nat rule added" by=anna policy=write time="2026-11-16 14:08:31" undoable=yes
add action="address list entry added" by=nms policy=write time="2026-11-12 02:00:14" undoable=yes
add action="bridge vlan changed" by=anna policy=write time="2026-10-29 17:44:02" undoable=yes

/interface ethernet
add default-name=ether1 name=ether1 mac-address=DC:2C:6E:4B:70:01 orig-mac-address=DC:2C:6E:4B:70:01 l2mtu=1514 \
    comment="provider one, circuit 4471"
add default-name=ether2 name=ether2 mac-address=DC:2C:6E:4B:70:02 orig-mac-address=DC:2C:6E:4B:70:02 l2mtu=1514
add default-name=ether3 name=ether3 mac-address=DC:2C:6E:4B:70:03 orig-mac-address=DC:2C:6E:4B:70:03 l2mtu=1514
add default-name=ether4 name=ether4 mac-address=DC:2C:6E:4B:70:04 orig-mac-address=DC:2C:6E:4B:70:04 l2mtu=1514 \
    comment="camera switch"
add default-name=ether5 name=ether5 mac-address=DC:2C:6E:4B:70:05 orig-mac-address=DC:2C:6E:4B:70:05 l2mtu=1514
add default-name=ether6 name=ether6 mac-address=DC:2C:6E:4B:70:06 orig-mac-address=DC:2C:6E:4B:70:06 l2mtu=1514 \
    running=no
add default-name=ether7 name=ether7 mac-address=DC:2C:6E:4B:70:07 orig-mac-address=DC:2C:6E:4B:70:07 l2mtu=1514 \
    running=no disabled=yes
add default-name=ether8 name=ether8 mac-address=DC:2C:6E:4B:70:08 orig-mac-address=DC:2C:6E:4B:70:08 l2mtu=1514 \
    comment="provider two, radio"
add default-name=sfp-sfpplus1 name=sfp-sfpplus1 mac-address=DC:2C:6E:4B:70:00 orig-mac-address=DC:2C:6E:4B:70:00 \
    l2mtu=1514 comment="to switch sw-riga-1 port 49"
/interface bridge
add name=bridge mac-address=DC:2C:6E:4B:70:02 admin-mac=DC:2C:6E:4B:70:02 auto-mac=no vlan-filtering=yes \
    frame-types=admit-only-vlan-tagged priority=0x2000 comment="all VLANs"
/interface vlan
add interface=bridge name=vlan10-office vlan-id=10
add interface=bridge name=vlan20-voice vlan-id=20
add interface=bridge name=vlan30-guest vlan-id=30
add interface=bridge name=vlan40-cameras vlan-id=40
add interface=bridge name=vlan99-mgmt vlan-id=99
/interface wireguard
add name=wg-hq listen-port=13231 mtu=1420 private-key="g2O9VrfGhc0UgWiA6M9vs1mxwwVkGHMLGQA45qRyIJE=" \
    public-key="w99hIfQbk6IQ4DjXhF4EKEywuxBkaCY+HAJ1Nm6wg9Y=" comment="to headquarters"
add name=wg-remote listen-port=13232 mtu=1420 private-key="JWQN9XmCq31SuIrxKRLXfG9V+9yQkfEQQfXIEv6iCFk=" \
    public-key="AT4f7n4hO6UoZlODTpqAdD7zmt8muXwMyAO0UPuuUAg=" comment="people at home"
/interface wireguard peers
add interface=wg-hq name=headquarters public-key="YQeOVMM2RvpBLywuW0Vl22OucOo3HskmAxGK5mkS/Ic=" \
    allowed-address=10.255.0.0/30,10.0.0.0/16 endpoint-address=203.0.113.10 endpoint-port=13231 \
    persistent-keepalive=25s current-endpoint-address=203.0.113.10 current-endpoint-port=13231 last-handshake=1m12s \
    rx=2211406612 tx=4180022310 comment=headquarters
add interface=wg-remote name=anna public-key="+dwhZr4JdfEHvln+EXmVbzHlPGgvi/RmMKRciRLF9og=" \
    preshared-key="JKAPn0+4PxpLzHmtNTvd+8jB/aT/aMQgxhI5Rkr+lCs=" allowed-address=10.255.8.10/32 \
    current-endpoint-address=192.0.2.161 current-endpoint-port=50113 last-handshake=2m4s rx=99302211 tx=402113377 \
    comment="Anna, laptop"
add interface=wg-remote name=peteris public-key="sMgES9zLPFOISbXHdFKtya/4pkVQwwUvKpOTooskrgE=" \
    allowed-address=10.255.8.11/32 rx=0 tx=0 disabled=yes comment="Peteris, left in March"
/interface bridge port
add bridge=bridge interface=sfp-sfpplus1 frame-types=admit-only-vlan-tagged comment="trunk to sw-riga-1"
add bridge=bridge interface=ether2 pvid=10 frame-types=admit-only-untagged-and-priority-tagged
add bridge=bridge interface=ether3 pvid=10 frame-types=admit-only-untagged-and-priority-tagged
add bridge=bridge interface=ether4 pvid=40 frame-types=admit-only-untagged-and-priority-tagged bpdu-guard=yes
add bridge=bridge interface=ether5 pvid=20 frame-types=admit-only-untagged-and-priority-tagged
add bridge=bridge interface=ether6 pvid=30 frame-types=admit-only-untagged-and-priority-tagged
add bridge=bridge interface=ether7 pvid=99 frame-types=admit-only-untagged-and-priority-tagged \
    comment="console port, keep disabled"
/interface bridge vlan
add bridge=bridge vlan-ids=10 tagged=bridge,sfp-sfpplus1 current-tagged=bridge,sfp-sfpplus1 \
    current-untagged=ether2,ether3 comment=office
add bridge=bridge vlan-ids=20 tagged=bridge,sfp-sfpplus1 current-tagged=bridge,sfp-sfpplus1 current-untagged=ether5 \
    comment=voice
add bridge=bridge vlan-ids=30 tagged=bridge,sfp-sfpplus1 current-tagged=bridge,sfp-sfpplus1 comment=guest
add bridge=bridge vlan-ids=40 tagged=bridge,sfp-sfpplus1 current-tagged=bridge,sfp-sfpplus1 current-untagged=ether4 \
    comment=cameras
add bridge=bridge vlan-ids=99 tagged=bridge,sfp-sfpplus1 current-tagged=bridge,sfp-sfpplus1 comment=management
/interface bridge host
add mac-address=DC:2C:6E:4B:70:02 bridge=bridge interface=bridge on-interface=bridge local=yes dynamic=yes
add mac-address=00:0C:29:5E:10:10 bridge=bridge interface=sfp-sfpplus1 on-interface=sfp-sfpplus1 vid=10 dynamic=yes
add mac-address=9C:B6:D0:1F:55:08 bridge=bridge interface=sfp-sfpplus1 on-interface=sfp-sfpplus1 vid=10 dynamic=yes
add mac-address=80:5E:C0:33:12:01 bridge=bridge interface=ether5 on-interface=ether5 vid=20 dynamic=yes
add mac-address=5A:11:C0:7E:90:D3 bridge=bridge interface=sfp-sfpplus1 on-interface=sfp-sfpplus1 vid=30 dynamic=yes
add mac-address=B8:A4:4F:12:00:21 bridge=bridge interface=ether4 on-interface=ether4 vid=40 dynamic=yes
add mac-address=B8:A4:4F:12:00:22 bridge=bridge interface=ether4 on-interface=ether4 vid=40 dynamic=yes
add mac-address=64:D1:54:AA:02:10 bridge=bridge interface=sfp-sfpplus1 on-interface=sfp-sfpplus1 vid=99 dynamic=yes
/interface list
add name=WAN
add name=LAN
add name=MGMT comment="where management is let in"
/interface list member
add list=WAN interface=ether1
add list=WAN interface=ether8
add list=LAN interface=vlan10-office
add list=LAN interface=vlan20-voice
add list=LAN interface=vlan40-cameras
add list=LAN interface=wg-hq
add list=LAN interface=wg-remote
add list=MGMT interface=vlan99-mgmt
add list=MGMT interface=wg-hq

/ip pool
add name=office ranges=10.20.10.100-10.20.10.199
add name=voice ranges=10.20.20.100-10.20.20.109
add name=guest ranges=10.20.30.20-10.20.30.250
/ip address
add address=198.51.100.66/29 interface=ether1 network=198.51.100.64 comment="provider one"
add address=203.0.113.130/30 interface=ether8 network=203.0.113.128 comment="provider two"
add address=10.20.10.1/24 interface=vlan10-office network=10.20.10.0
add address=10.20.20.1/24 interface=vlan20-voice network=10.20.20.0
add address=10.20.30.1/24 interface=vlan30-guest network=10.20.30.0
add address=10.20.40.1/24 interface=vlan40-cameras network=10.20.40.0
add address=10.20.99.1/24 interface=vlan99-mgmt network=10.20.99.0
add address=10.255.0.2/30 interface=wg-hq network=10.255.0.0
add address=10.255.8.1/24 interface=wg-remote network=10.255.8.0
add address=10.20.50.1/24 interface=ether7 network=10.20.50.0 disabled=yes comment="old lab, not used since 2024"
/routing table
add name=via-two fib=yes comment="guests go out by provider two"
/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.65 distance=1 check-gateway=ping comment="provider one"
add dst-address=0.0.0.0/0 gateway=203.0.113.129 distance=10 check-gateway=ping comment="provider two"
add dst-address=0.0.0.0/0 gateway=203.0.113.129 routing-table=via-two distance=1
add dst-address=0.0.0.0/0 gateway=198.51.100.65 routing-table=via-two distance=10
add dst-address=10.0.0.0/16 gateway=10.255.0.1 distance=1 comment=headquarters
add dst-address=10.30.0.0/16 gateway=10.255.0.1 distance=1 comment="branch Tallinn, over headquarters"
add dst-address=10.0.0.0/8 blackhole=yes distance=250
/routing rule
add src-address=10.20.30.0/24 action=lookup table=via-two comment="guests by provider two"
/ip arp
add address=198.51.100.65 mac-address=00:00:5E:00:53:65 interface=ether1 dynamic=yes complete=yes status=reachable
add address=203.0.113.129 mac-address=00:00:5E:00:53:81 interface=ether8 dynamic=yes complete=yes status=reachable
add address=10.20.10.10 mac-address=00:0C:29:5E:10:10 interface=vlan10-office complete=yes status=permanent \
    comment="server, pinned"
add address=10.20.10.11 mac-address=00:0C:29:5E:10:11 interface=vlan10-office dynamic=yes complete=yes \
    status=reachable
add address=10.20.10.141 mac-address=9C:B6:D0:1F:55:08 interface=vlan10-office dynamic=yes complete=yes \
    status=reachable
add address=10.20.20.101 mac-address=80:5E:C0:33:12:01 interface=vlan20-voice dynamic=yes complete=yes status=stale
add address=10.20.30.77 mac-address=5A:11:C0:7E:90:D3 interface=vlan30-guest dynamic=yes complete=yes \
    status=reachable
add address=10.20.40.21 mac-address=B8:A4:4F:12:00:21 interface=vlan40-cameras dynamic=yes complete=yes \
    status=reachable
add address=10.20.40.22 mac-address=B8:A4:4F:12:00:22 interface=vlan40-cameras dynamic=yes complete=yes \
    status=reachable
add address=10.20.40.23 interface=vlan40-cameras dynamic=yes complete=no status=failed
add address=10.20.99.2 mac-address=64:D1:54:AA:02:10 interface=vlan99-mgmt dynamic=yes complete=yes status=reachable
add address=10.20.99.10 mac-address=48:2A:E3:70:1C:9F interface=vlan99-mgmt dynamic=yes complete=yes status=delay
add address=10.20.99.20 mac-address=00:0C:29:5E:99:20 interface=vlan99-mgmt dynamic=yes complete=yes \
    status=reachable
/ip neighbor discovery-settings
set discover-interface-list=MGMT
/ip neighbor
add identity=sw-riga-1 address=10.20.99.2 address4=10.20.99.2 mac-address=64:D1:54:AA:02:10 \
    interface=sfp-sfpplus1,bridge interface-name=sfp-sfpplus4 platform=MikroTik board=CRS326-24S+2Q+ \
    version="7.22.3 (stable)" software-id=LAB0-SWRG system-description="MikroTik RouterOS 7.22.3 (stable) CRS326-24S+2Q+" \
    system-caps=bridge,router system-caps-enabled=bridge discovered-by=cdp,lldp,mndp age=8s uptime=31w2d unpack=none
add identity=ap-riga-lobby address=10.20.99.31 address4=10.20.99.31 mac-address=48:A9:8A:30:31:01 \
    interface=sfp-sfpplus1,vlan99-mgmt interface-name=ether1 platform=MikroTik board=cAPGi-5HaxD2HaxD \
    version="7.22.3 (stable)" software-id=LAB0-APLB system-description="MikroTik RouterOS 7.22.3 (stable) cAPGi-5HaxD2HaxD" \
    system-caps=bridge,wlan-ap,router system-caps-enabled=bridge,wlan-ap discovered-by=cdp,lldp,mndp age=22s \
    uptime=6w1d unpack=none
add identity="SEP805EC033121A" address=10.20.20.101 address4=10.20.20.101 mac-address=80:5E:C0:33:12:01 \
    interface=ether5,bridge interface-name="WAN PORT" system-description="VoIP phone, firmware 66.86.0.15" \
    system-caps=bridge,telephone system-caps-enabled=telephone discovered-by=lldp age=12s unpack=none
/ip dhcp-server option
add name=phone-provisioning code=66 value="'http://10.20.20.1/phones'"
/ip dhcp-server
add name=office address-pool=office interface=vlan10-office lease-time=8h
add name=voice address-pool=voice interface=vlan20-voice lease-time=1d
add name=guest address-pool=guest interface=vlan30-guest lease-time=1h
/ip dhcp-server network
add address=10.20.10.0/24 gateway=10.20.10.1 dns-server=10.20.10.1,10.0.0.53 domain=riga.example.net \
    ntp-server=10.20.10.1 comment=office
add address=10.20.20.0/24 gateway=10.20.20.1 dns-server=10.20.20.1 ntp-server=10.20.20.1 \
    dhcp-option=phone-provisioning comment=voice
add address=10.20.30.0/24 gateway=10.20.30.1 dns-server=203.0.113.53 comment="guest, not our resolver"
/ip dhcp-server lease
add address=10.20.10.11 mac-address=00:0C:29:5E:10:11 server=office comment="build server" status=bound \
    expires-after=6h2m11s last-seen=1h57m49s active-address=10.20.10.11 active-mac-address=00:0C:29:5E:10:11 \
    active-server=office host-name=build-1
add address=10.20.10.20 mac-address=3C:2A:F4:20:44:19 server=office comment="printer, second floor" status=bound \
    expires-after=4h41m last-seen=3h19m active-address=10.20.10.20 active-mac-address=3C:2A:F4:20:44:19 \
    active-server=office host-name=BRN3C2AF4204419
add address=10.20.10.141 mac-address=9C:B6:D0:1F:55:08 client-id=1:9c:b6:d0:1f:55:8 server=office dynamic=yes \
    status=bound expires-after=3h57m42s last-seen=4h2m18s age=4h2m18s active-address=10.20.10.141 \
    active-mac-address=9C:B6:D0:1F:55:08 active-client-id=1:9c:b6:d0:1f:55:8 active-server=office \
    host-name=LAPTOP-7QK2 class-id="MSFT 5.0"
add address=10.20.10.142 mac-address=A4:83:E7:5D:11:70 client-id=1:a4:83:e7:5d:11:70 server=office dynamic=yes \
    status=bound expires-after=7h12m last-seen=48m age=2h11m active-address=10.20.10.142 \
    active-mac-address=A4:83:E7:5D:11:70 active-client-id=1:a4:83:e7:5d:11:70 active-server=office host-name=martins-mbp
add address=10.20.20.101 mac-address=80:5E:C0:33:12:01 server=voice dynamic=yes status=bound expires-after=11h4m \
    last-seen=12h56m age=12h56m active-address=10.20.20.101 active-mac-address=80:5E:C0:33:12:01 active-server=voice \
    host-name=phone-101
add address=10.20.20.102 mac-address=80:5E:C0:33:12:02 server=voice dynamic=yes status=bound expires-after=11h6m \
    last-seen=12h54m age=12h54m active-address=10.20.20.102 active-mac-address=80:5E:C0:33:12:02 active-server=voice \
    host-name=phone-102
add address=10.20.30.77 mac-address=5A:11:C0:7E:90:D3 client-id=1:5a:11:c0:7e:90:d3 server=guest dynamic=yes \
    status=bound expires-after=20m14s last-seen=39m46s age=3h40m active-address=10.20.30.77 \
    active-mac-address=5A:11:C0:7E:90:D3 active-client-id=1:5a:11:c0:7e:90:d3 active-server=guest host-name=iPhone
add address=10.20.30.80 mac-address=7E:90:12:AB:44:0C server=guest block-access=yes blocked=yes status=waiting \
    comment="banned 2026-06-11, see ticket 2214"
/ip dns
set servers=10.0.0.53,203.0.113.53 allow-remote-requests=yes cache-size=4096 cache-used=1189 cache-max-ttl=1d
/ip dns static
add name=router.riga.example.net type=A address=10.20.99.1
add name=files.riga.example.net type=A address=10.20.10.10
add name=build.riga.example.net type=CNAME cname=build-1.riga.example.net
add name=build-1.riga.example.net type=A address=10.20.10.11
add name=hq.example.net type=FWD forward-to=10.0.0.53 match-subdomain=yes comment="names of headquarters"
add regexp=".*\\.lab\\.example\\.net" type=FWD forward-to=10.0.0.54 disabled=yes
/ip dns cache
add name=router.riga.example.net type=A data=10.20.99.1 ttl=1d static=yes
add name=files.hq.example.net type=A data=10.0.0.10 ttl=12m30s
add name=cloud-1.example.net type=A data=203.0.113.10 ttl=51m2s
add name=www.example.com type=A data=198.51.100.20 ttl=1m9s
add name=mail.example.com type=MX data="10 mx1.example.com" ttl=38m
/ip settings
set rp-filter=loose tcp-syncookies=yes
/ip service
set telnet disabled=yes
set ftp disabled=yes
set api disabled=yes
set ssh port=2222 address=10.20.99.0/24,10.0.0.0/16
set winbox address=10.20.99.0/24,10.0.0.0/16
/ip firewall address-list
add list=management address=10.20.99.0/24 comment="management VLAN"
add list=management address=10.0.9.0/24 comment="operators at headquarters"
add list=management address=10.255.8.10 comment="Anna from home"
add list=voip-providers address=192.0.2.33 comment="trunk A"
add list=voip-providers address=192.0.2.34 comment="trunk B"
add list=voip-providers address=sip.example.com
add list=blocked address=192.0.2.77 comment="password guessing"
add list=blocked address=192.0.2.160/29
add list=blocked address=198.51.100.201
add list=blocked address=203.0.113.66 timeout=2d
add list=blocked address=203.0.113.67 timeout=3h20m
add list=bogons address=0.0.0.0/8
add list=bogons address=127.0.0.0/8
add list=bogons address=169.254.0.0/16
add list=bogons address=172.16.0.0/12
add list=bogons address=192.168.0.0/16
add list=bogons address=224.0.0.0/4
add list=bogons address=240.0.0.0/4
add list=no-internet address=10.20.40.0/24 comment="cameras stay inside"
add list=no-internet address=10.20.10.20 comment=printer
add list=partners address=203.0.113.240/28 disabled=yes comment="contract ended"
/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked
add chain=input action=drop connection-state=invalid
add chain=input action=accept protocol=icmp
add chain=input action=accept protocol=udp dst-port=13231,13232 in-interface-list=WAN comment=WireGuard
add chain=input action=accept src-address-list=management in-interface-list=MGMT comment=management
add chain=input action=accept src-address-list=management in-interface=wg-remote comment="management from home"
add chain=input action=accept protocol=udp dst-port=53,123 in-interface-list=LAN comment="DNS and time for us"
add chain=input action=accept protocol=tcp dst-port=53 in-interface-list=LAN
add chain=input action=accept protocol=udp dst-port=67 in-interface=vlan30-guest comment="DHCP for guests"
add chain=input action=add-src-to-address-list protocol=tcp dst-port=22,23,2222,8291 in-interface-list=WAN \
    address-list=blocked address-list-timeout=3d log=yes log-prefix="blocked input" comment="whoever knocks is blocked"
add chain=input action=drop comment="drop the rest"
add chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark
add chain=forward action=accept connection-state=established,related,untracked
add chain=forward action=drop connection-state=invalid
add chain=forward action=drop src-address-list=no-internet out-interface-list=WAN comment="no internet for these"
add chain=forward action=accept connection-nat-state=dstnat in-interface-list=WAN comment="published services"
add chain=forward action=accept in-interface-list=LAN out-interface-list=WAN
add chain=forward action=accept in-interface=vlan30-guest out-interface-list=WAN comment="guests: internet only"
add chain=forward action=accept in-interface=vlan10-office out-interface=vlan40-cameras protocol=tcp dst-port=554,443
add chain=forward action=accept in-interface=vlan10-office out-interface=wg-hq
add chain=forward action=accept in-interface=wg-hq out-interface-list=LAN
add chain=forward action=accept in-interface=wg-remote out-interface=vlan10-office
add chain=forward action=accept src-address-list=partners dst-address=10.20.10.10 disabled=yes
add chain=forward action=jump jump-target=voice dst-address=10.20.20.0/24
add chain=voice action=accept src-address-list=voip-providers protocol=udp
add chain=voice action=return
add chain=forward action=drop log=yes log-prefix=forward comment="drop the rest"
/ip firewall nat
add chain=srcnat action=masquerade out-interface=ether8 comment="provider two"
add chain=srcnat action=src-nat out-interface=ether1 to-addresses=198.51.100.66 comment="provider one"
add chain=dstnat action=dst-nat protocol=tcp dst-address=198.51.100.66 dst-port=443 to-addresses=10.20.10.10 \
    to-ports=8443 comment="files.riga"
add chain=dstnat action=dst-nat protocol=tcp dst-address=198.51.100.66 dst-port=2022 to-addresses=10.20.10.11 \
    to-ports=22 src-address-list=partners comment="build server for partners" disabled=yes
add chain=dstnat action=dst-nat protocol=udp dst-address=198.51.100.66 dst-port=5060 to-addresses=10.20.20.5 \
    src-address-list=voip-providers comment="SIP trunk"
add chain=dstnat action=dst-nat protocol=udp dst-address=198.51.100.66 dst-port=10000-10200 \
    to-addresses=10.20.20.5 src-address-list=voip-providers comment="RTP"
add chain=dstnat action=redirect protocol=udp dst-port=53 in-interface=vlan40-cameras comment="cameras ask us"
add chain=srcnat action=masquerade src-address=10.20.10.0/24 dst-address=10.20.10.10 protocol=tcp dst-port=8443 \
    comment="files.riga from inside"
/ip firewall mangle
add chain=forward action=change-mss protocol=tcp tcp-flags=syn new-mss=clamp-to-pmtu out-interface=wg-hq \
    passthrough=yes comment="tunnel MTU"
add chain=prerouting action=mark-connection src-address=10.20.20.0/24 connection-state=new new-connection-mark=voice \
    passthrough=yes
add chain=prerouting action=mark-packet connection-mark=voice new-packet-mark=voice passthrough=no
add chain=prerouting action=mark-routing src-address=10.20.30.0/24 dst-address=!10.0.0.0/8 new-routing-mark=via-two \
    passthrough=no disabled=yes comment="replaced by a routing rule"
add chain=postrouting action=change-dscp packet-mark=voice new-dscp=46 passthrough=yes
/ip firewall raw
add chain=prerouting action=drop src-address-list=blocked in-interface-list=WAN
add chain=prerouting action=drop src-address-list=bogons in-interface-list=WAN
add chain=prerouting action=drop protocol=tcp tcp-flags=fin,syn in-interface-list=WAN
add chain=prerouting action=notrack protocol=udp dst-port=13231 in-interface=ether1 comment="WireGuard needs no tracking"
/ip firewall connection
add protocol=udp src-address=203.0.113.10 src-port=13231 dst-address=198.51.100.66 dst-port=13231 \
    reply-src-address=198.51.100.66 reply-src-port=13231 reply-dst-address=203.0.113.10 reply-dst-port=13231 \
    timeout=2m58s orig-packets=1804112 orig-bytes=2211406612 repl-packets=3311020 repl-bytes=4180022310 \
    orig-rate=2911200 repl-rate=5204480 seen-reply=yes assured=yes confirmed=yes
add protocol=tcp src-address=10.20.10.141 src-port=50214 dst-address=10.0.0.10 dst-port=445 \
    reply-src-address=10.0.0.10 reply-src-port=445 reply-dst-address=10.20.10.141 reply-dst-port=50214 \
    tcp-state=established timeout=23h58m2s orig-packets=88112 orig-bytes=9911203 repl-packets=120331 \
    repl-bytes=160230114 orig-rate=120448 repl-rate=2411328 seen-reply=yes assured=yes confirmed=yes fasttrack=yes
add protocol=tcp src-address=192.0.2.91 src-port=44021 dst-address=198.51.100.66 dst-port=443 \
    reply-src-address=10.20.10.10 reply-src-port=8443 reply-dst-address=192.0.2.91 reply-dst-port=44021 \
    tcp-state=time-wait timeout=6s orig-packets=14 orig-bytes=2210 repl-packets=17 repl-bytes=18344 seen-reply=yes \
    assured=yes confirmed=yes dstnat=yes
add protocol=icmp src-address=10.20.99.20 dst-address=10.0.0.10 reply-src-address=10.0.0.10 \
    reply-dst-address=10.20.99.20 icmp-type=8 icmp-code=0 icmp-id=4411 timeout=8s orig-packets=1 orig-bytes=84 \
    repl-packets=1 repl-bytes=84 seen-reply=yes confirmed=yes
/queue type
add name=voice-first kind=fq-codel
/queue tree
add name=up-two parent=ether8 max-limit=20M queue=voice-first
add name=up-two-voice parent=up-two packet-mark=voice priority=1 limit-at=2M max-limit=20M queue=voice-first
add name=up-two-rest parent=up-two packet-mark=no-mark priority=8 max-limit=20M queue=voice-first
/queue simple
add name=guests target=10.20.30.0/24 max-limit=20000000/50000000 comment="guests share this"

/user group
add name=operators policy=local,ssh,read,write,test,winbox,web,api,rest-api,sensitive comment="everything but users"
add name=monitoring policy=read,test,api,rest-api,winbox
/user
add name=anna group=full address=10.20.99.0/24,10.255.8.10/32 comment="Anna, network"
add name=martins group=operators address=10.20.99.0/24
add name=nms group=monitoring address=10.20.99.20/32,10.0.9.0/24 comment="monitoring, REST only"
add name=peteris group=full disabled=yes comment="left in March"
/system logging action
add name=syslog target=remote remote=10.0.9.14 remote-port=514 src-address=10.255.0.2
/system logging
add topics=critical action=syslog
add topics=error action=syslog
add topics=firewall action=syslog prefix=riga
/system script
add name=nightly-backup policy=read,write,test,sensitive run-count=81 last-started="2026-11-22 02:30:00" \
    source="/system backup save name=nightly dont-encrypt=no\r\n/export file=nightly\r\n\
    :log info \"nightly-backup: saved\"\r\n"
add name=wan-watch policy=read,write,test run-count=22104 source=":local up [/ping 203.0.113.129 count=3]\r\n\
    :if (\$up = 0) do={ :log warning \"provider two is down\" }\r\n" comment="written by Peteris"
add name=unblock policy=read,write run-count=0 \
    source="/ip firewall address-list remove [find list=blocked dynamic=no]\r\n" comment="by hand only"
/system scheduler
add name=nightly-backup on-event=nightly-backup interval=1d start-date=2025-02-03 start-time=02:30:00 \
    policy=read,write,test,sensitive run-count=81
add name=wan-watch on-event=wan-watch interval=5m start-date=2024-06-01 start-time=00:00:00 \
    policy=read,write,test run-count=22104
add name=after-boot on-event=":log info \"branch-riga is up\"" start-time=startup interval=0s policy=read,write \
    run-count=1
add name=certificate-reminder on-event=":log warning \"the certificate of files.riga ends in June\"" interval=1w \
    start-date=2026-01-05 start-time=09:00:00 policy=read,write disabled=yes
/file
add name=nightly.backup type=backup size=118784 last-modified="2026-11-22 02:30:02"
add name=nightly.rsc type=script size=19412 last-modified="2026-11-22 02:30:05"
add name=before-vlans.rsc type=script size=8120 last-modified="2024-05-30 16:02:11"
add name=phones type=directory last-modified="2025-09-01 08:11:09"
add name=phones/firmware.rom type=file size=8388608 last-modified="2025-09-01 08:13:40"
/tool netwatch
add name=provider-two host=203.0.113.129 type=icmp interval=30s status=up since="2026-10-30 08:40:12"
add name=headquarters host=10.0.0.10 type=icmp interval=1m status=up since="2026-09-01 14:22:05"
add name=camera-3 host=10.20.40.23 type=simple interval=1m status=down since="2026-11-19 23:10:44" comment="ticket 2390"
/tool mac-server
set allowed-interface-list=MGMT
/tool mac-server mac-winbox
set allowed-interface-list=MGMT
/snmp
set enabled=yes contact="netops@example.net" location="Riga, server room" trap-version=2
/snmp community
add name=lab-read-community addresses=10.20.99.20/32,10.0.9.0/24 security=none read-access=yes write-access=no
