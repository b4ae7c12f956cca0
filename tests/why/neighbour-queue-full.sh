# shellcheck shell=bash disable=SC2154
# neighbour-queue-full.sh - a burst waits for a slow answer, and the queue is too short for it

# _slow PLACE IF: its proxy answers after a while
_slow() {
	set_in "$1" net.ipv4.conf."$2".proxy_arp=1 net.ipv4.neigh."$2".proxy_delay=100
}
_burst='-l 5 -c 5 -i 9 -s 1400 -w 4'

senders_burst_to_a_proxied_host() {
	chain 4 s g t
	ip -n s route replace 10.50.1.0/24 dev e1
	_slow g e0
	set_in s net.ipv4.neigh.e1.unres_qlen_bytes=2000
	again ip -n s neigh flush all
	ask s $end $_burst
	at s
	mend nsenter --net=/run/netns/s sysctl -qw net.ipv4.neigh.e1.unres_qlen_bytes=200000
}

routers_burst_to_a_proxied_host() {
	chain 4 s r1 r2 t
	ip -n r1 route replace 10.50.2.0/24 dev e1
	_slow r2 e0
	set_in r1 net.ipv4.neigh.e1.unres_qlen_bytes=2000
	again ip -n r1 neigh flush all
	ask s $end $_burst
	at r1
	mend nsenter --net=/run/netns/r1 sysctl -qw net.ipv4.neigh.e1.unres_qlen_bytes=200000
}

v6_senders_burst_to_a_proxied_host() {
	chain 6 s g t
	ip -n s -6 route add fd50:1::/64 dev e1
	set_in g net.ipv6.conf.e0.proxy_ndp=1 net.ipv6.neigh.e0.proxy_delay=100
	ip -n g -6 neigh add proxy $end dev e0
	set_in s net.ipv6.neigh.e1.unres_qlen_bytes=2000
	again ip -n s -6 neigh flush all
	ask s $end $_burst
	at s
	mend nsenter --net=/run/netns/s sysctl -qw net.ipv6.neigh.e1.unres_qlen_bytes=200000
}
