# A small access point at the edge of nowhere, with the wireless package of the older drivers: two radios on one bridge.
# version: 7.20.8 (long-term)
# uptime: 9w1d4h20m
# cpu-load: 1..9
# absent: interface/wifi interface/wifi/registration-table interface/wifi/configuration interface/wifi/security
# absent: interface/wifi/channel interface/wifi/datapath interface/wifi/radio interface/wifi/access-list
# absent: container container/envs container/mounts container/config interface/veth system/health
# management: 10.77.0.9 address=10.77.0.1 port=ether2
# rate: ether1 rx=5200k tx=700k
# rate: ether2 rx=20k tx=60k
# rate: bridge rx=700k tx=5100k
# rate: wlan1 rx=90k tx=400k
# rate: wlan2 rx=610k tx=4700k
# host: 198.51.100.129 rtt=6ms name=gw.radio.example.net
# host: 198.51.100.53 rtt=9ms hops=198.51.100.129 name=dns1.isp.example.net
# host: 203.0.113.10 rtt=24ms hops=198.51.100.129,192.0.2.1,203.0.113.1 name=cloud-1.example.net
# log: 9w1d4h20m system,info router rebooted
# log: 9w1d4h19m interface,info ether1 link up (speed 100M, full duplex)
# log: 2h31m wireless,info 0C:4D:E9:12:88:3A@wlan2: connected, signal strength -61

/system identity
set name=cabin
/system resource
set board-name="hAP ac lite" platform=MikroTik architecture-name=mipsbe build-time="2026-03-10 10:12:01" \
    factory-software=6.45.9 cpu="MIPS 24Kc V7.4" cpu-count=1 cpu-frequency=650 free-memory=24117248 \
    total-memory=67108864 free-hdd-space=1318912 total-hdd-space=16777216 write-sect-since-reboot=1204 \
    write-sect-total=92710 bad-blocks=0
/system routerboard
set routerboard=yes board-name="hAP ac lite" model=RB952Ui-5ac2nD serial-number=HAP0LAB0CABN firmware-type=qca9531L \
    factory-firmware=6.45.9 current-firmware=7.20.8 upgrade-firmware=7.20.8
/system license
set software-id=LAB0-CABN nlevel=4 features=""
/system package
add name=routeros version=7.20.8 build-time="2026-03-10 10:12:01" size=11534336
add name=wireless version=7.20.8 build-time="2026-03-10 10:12:01" size=2097152

/interface ethernet
add default-name=ether1 name=ether1 mac-address=74:4D:28:5A:90:10 orig-mac-address=74:4D:28:5A:90:10 l2mtu=1598
add default-name=ether2 name=ether2 mac-address=74:4D:28:5A:90:11 orig-mac-address=74:4D:28:5A:90:11 l2mtu=1598
/interface bridge
add name=bridge admin-mac=74:4D:28:5A:90:11 mac-address=74:4D:28:5A:90:11 auto-mac=no
/interface wireless security-profiles
add name=default default=yes mode=none supplicant-identity=MikroTik
add name=cabin mode=dynamic-keys authentication-types=wpa2-psk unicast-ciphers=aes-ccm group-ciphers=aes-ccm \
    wpa2-pre-shared-key=lab-cabin-passphrase
/interface wireless
add default-name=wlan1 name=wlan1 mac-address=74:4D:28:5A:90:15 radio-name=744D285A9015 mode=ap-bridge ssid=Spruce \
    country=latvia band=2ghz-b/g/n channel-width=20mhz frequency=2437 security-profile=cabin l2mtu=1600 \
    interface-type="Atheros AR9300" running=yes
add default-name=wlan2 name=wlan2 mac-address=74:4D:28:5A:90:16 radio-name=744D285A9016 mode=ap-bridge ssid=Spruce \
    country=latvia band=5ghz-a/n/ac channel-width=20/40/80mhz-XXXX frequency=auto security-profile=cabin l2mtu=1600 \
    interface-type="Atheros AR9888" running=yes
/interface bridge port
add bridge=bridge interface=ether2
add bridge=bridge interface=wlan1
add bridge=bridge interface=wlan2
/interface wireless registration-table
add mac-address=0C:4D:E9:12:88:3A interface=wlan2 signal-strength=-61@6Mbps tx-rate=325Mbps-80MHz/1S/SGI \
    rx-rate=260Mbps-80MHz/1S/SGI uptime=2h31m last-activity=40ms last-ip=10.77.0.31 bytes=40112233,9120034 \
    packets=41022,20110 authentication-type=wpa2-psk encryption=aes-ccm

/ip address
add address=198.51.100.130/30 interface=ether1 network=198.51.100.128
add address=10.77.0.1/24 interface=bridge network=10.77.0.0
/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.129
/ip dns
set servers=198.51.100.53 allow-remote-requests=yes
/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked
add chain=input action=drop connection-state=invalid
add chain=input action=accept in-interface=bridge
add chain=input action=drop
/ip firewall nat
add chain=srcnat action=masquerade out-interface=ether1
