# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# multicast-snooping.sh - the bridge hands the neighbour's question to nobody.
. "$here/nets.sh"

# A querier is there, the report of the target never is: its solicited-node group reaches nobody.
report_lost() {
	ns s1 s2 s3 sw
	for x in s1 s2 s3; do wire $x eth0 sw p-$x; done
	_nft s2 <<-E
	table ip6 mute {
		chain out {
			type filter hook output priority 0
			icmpv6 type { mld-listener-report, mld2-listener-report } drop
		}
	}
	E
	ip -n s2 link set eth0 down
	bridge_of sw br0 p-s1 p-s2 p-s3
	ip -n s2 link set eth0 up
	addr sw br0 fd00:90::ff/64
	for i in 1 2 3; do addr s$i eth0 fd00:90::$i/64; done
	ip -n sw link set br0 type bridge mcast_snooping 0
	_worked s1 fd00:90::2
	ip -n sw link set br0 type bridge mcast_snooping 1 mcast_query_response_interval 10
	ip -n sw link set br0 type bridge mcast_querier 1
	sleep 1
	_forget s1 s2
	ask s1 fd00:90::2
	at sw
	mend ip -n sw link set br0 type bridge mcast_snooping 0
}

trunk() {
	ns near deep core leaf
	wire near e0 core pn
	wire core trunk leaf trunk
	wire deep e0 leaf pd
	_nft leaf <<-E
	table bridge quiet {
		chain pre {
			type filter hook prerouting priority 0
			ip6 daddr ff02::16 drop
		}
	}
	E
	bridge_of core cbr pn trunk
	bridge_of leaf lbr trunk pd
	ip -n core link set cbr type bridge mcast_snooping 0
	ip -n leaf link set lbr type bridge mcast_snooping 0
	addr core cbr fd00:91::1/64
	addr near e0 fd00:91::a/64
	addr deep e0 fd00:91::b/64
	_worked near fd00:91::b
	ip -n core link set cbr type bridge mcast_mld_version 2 mcast_query_response_interval 10
	ip -n core link set cbr type bridge mcast_snooping 1
	ip -n core link set cbr type bridge mcast_querier 1
	bridge -n core mdb show | sed -n 's/.* port trunk grp \(ff02::1:ff[^ ]*\).*/\1/p' |
		while read -r g; do bridge -n core mdb del dev cbr port trunk grp "$g"; done
	sleep 1
	_forget near deep
	ask near fd00:91::b
	at core
	mend ip -n core link set cbr type bridge mcast_snooping 0
}
