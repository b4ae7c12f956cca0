# shellcheck shell=bash disable=SC2154
# arp-ignored.sh - heard, and by its own setting not answered

service_address_on_lo() {
	lan 4 sw cl lb
	addr lb lo 10.60.0.100/32
	set_in lb net.ipv4.conf.all.arp_ignore=1
	ask cl 10.60.0.100
	at lb
	mend nsenter --net=/run/netns/lb sysctl -qw net.ipv4.conf.all.arp_ignore=0
}

gateway_answers_no_question() {
	chain 4 s g t
	set_in g net.ipv4.conf.e0.arp_ignore=8
	ask s $end
	at g
	mend nsenter --net=/run/netns/g sysctl -qw net.ipv4.conf.e0.arp_ignore=0
}

target_behind_three_routers_ignores() {
	chain 4 s r1 r2 r3 t
	set_in t net.ipv4.conf.all.arp_ignore=8
	ask s t@$end
	at t
	mend nsenter --net=/run/netns/t sysctl -qw net.ipv4.conf.all.arp_ignore=0
}

# it would answer on the link it answers pings by
filtering_host_has_another_way_back() {
	ns s h
	router alt
	wire s a1 h b1
	wire s a2 alt x1
	wire h b2 alt x2
	addr s a1 10.15.0.1/24
	addr h b1 10.15.0.2/24
	addr s a2 10.16.0.1/24
	addr alt x1 10.16.0.2/24
	addr h b2 10.17.0.1/24
	addr alt x2 10.17.0.2/24
	route h 10.15.0.1 via 10.17.0.2
	route alt 10.15.0.1 via 10.16.0.1
	set_in h net.ipv4.conf.all.arp_filter=1
	ask s 10.15.0.2
	at h
	mend nsenter --net=/run/netns/h sysctl -qw net.ipv4.conf.all.arp_filter=0
}

# the sender has learnt its gateway by heart, so the gateway first asks on the way back
sender_ignores_who_brings_the_reply() {
	chain 4 s g t
	ip -n s neigh add 10.50.0.2 lladdr "$(mac g e0)" dev e1 nud permanent
	set_in s net.ipv4.conf.e1.arp_ignore=8
	ask s $end
	at s
	on reply
	mend nsenter --net=/run/netns/s sysctl -qw net.ipv4.conf.e1.arp_ignore=0
}

address_of_the_other_leg() {
	chain 4 s h
	ns aside
	wire h dmz0 aside x0
	addr h dmz0 10.61.0.1/24
	ip -n s route add 10.61.0.1 dev e1
	set_in h net.ipv4.conf.all.arp_ignore=1
	ask s 10.61.0.1
	at h
	mend nsenter --net=/run/netns/h sysctl -qw net.ipv4.conf.all.arp_ignore=0
}
