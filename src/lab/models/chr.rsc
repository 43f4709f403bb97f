# A small cloud router: one public address, two private networks behind it, static routes, no radio and no board.
# version: 7.24 (stable)
# uptime: 5w2d7h41m
# cpu-load: 1..6
# absent: system/routerboard system/health
# absent: interface/wifi interface/wifi/registration-table interface/wifi/configuration interface/wifi/security
# absent: interface/wifi/channel interface/wifi/datapath interface/wifi/radio interface/wifi/access-list
# absent: interface/wireless interface/wireless/security-profiles interface/wireless/registration-table
# absent: container container/envs container/mounts container/config interface/veth
# management: 10.40.0.20 address=10.40.0.1 port=ether2
# rate: ether1 rx=6200k tx=9400k
# rate: ether2 rx=7100k tx=4800k
# rate: ether3 rx=2100k tx=1300k
# host: 203.0.113.1 rtt=380us name=gw.cloud.example.net
# host: 203.0.113.53 rtt=610us hops=203.0.113.1 name=ns1.example.net
# host: 198.51.100.20 rtt=11ms hops=203.0.113.1,198.51.100.1 name=www.example.com
# host: 198.51.100.66 rtt=18ms hops=203.0.113.1,198.51.100.65 loss=1 name=branch.example.net
# host: 192.0.2.80 rtt=93ms hops=203.0.113.1,198.51.100.1,192.0.2.1 loss=4 name=far.example.org
# host: 192.0.2.99 rtt=timeout name=dark.example.org
# log: 5w2d7h41m system,info router rebooted
# log: 5w2d7h40m interface,info ether1 link up (speed 10G, full duplex)
# log: 5w2d7h40m interface,info ether2 link up (speed 10G, full duplex)
# log: 5w2d7h40m interface,info ether3 link up (speed 10G, full duplex)
# log: 2d4h12m system,info,account user admin logged in from 10.40.0.20 via ssh
# log: 2d4h10m system,info filter rule changed by admin
# log: 2d4h6m system,info,account user admin logged out from 10.40.0.20 via ssh
# log: 22h14m system,error,critical login failure for user root from 198.51.100.201 via ssh
# log: 22h13m system,error,critical login failure for user oracle from 198.51.100.201 via ssh
# log: 10h30m script,info nightly-export: done
# log: 41m system,info,account user automation logged in from 10.40.0.20 via rest-api

/system identity
set name=cloud-1
/system resource
set board-name="CHR QEMU Standard PC (Q35 + ICH9, 2009)" platform=MikroTik architecture-name=x86_64 \
    build-time="2026-09-22 08:14:51" factory-software=7.16 cpu="QEMU Virtual CPU version 2.5+" cpu-count=2 \
    cpu-frequency=2400 free-memory=742391808 total-memory=1073741824 free-hdd-space=66338816 \
    total-hdd-space=93564928 write-sect-since-reboot=184216 write-sect-total=184216
/system license
set level=p1 system-id=tNm7xQdW2aL limited-upgrades=no next-renewal-at="2026-12-14 06:20:11" \
    deadline-at="2027-01-13 06:20:11"
/system package
add name=routeros version=7.24 build-time="2026-09-22 08:14:51" size=13193216
/system device-mode
set mode=advanced flagged=no flagging-enabled=yes attempt-count=0 allowed-versions=7.13+,6.49.8+ \
    install-any-version=no bandwidth-test=yes container=no email=yes fetch=yes hotspot=yes ipsec=yes l2tp=yes \
    partitions=no pptp=yes proxy=yes romon=yes routerboard=no scheduler=yes smb=yes sniffer=yes socks=yes \
    traffic-gen=no zerotier=yes
/system clock
set time-zone-autodetect=no time-zone-name=Etc/UTC
/system ntp client
set enabled=yes mode=unicast servers=203.0.113.53 status=synchronized synced-server=203.0.113.53 \
    synced-stratum=2 freq-drift=-4.117 system-offset=0.214
/system note
set show-at-login=no
/system history
add action="filter rule changed" by=admin policy=write time="2026-11-20 09:31:18" undoable=yes \
    undo="/ip firewall filter set *6 comment=\"drop the rest\""
add action="route added" by=admin policy=write time="2026-10-30 14:02:57" undoable=yes \
    undo="/ip route remove *80000004"

/interface ethernet
add default-name=ether1 name=ether1 mac-address=52:54:00:A1:10:01 orig-mac-address=52:54:00:A1:10:01 comment=public
add default-name=ether2 name=ether2 mac-address=52:54:00:A1:10:02 orig-mac-address=52:54:00:A1:10:02 comment=servers
add default-name=ether3 name=ether3 mac-address=52:54:00:A1:10:03 orig-mac-address=52:54:00:A1:10:03 \
    comment=databases
/interface list
add name=WAN
add name=LAN
/interface list member
add interface=ether1 list=WAN
add interface=ether2 list=LAN
add interface=ether3 list=LAN

