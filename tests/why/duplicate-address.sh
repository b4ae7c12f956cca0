# shellcheck shell=bash disable=SC2154
# duplicate-address.sh - two namespaces are one address; the ping fails, or who knows who answers

target_has_the_senders_address_too() {
	chain 4 red blue
	addr blue e0 10.50.0.1/24
	ask red 10.50.0.2
	at 'red|blue'
	mend ip -n blue addr del 10.50.0.1/24 dev e0
}

v6_target_has_the_senders_address_too() {
	chain 6 red blue
	addr blue e0 fd50:0::1/64
	ask red fd50:0::2
	at 'red|blue'
	on 'request|reply' # IPv6 takes it, and answers itself
	mend ip -n blue addr del fd50:0::1/64 dev e0
}

gateway_has_the_senders_address_on_its_lo() {
	chain 4 s g t
	addr g lo 10.50.0.1/32
	ask s $end
	at 's|g'
	mend ip -n g addr del 10.50.0.1/32 dev lo
}

# the request is a martian only behind the first router
second_router_has_the_senders_address() {
	chain 4 s r1 r2 t
	addr r2 lo 10.50.0.1/32
	ask s $end
	at 's|r2'
	mend ip -n r2 addr del 10.50.0.1/32 dev lo
}

far_target_has_the_senders_address() {
	chain 4 s r1 r2 t
	addr t lo 10.50.0.1/32
	ask s $end
	at 's|t'
	mend ip -n t addr del 10.50.0.1/32 dev lo
}

two_targets_on_a_switch() {
	lan 4 sw a b c
	addr c eth0 10.60.0.2/24
	ask a 10.60.0.2
	warn duplicate-address 'b|c'
}

v6_two_targets_on_a_switch() {
	lan 6 sw a b c
	addr c eth0 fd60::2/64
	ask a fd60::2
	warn duplicate-address 'b|c'
}

deleted_namespace_still_answers() {
	lan 4 sw a b
	nameless old
	wire $old e0 sw p-old
	bridge_of sw br0 p-old
	addr $old e0 10.60.0.2/24
	ask a b@10.60.0.2
	warn duplicate-address "b|$old"
}

two_targets_on_the_last_wire() {
	chain 4 s g t
	lan 4 sw x y z
	forward x
	wire g lan0 sw p-g
	bridge_of sw br0 p-g
	addr g lan0 10.60.0.254/24
	addr y eth0 10.60.0.33/24
	addr z eth0 10.60.0.33/24
	route y default via 10.60.0.254
	route z default via 10.60.0.254
	ask s 10.60.0.33
	warn duplicate-address 'y|z'
}

router_answers_in_the_targets_place() {
	chain 4 s g t
	addr g lo 10.50.1.2/32
	ask s 10.50.1.2
	warn duplicate-address 'g|t'
}
