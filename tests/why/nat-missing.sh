# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# nat-missing.sh - a private address leaves the house and nobody outside can answer it.
. "$here/nets.sh"

# _home: a switch that is the gateway of 192.168.60.0/24, and the internet behind it
_home() {
	_lan sw br0 192.168.60. 24 laptop phone
	ns inet
	wire sw wan inet eth0
	addr sw br0 192.168.60.254/24
	addr sw wan 203.0.113.1/24 && addr inet eth0 203.0.113.2/24
	route laptop default via 192.168.60.254
	forward sw
	_nft sw <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority 100
			ip saddr 192.168.60.0/24 oifname wan masquerade
		}
	}
	E
	_worked laptop 203.0.113.2
}

masquerade_forgotten() {
	_home
	into sw nft flush chain ip nat post
	ask laptop 203.0.113.2
	at sw
	on 'request|reply'
	mend ip netns exec sw nft add rule ip nat post oifname wan masquerade
}

# The rule is there, for another network.
masquerade_of_another_net() {
	_home
	into sw nft flush chain ip nat post
	into sw nft add rule ip nat post ip saddr 192.168.6.0/24 oifname wan masquerade
	ask laptop 203.0.113.2
	at sw
	on 'request|reply'
	mend ip netns exec sw nft add rule ip nat post ip saddr 192.168.60.0/24 oifname wan masquerade
}

# The rule is there, for a device that was renamed.
masquerade_of_another_device() {
	_row 10.88. pod node
	ns world && forward node
	wire node up0 world eth0
	addr node up0 198.51.100.1/24 && addr world eth0 198.51.100.7/24
	route pod default via 10.88.1.2
	into node iptables-nft -t nat -A POSTROUTING -s 10.88.0.0/16 -o up0 -j MASQUERADE
	_worked pod 198.51.100.7
	into node iptables-nft -t nat -F POSTROUTING
	into node iptables-nft -t nat -A POSTROUTING -s 10.88.0.0/16 -o eth0 -j MASQUERADE
	ask pod 198.51.100.7
	at node
	on 'request|reply'
	mend ip netns exec node iptables-nft -t nat -A POSTROUTING -s 10.88.0.0/16 -o up0 -j MASQUERADE
}

# Two routers out: the answer has no way at the provider's, one wire further.
at_the_provider() {
	_row 172.29. home cpe
	router isp && ns site
	forward cpe
	wire cpe wan isp cust && addr cpe wan 198.51.100.2/30 && addr isp cust 198.51.100.1/30
	wire isp core site eth0 && addr isp core 203.0.113.1/24 && addr site eth0 203.0.113.80/24
	route home default via 172.29.1.2
	route cpe default via 198.51.100.1
	route site default via 203.0.113.1
	_nft cpe <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname wan snat to 198.51.100.2
		}
	}
	E
	_worked home 203.0.113.80
	into cpe nft delete table ip nat
	ask home 203.0.113.80
	at cpe
	on 'request|reply'
	mend ip netns exec cpe iptables-nft -t nat -A POSTROUTING -o wan -j MASQUERADE
}
