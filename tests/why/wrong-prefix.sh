# shellcheck shell=bash disable=SC2154
# wrong-prefix.sh - a mask too narrow or too wide: on the wire, but the table says otherwise

_office() { # two hosts on a switch; masks as given
	ns sw pam quin
	wire pam eth0 sw p1
	wire quin eth0 sw p2
	bridge_of sw br0 p1 p2
	addr pam eth0 192.168.200.$1
	addr quin eth0 192.168.200.$2
}

senders_mask_is_too_narrow() {
	_office 10/25 200/24
	ask pam 192.168.200.200
	at pam eth0
	mend 'ip -n pam addr add 192.168.200.10/24 dev eth0; ip -n pam addr del 192.168.200.10/25 dev eth0'
}

targets_mask_is_too_narrow() {
	_office 200/24 10/25
	ask pam 192.168.200.10
	at quin eth0
	on reply
	mend 'ip -n quin addr add 192.168.200.10/24 dev eth0; ip -n quin addr del 192.168.200.10/25 dev eth0'
}

sender_is_a_slash_32() {
	_office 7/32 8/24
	ask pam quin@192.168.200.8
	at pam eth0
	mend 'ip -n pam addr add 192.168.200.7/24 dev eth0; ip -n pam addr del 192.168.200.7/32 dev eth0'
}

target_is_a_slash_30() {
	_office 77/24 2/30
	ask pam 192.168.200.2
	at quin eth0
	on reply
	mend 'ip -n quin addr add 192.168.200.2/24 dev eth0; ip -n quin addr del 192.168.200.2/30 dev eth0'
}

v6_senders_prefix_is_too_narrow() {
	ns ada bo
	wire ada e0 bo e0
	addr ada e0 fd70::1/126
	addr bo e0 fd70::200/64
	ask ada fd70::200
	at ada e0
	mend 'ip -n ada addr del fd70::1/126 dev e0; ip -n ada addr add fd70::1/64 dev e0 nodad'
}

v6_targets_prefix_is_too_narrow() {
	ns ada bo
	wire ada e0 bo e0
	addr ada e0 fd70::200/64
	addr bo e0 fd70::1/120
	ask ada bo@fd70::1
	at bo e0
	on reply
	mend 'ip -n bo addr del fd70::1/120 dev e0; ip -n bo addr add fd70::1/64 dev e0 nodad'
}

senders_mask_swallows_the_far_net() {
	chain 4 s g t
	ip -n s addr flush dev e1
	addr s e1 10.50.0.1/8
	ip -n s route replace default via 10.50.0.2
	ask s $end
	at s e1
	mend 'ip -n s addr add 10.50.0.1/24 dev e1; ip -n s addr del 10.50.0.1/8 dev e1'
	mend ip -n s route replace default via 10.50.0.2
}

v6_senders_prefix_swallows_the_far_net() {
	chain 6 s g1 g2 t
	ip -n s -6 addr flush dev e1 scope global
	addr s e1 fd50::1/16
	ip -n s -6 route replace default via fd50:0::2
	ask s $end
	at s e1
	mend 'ip -n s addr del fd50::1/16 dev e1; ip -n s addr add fd50::1/64 dev e1 nodad'
	mend ip -n s -6 route replace default via fd50:0::2
}

targets_mask_swallows_the_senders_net() {
	chain 4 s g t
	ip -n t addr flush dev e0
	addr t e0 10.50.1.2/16
	ip -n t route replace default via 10.50.1.1
	ask s $end
	at t e0
	on reply
	mend 'ip -n t addr add 10.50.1.2/24 dev e0; ip -n t addr del 10.50.1.2/16 dev e0'
	mend ip -n t route replace default via 10.50.1.1
}

routers_mask_is_too_narrow_for_its_lan() {
	chain 4 s g t
	ip -n t addr flush dev e0
	addr t e0 10.50.1.130/24
	ip -n t route replace default via 10.50.1.1
	ip -n g addr flush dev e1
	addr g e1 10.50.1.1/25
	ask s 10.50.1.130
	at g e1
	mend 'ip -n g addr add 10.50.1.1/24 dev e1; ip -n g addr del 10.50.1.1/25 dev e1'
}

# r1 has only a default towards r2; its own lan claims the far net
routers_mask_swallows_the_far_net() {
	chain 4 s r1 r2 t
	ip -n r1 route del 10.50.2.0/24
	ip -n r1 route add default via 10.50.1.2
	ip -n r1 addr flush dev e0
	addr r1 e0 10.50.0.2/20
	ask s $end
	at r1 e0
	mend 'ip -n r1 addr add 10.50.0.2/24 dev e0; ip -n r1 addr del 10.50.0.2/20 dev e0'
}

# on two switches in series the one at the end has the old mask of a renumbered office
host_on_the_second_switch_kept_the_old_mask() {
	lan 4 swa pc
	ns swb nas
	wire swa sfp0 swb sfp0
	wire swb p1 nas lan0
	bridge_of swa br0 sfp0
	bridge_of swb br0 sfp0 p1
	ip -n pc addr flush dev eth0
	addr pc eth0 172.16.5.20/22
	addr nas lan0 172.16.7.9/24
	ask pc 172.16.7.9
	at nas lan0
	on reply
	mend 'ip -n nas addr add 172.16.7.9/22 dev lan0; ip -n nas addr del 172.16.7.9/24 dev lan0'
}
