# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# nets.sh - networks that many scenarios start from, whole and well.

# _lan SWITCH BRIDGE NET LEN NODE...: node number i has eth0 NETi/LEN, on the port p-NODE
_lan() {
	local sw=$1 br=$2 net=$3 len=$4 i=0 x ports=()
	shift 4
	ns "$sw" "$@"
	for x; do
		i=$((i + 1))
		wire "$x" eth0 "$sw" "p-$x"
		addr "$x" eth0 "$net$i/$len"
		ports+=("p-$x")
	done
	bridge_of "$sw" "$br" "${ports[@]}"
}

# _row NET A ROUTER... B: hosts A and B at the ends of a row of routers; the i-th wire is NETi.0/24
# (.1 at its left end, .2 at its right); r0 is the interface to the right, l0 the one to the left
_row() {
	local net=$1 i=0 j x nodes=("${@:2}")
	ns "${nodes[0]}" "${nodes[-1]}"
	router "${nodes[@]:1:${#nodes[@]}-2}"
	for ((i = 1; i < ${#nodes[@]}; i++)); do
		wire "${nodes[i - 1]}" r0 "${nodes[i]}" l0
		addr "${nodes[i - 1]}" r0 "$net$i.1/24"
		addr "${nodes[i]}" l0 "$net$i.2/24"
	done
	for ((i = 0; i < ${#nodes[@]}; i++)); do
		for ((j = 1; j < ${#nodes[@]}; j++)); do
			x=$net$j.0/24
			if [ $j -lt $i ]; then route "${nodes[i]}" "$x" via "$net$i.1"; fi
			if [ $j -gt $((i + 1)) ]; then route "${nodes[i]}" "$x" via "$net$((i + 1)).2"; fi
		done
	done
}

# _row6 NET A ROUTER... B: the same in IPv6; the i-th wire is NETi::/64
_row6() {
	local net=$1 i=0 j x nodes=("${@:2}")
	ns "${nodes[0]}" "${nodes[-1]}"
	router "${nodes[@]:1:${#nodes[@]}-2}"
	for ((i = 1; i < ${#nodes[@]}; i++)); do
		wire "${nodes[i - 1]}" r0 "${nodes[i]}" l0
		addr "${nodes[i - 1]}" r0 "$net$i::1/64"
		addr "${nodes[i]}" l0 "$net$i::2/64"
	done
	for ((i = 0; i < ${#nodes[@]}; i++)); do
		for ((j = 1; j < ${#nodes[@]}; j++)); do
			x=$net$j::/64
			if [ $j -lt $i ]; then route "${nodes[i]}" "$x" via "$net$i::1"; fi
			if [ $j -gt $((i + 1)) ]; then route "${nodes[i]}" "$x" via "$net$((i + 1))::2"; fi
		done
	done
}

# _worked FROM ADDRESS [PING-OPTION...]: before it is broken, the network is well
_worked() {
	into "$1" ping -n -q -c 1 -W 2 "${@:3}" "$2" >/dev/null 2>&1 || echo "$1 never reached $2"
}

# _forget NODE...: no neighbour is remembered
_forget() {
	local x
	for x; do
		into "$x" ip neigh flush all >/dev/null 2>&1
		into "$x" ip -6 neigh flush all >/dev/null 2>&1
	done
}

# _link_local NODE IF: its address
_link_local() {
	until into "$1" ip -6 -o addr show dev "$2" scope link | grep -oP 'inet6 \K[^/]+'; do
		sleep 0.05
	done
}

# _nft NODE <<RULES
_nft() { into "$1" nft -f -; }

# _program FILE SECTION CONDITION: an eBPF program that drops the frames of which CONDITION holds
_program() {
	local tc=0 xdp=0
	local -n condition=$2
	condition="($3)"
	clang -O2 -target bpf -c -o "$1" -xc - <<-E
	typedef struct { unsigned mark; } *frame;
	struct xdp_md { unsigned data, data_end; };
	#define SEC(n) __attribute__((section(n), used))
	static long (*load)(const void *, unsigned, void *, unsigned) = (void *)26;
	static int byte(frame s, int at) { unsigned char b = 0; load(s, at, &b, 1); return b; }
	static int ipv(frame s) { return byte(s, 12) << 8 | byte(s, 13); }
	static int arp(frame s) { return ipv(s) == 0x806; }
	static int ip4(frame s) { return ipv(s) == 0x800; }
	static int ip6(frame s) { return ipv(s) == 0x86dd; }
	static int icmp(frame s, int type) { return ip4(s) && byte(s, 23) == 1 && byte(s, 34) == type; }
	static int icmp6(frame s, int type) { return ip6(s) && byte(s, 20) == 58 && byte(s, 54) == type; }
	static int later(frame s) { return ip4(s) && ((byte(s, 20) & 31) << 8 | byte(s, 21)); }
	static int first(struct xdp_md *x, int at, int want)
	{
		unsigned char *d = (void *)(long)x->data, *e = (void *)(long)x->data_end;
		return d + at + 1 <= e && d[at] == want;
	}
	SEC("tc") int by_tc(frame skb) { return $tc ? 2 : -1; }
	SEC("xdp") int by_xdp(struct xdp_md *x) { return $xdp ? 1 : 2; }
	E
}
# _tc_drop NODE IF ingress|egress CONDITION
_tc_drop() {
	_program "$tmp/tc.o" tc "$4"
	into "$1" tc qdisc replace dev "$2" clsact
	into "$1" tc filter add dev "$2" "$3" prio "${5-7}" bpf da obj "$tmp/tc.o" sec tc
}

# _tcx_drop NODE IF ingress|egress CONDITION: by a link, which ends with the process $!
_tcx_drop() {
	_program "$tmp/tcx.o" tc "$4"
	into "$1" setpriv --pdeathsig KILL python3 - "$tmp/tcx.o" "$2" "$3" "$tmp/tcx" <<-'E' &
	import ctypes, socket, sys, time
	c = ctypes.CDLL("libbpf.so.1")
	c.bpf_object__open.restype = c.bpf_object__find_program_by_name.restype = ctypes.c_void_p
	o = ctypes.c_void_p(c.bpf_object__open(sys.argv[1].encode()))
	assert c.bpf_object__load(o) == 0
	p = ctypes.c_void_p(c.bpf_object__find_program_by_name(o, b"by_tc"))
	hook = 46 if sys.argv[3] == "ingress" else 47
	assert c.bpf_link_create(c.bpf_program__fd(p), socket.if_nametoindex(sys.argv[2]), hook, None) > 0
	open(sys.argv[4], "w").close()
	time.sleep(1000)
	E
	until [ -e "$tmp/tcx" ]; do sleep 0.05; done
}
# _xdp_drop NODE IF xdp|xdpgeneric|xdpdrv CONDITION
_xdp_drop() {
	_program "$tmp/xdp.o" xdp "$4"
	into "$1" ip link set dev "$2" "$3" obj "$tmp/xdp.o" sec xdp
}

# _away NODE DEVICE tap|tun ADDRESS [SECONDS]: a machine behind DEVICE, which no namespace is. It
# has ADDRESS, answers ARP, and echoes after SECONDS; without SECONDS only once $tmp/kind is there.
_away() {
	into "$1" ip tuntap add "$2" mode "$3"
	into "$1" ip link set "$2" up
	into "$1" setpriv --pdeathsig KILL python3 - "$2" "$3" "$4" "${5-$tmp/kind}" <<-'E' &
	import fcntl, ipaddress, os, struct, sys, threading, time
	dev, mode, mine, how = sys.argv[1:]
	mac, mine = b"\x02\xee\0\0\0\1", ipaddress.ip_address(mine).packed
	tun = os.open("/dev/net/tun", os.O_RDWR)
	flags = 0x1000 | (2 if mode == "tap" else 1)
	fcntl.ioctl(tun, 0x400454ca, struct.pack("16sH22x", dev.encode(), flags))
	def add(old, n):  # to an internet checksum
	    n += old
	    return (n & 0xffff) + (n >> 16)
	def answer(head, p):
	    if p[0] >> 4 == 4 and p[9] == 1 and p[20] == 8 and p[16:20] == mine:
	        csum = add(struct.unpack("!H", p[22:24])[0], 0x800)
	        return p[:12] + p[16:20] + p[12:16] + b"\0\0" + struct.pack("!H", csum) + p[24:]
	    if p[0] >> 4 == 6 and p[6] == 58 and p[40] == 128 and p[24:40] == mine:
	        csum = add(struct.unpack("!H", p[42:44])[0], 0xfeff)
	        return p[:8] + p[24:40] + p[8:24] + b"\x81\0" + struct.pack("!H", csum) + p[44:]
	while True:
	    f = os.read(tun, 65536)
	    head, p = (f[:14], f[14:]) if mode == "tap" else (b"", f)
	    if head[12:] == b"\x08\x06" and p[24:28] == mine and p[7] == 1:
	        os.write(tun, head[6:12] + mac + head[12:] + p[:7] + b"\2" + mac + mine + p[8:18])
	        continue
	    a = answer(head, p)
	    if not a or how.startswith("/") and not os.path.exists(how):
	        continue
	    if head:
	        a = head[6:12] + mac + head[12:] + a
	    threading.Timer(0 if how.startswith("/") else float(how), os.write, (tun, a)).start()
	E
	until into "$1" ip link show "$2" | grep -q LOWER_UP; do sleep 0.05; done
}
