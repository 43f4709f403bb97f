# version: 7.24 (stable)
# uptime: 3d4h5m
# cpu-load: 1..6
# absent: system/routerboard
# rate: ether1 rx=12M tx=3M
# rate: ether2 rx=2M tx=9M
# host: 198.51.100.1 rtt=11ms hops=203.0.113.9 name=gw.example.net
# log: 2h system,info router rebooted
/system resource
set board-name=CHR architecture-name=x86_64 cpu=Common cpu-count=1 cpu-frequency=2400 total-memory=1073741824 free-memory=819691520 total-hdd-space=17040297984 free-hdd-space=17019092992 build-time="2026-09-28 10:00:16" factory-software=7.1
/system clock
set time-zone-name=UTC
/interface ethernet
add default-name=ether1 mac-address=02:00:00:00:00:01
add default-name=ether2 mac-address=02:00:00:00:00:02
/interface bridge
add name=bridge
/interface bridge port
add bridge=bridge interface=ether2
/ip address
add address=192.0.2.10/24 interface=ether1
add address=192.168.88.1/24 interface=bridge
/ip route
add dst-address=0.0.0.0/0 gateway=192.0.2.1
/ip firewall filter
add chain=input action=accept connection-state=established,related
add chain=input action=drop in-interface=ether1 comment="drop the rest"
