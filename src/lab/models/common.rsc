# What every router has by itself.
/interface
add name=lo type=loopback
/interface list
add name=all builtin=yes comment="contains all interfaces"
add name=none builtin=yes comment="contains no interfaces"
add name=dynamic builtin=yes comment="contains dynamic interfaces"
add name=static builtin=yes comment="contains static interfaces"
/routing table
add name=main fib=yes
/user group
add name=read policy=local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensitive,api,romon,rest-api
add name=write policy=local,telnet,ssh,reboot,read,write,test,winbox,password,web,sniff,sensitive,api,romon,rest-api
add name=full policy=local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api
/user
add name=admin group=full comment="system default user"
/ip service
add .id=*0 name=telnet port=23 proto=tcp
add .id=*1 name=ftp port=21 proto=tcp
add .id=*2 name=www port=80 proto=tcp
add .id=*4 name=ssh port=22 proto=tcp
add .id=*6 name=www-ssl port=443 proto=tcp certificate=none disabled=yes tls-version=any
add .id=*7 name=api port=8728 proto=tcp
add .id=*8 name=winbox port=8291 proto=tcp
add .id=*9 name=api-ssl port=8729 proto=tcp certificate=none tls-version=any
/system logging action
add name=memory target=memory
add name=disk target=disk
add name=echo target=echo
add name=remote target=remote
/system logging
add topics=info action=memory
add topics=error action=memory
add topics=warning action=memory
add topics=critical action=echo
/system identity
set name=MikroTik