/ip address
add address=203.0.113.10/24 interface=ether1 network=203.0.113.0
add address=10.40.0.1/24 interface=ether2 network=10.40.0.0
add address=10.41.0.1/24 interface=ether3 network=10.41.0.0 comment="databases, no way out"
/ip route
add dst-address=0.0.0.0/0 gateway=203.0.113.1 distance=1 check-gateway=ping comment=internet
add dst-address=10.50.0.0/16 gateway=10.40.0.20 distance=1 comment="branches, behind the VPN host"
add dst-address=10.60.0.0/16 gateway=10.40.0.21 distance=1 check-gateway=ping
add dst-address=10.0.0.0/8 blackhole=yes distance=250 comment="nothing private leaves"
/ip arp
add address=203.0.113.1 mac-address=00:00:5E:00:53:01 interface=ether1 dynamic=yes complete=yes status=reachable
add address=10.40.0.20 mac-address=52:54:00:A1:20:20 interface=ether2 dynamic=yes complete=yes status=reachable
add address=10.40.0.21 mac-address=52:54:00:A1:20:21 interface=ether2 dynamic=yes complete=yes status=stale
add address=10.40.0.30 mac-address=52:54:00:A1:20:30 interface=ether2 dynamic=yes complete=yes status=reachable
add address=10.41.0.10 mac-address=52:54:00:A1:21:10 interface=ether3 dynamic=yes complete=yes status=reachable
add address=10.41.0.11 dynamic=yes complete=no interface=ether3 status=failed
/ip neighbor discovery-settings
set discover-interface-list=LAN
/ip neighbor
add identity=cloud-2 address=10.40.0.2 address4=10.40.0.2 mac-address=52:54:00:A1:30:02 interface=ether2 \
    interface-name=ether2 platform=MikroTik board="CHR QEMU Standard PC (Q35 + ICH9, 2009)" version="7.24 (stable)" \
    software-id="" system-description="MikroTik RouterOS 7.24 (stable) CHR" system-caps=bridge,router \
    system-caps-enabled=router discovered-by=cdp,lldp,mndp age=14s uptime=5w2d7h38m unpack=none
/ip dns
set servers=203.0.113.53,203.0.113.54 allow-remote-requests=yes cache-used=81
/ip dns static
add name=router.cloud.example.net type=A address=10.40.0.1 ttl=1d
add name=db.cloud.example.net type=A address=10.41.0.10 ttl=5m comment="failover by script"
/ip dns cache
add name=www.example.com type=A data=198.51.100.20 ttl=4m51s
add name=branch.example.net type=A data=198.51.100.66 ttl=52m8s
add name=router.cloud.example.net type=A data=10.40.0.1 ttl=1d static=yes
add name=db.cloud.example.net type=A data=10.41.0.10 ttl=5m static=yes
/ip settings
set rp-filter=loose tcp-syncookies=yes max-neighbor-entries=4096
/ip service
set telnet disabled=yes
set ftp disabled=yes
set api disabled=yes
set ssh address=10.40.0.0/24
set winbox address=10.40.0.0/24
/ip firewall address-list
add list=management address=10.40.0.0/24 comment="operators and automation"
add list=management address=10.50.9.0/24
add list=scanners address=198.51.100.201 comment="seen 2026-10-02"
/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked comment="answers to ourselves"
add chain=input action=drop connection-state=invalid
add chain=input action=accept protocol=icmp limit=50,20:packet
add chain=input action=accept src-address-list=management in-interface-list=LAN comment=management
add chain=input action=accept protocol=udp dst-port=53 in-interface-list=LAN
add chain=input action=drop comment="drop the rest"
add chain=forward action=fasttrack-connection connection-state=established,related
add chain=forward action=accept connection-state=established,related,untracked
add chain=forward action=drop connection-state=invalid
add chain=forward action=accept connection-nat-state=dstnat in-interface-list=WAN
add chain=forward action=accept src-address=10.40.0.0/24 dst-address=10.41.0.0/24 protocol=tcp dst-port=5432
add chain=forward action=accept in-interface=ether2 out-interface-list=WAN
add chain=forward action=drop log=yes log-prefix=forward-drop
/ip firewall nat
add chain=srcnat action=masquerade src-address=10.40.0.0/24 out-interface-list=WAN
add chain=dstnat action=dst-nat protocol=tcp dst-address=203.0.113.10 dst-port=80,443 to-addresses=10.40.0.30 \
    comment=website
/ip firewall raw
add chain=prerouting action=drop src-address-list=scanners in-interface=ether1
/ip firewall connection
add protocol=tcp src-address=198.51.100.20 src-port=51820 dst-address=203.0.113.10 dst-port=443 \
    reply-src-address=10.40.0.30 reply-src-port=443 reply-dst-address=198.51.100.20 reply-dst-port=51820 \
    tcp-state=established timeout=23h59m41s orig-packets=118 orig-bytes=14902 repl-packets=131 repl-bytes=162344 \
    orig-rate=1840 repl-rate=20112 seen-reply=yes assured=yes confirmed=yes dstnat=yes
add protocol=udp src-address=10.40.0.30 src-port=40122 dst-address=203.0.113.53 dst-port=53 \
    reply-src-address=203.0.113.53 reply-src-port=53 reply-dst-address=203.0.113.10 reply-dst-port=40122 \
    timeout=7s orig-packets=1 orig-bytes=71 repl-packets=1 repl-bytes=135 seen-reply=yes confirmed=yes srcnat=yes

/user group
add name=automation policy=read,write,test,api,rest-api,sensitive
/user
add name=automation group=automation address=10.40.0.20/32 comment="configuration pipeline"
add name=monitor group=read address=10.40.0.0/24
/system logging
add topics=firewall,!debug action=memory prefix=fw
/system script
add name=nightly-export policy=read,write,test source="/export file=nightly\r\n:log info \"nightly-export: done\"\r\n" \
    run-count=37 comment="run by the scheduler"
/system scheduler
add name=nightly-export on-event=nightly-export interval=1d start-date=2026-01-10 start-time=03:10:00 \
    policy=read,write,test run-count=37
/file
add name=nightly.rsc type=script size=5871 last-modified="2026-11-22 03:10:02"
add name=skins type=directory last-modified="2026-01-09 10:11:12"
/tool netwatch
add name=uplink host=203.0.113.1 type=icmp interval=30s status=up since="2026-10-16 05:22:40"
add name=database host=10.41.0.10 type=tcp-conn port=5432 interval=1m status=up since="2026-10-16 05:22:43"
/snmp
set enabled=no
