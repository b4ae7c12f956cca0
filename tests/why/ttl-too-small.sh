# shellcheck shell=bash disable=SC2154
# ttl-too-small.sh - the way is straight, and longer than the TTL; whose TTL it was

asked_with_one_hop() {
	chain 4 s g t
	ask s $end -t 1
	at s
	nofix
	retry -t 2
}

v6_asked_with_three_hops_of_four() {
	chain 6 s r1 r2 r3 t
	ask s $end -t 3
	at s
	nofix
	retry -t 4
}

senders_default_ttl() {
	chain 4 s r1 r2 t
	set_in s net.ipv4.ip_default_ttl=2
	ask s t@$end
	at s
	mend nsenter --net=/run/netns/s sysctl -qw net.ipv4.ip_default_ttl=64
}

v6_senders_hop_limit() {
	chain 6 s r1 r2 t
	set_in s net.ipv6.conf.e1.hop_limit=2
	ask s $end
	at s
	mend nsenter --net=/run/netns/s sysctl -qw net.ipv6.conf.e1.hop_limit=64
}

targets_default_ttl() {
	chain 4 s r1 r2 t
	set_in t net.ipv4.ip_default_ttl=1
	ask s $end
	at t
	on reply
	mend nsenter --net=/run/netns/t sysctl -qw net.ipv4.ip_default_ttl=64
}

v6_targets_hop_limit() {
	chain 6 s r1 r2 r3 t
	set_in t net.ipv6.conf.e0.hop_limit=3
	ask s $end
	at t
	on reply
	mend nsenter --net=/run/netns/t sysctl -qw net.ipv6.conf.e0.hop_limit=64
}

hop_limit_of_the_senders_route() {
	chain 4 s r1 r2 t
	ip -n s route replace default via 10.50.0.2 hoplimit 1
	ask s $end
	at s
	mend ip -n s route replace default via 10.50.0.2
}
