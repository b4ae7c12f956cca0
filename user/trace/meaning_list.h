/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meaning_list.h - every sentence that an event is explained with; for meaning.h and its files.
 *
 * X(id, "in full, the first time", "shorter, from then on")
 *
 * {name} is the event's own (MEANING_VARS in meaning.c). The source is named above each group; what
 * Linux adds to it stands in net/core/neighbour.c, net/ipv4/arp.c and net/bridge/br_input.c. A
 * sentence claims what the event shows, and no more: what somebody is going to do is "will" only
 * where the standard says so.
 */
#ifndef NSCOPE_MEANING_LIST_H
#define NSCOPE_MEANING_LIST_H

/* RFC 826, "Packet Generation" and "Packet Reception"; poll: RFC 1122 2.3.2.1 (2); probe and
 * announcement: RFC 5227 2.1.1, 2.3, conflict: 2.4; gratuitous: RFC 5944 4.6; proxy: RFC 1027 */
#define MEANINGS_ARP(X)                                                                            \
	X(ARP_ASK,                                                                                 \
	  "{here} asks everyone on this wire: who has {ip}? Only its owner should answer.",        \
	  "{here} asks everyone: who has {ip}?")                                                   \
	X(ARP_POLL, "{here} asks only the MAC that it remembers whether {ip} is still there.",     \
	  "{here} checks whether {ip} is still there.")                                            \
	X(ARP_PROBE,                                                                               \
	  "{here} wants to use {ip} and first asks whether anybody has it. It gives no address "   \
	  "of its own, so that nobody's table is changed by the question.",                        \
	  "{here} asks once more whether anybody has {ip}.")                                       \
	X(ARP_ANNOUNCE,                                                                            \
	  "{here} announces that {ip} is at {mac}. No answer is wanted: it is for those who "      \
	  "remember another MAC for it.",                                                          \
	  "{here} announces {ip} once more.")                                                      \
	X(ARP_GRATUITOUS,                                                                          \
	  "{here} tells everyone, unasked, that {ip} is at {mac} (gratuitous ARP). Linux changes " \
	  "an entry that it has, and makes no new one.",                                           \
	  "{here} tells everyone again that {ip} is at {mac}.")                                    \
	X(ARP_ANSWER, "{here} answers, to the asker alone: {ip} is mine, and my MAC is {mac}.",    \
	  "{here} answers: {ip} is at {mac}.")                                                     \
	X(ARP_PROXY,                                                                               \
	  "{here} answers for {ip}, which is not its own, with its own MAC: it will take what is " \
	  "for that address and pass it on (proxy ARP).",                                          \
	  "{here} answers for {ip}, as a proxy.")                                                  \
	X(ARP_HEARD_MINE,                                                                          \
	  "{here} hears the question, and {ip} is its own: it should answer. From the question "   \
	  "it "                                                                                    \
	  "learns the asker's MAC, so it need not ask back.",                                      \
	  "{here} hears it, and {ip} is its own.")                                                 \
	X(ARP_HEARD_OTHER,                                                                         \
	  "{here} hears the question, too, but {ip} is not its own: it stays silent.",             \
	  "{here} hears it; {ip} is not its own.")                                                 \
	X(ARP_PROBE_MINE, "{here} has {ip} already and says so: the other must not use it.",       \
	  "{here} has {ip} already.")                                                              \
	X(ARP_PROBE_OTHER,                                                                         \
	  "{here} does not have {ip} and stays silent. If all do, the address is free.",           \
	  "{here} does not have {ip}.")                                                            \
	X(ARP_ANNOUNCE_HEARD,                                                                      \
	  "{here} hears that {ip} is at {mac}; if it has an entry for {ip}, it may change it.",    \
	  "{here} hears the announcement.")                                                        \
	X(ARP_ANSWERED,                                                                            \
	  "{here} has its answer and notes it: {ip} is at {mac}. What waited for it can go.",      \
	  "{here} has its answer: {ip} is at {mac}.")                                              \
	X(ARP_ANSWER_OTHER, "{here} sees an answer that is for somebody else, and ignores it.",    \
	  "{here} ignores it.")                                                                    \
	X(ARP_CONFLICT,                                                                            \
	  "{here} hears another MAC, {mac}, use {ip}, which is its own: one address, two owners.", \
	  "{here} hears {mac} use its own address {ip}.")                                          \
	X(ARP_STRANGE,                                                                             \
	  "This ARP packet is neither a question nor an answer that is understood here.",          \
	  "Another ARP packet that is not understood here.")

/* IEEE 802.1D-2004 7.7, 7.8, RFC 1812 5.2.1, 5.3.1 (TTL), RFC 8200 3 (hop limit), RFC 3022 (NAT) */
#define MEANINGS_WAY(X)                                                                            \
	X(SWITCH_IN,                                                                               \
	  "{here} takes the frame in at its port {dev} and remembers that {smac} lives behind "    \
	  "that port.",                                                                            \
	  "{here} takes it in at {dev}.")                                                          \
	X(SWITCH_FLOOD,                                                                            \
	  "{here} sends a copy out of {dev}: a frame for everyone leaves by every port but the "   \
	  "one that it came in by.",                                                               \
	  "{here} sends a copy out of {dev}.")                                                     \
	X(SWITCH_OUT,                                                                              \
	  "{here} sends the frame out of {dev}, unchanged: a switch looks at MACs and not at IP "  \
	  "addresses.",                                                                            \
	  "{here} sends it out of {dev}.")                                                         \
	X(ROUTER_IN,                                                                               \
	  "{here} takes the packet in. It is for {dst}, which is not its own, so its routes are "  \
	  "asked for the way on.",                                                                 \
	  "{here} takes it in; it is for {dst}.")                                                  \
	X(ROUTER_OUT,                                                                              \
	  "{here} sends it on towards {dst}, in a new frame with new MACs; the IP addresses "      \
	  "stay. "                                                                                 \
	  "Its TTL is one less, {ttl}.",                                                           \
	  "{here} sends it on, out of {dev}.")                                                     \
	X(NAT_SRC,                                                                                 \
	  "{here} sends it on with another sender, {src}, written into it (NAT), so that the "     \
	  "answer comes back here.",                                                               \
	  "{here} sends it on with {src} as its sender.")                                          \
	X(NAT_DST, "{here} sends it on to another address, {dst}, written into it (NAT).",         \
	  "{here} sends it on, to {dst} now.")                                                     \
	X(NAT_BACK,                                                                                \
	  "{here} has a reply to a packet that it had sent on under its own name (NAT): it looks " \
	  "up "                                                                                    \
	  "for whom.",                                                                             \
	  "{here} has a reply that is for somebody behind it.")                                    \
	X(ELSEWHERE,                                                                               \
	  "{here} sees a packet for {dst} come in, whose way it is not to be seen on from here.",  \
	  "{here} sees one more for {dst}.")                                                       \
	X(SENT_ON, "{here} sends out a packet that is for {dst}.",                                 \
	  "{here} sends one more to {dst}.")

/* RFC 792 "Echo or Echo Reply Message", RFC 4443 4.1, 4.2, RFC 1122 3.2.2.6; RFC 791 3.2 */
#define MEANINGS_ECHO(X)                                                                           \
	X(ECHO_SENT, "{here} sends echo request {seq} to {dst}: please send this back.",           \
	  "{here} sends echo request {seq} to {dst}.")                                             \
	X(ECHO_HERE,                                                                               \
	  "{here} is who was asked: it should send the same data back, as an echo reply.",         \
	  "{here} has the request.")                                                               \
	X(REPLY_SENT, "{here} sends echo reply {seq} back to {dst}.",                              \
	  "{here} sends the reply back to {dst}.")                                                 \
	X(REPLY_HERE,                                                                              \
	  "{here} has reply {seq} from {src}: the way there and the way back both work.",          \
	  "{here} has reply {seq}.")                                                               \
	X(PIECE,                                                                                   \
	  "A piece of a packet that was too big for a link; only {dst} puts the pieces together.", \
	  "Another piece.")                                                                        \
	X(CUT, "This packet is cut short or wrong: what it says cannot be read.",                  \
	  "It cannot be read, either.")

/* RFC 792 and RFC 4443 (types), RFC 1812 5.2.7 (codes), RFC 1191 (MTU); RFC 4861 4.5, 8 (redirect)
 */
#define MEANINGS_ERROR(X)                                                                          \
	X(NET_UNREACHABLE, "{here} tells {dst}: I know no way to {lost}.",                         \
	  "{here} tells {dst} again: no way to {lost}.")                                           \
	X(HOST_UNREACHABLE,                                                                        \
	  "{here} tells {dst}: {lost} should be near me, but nobody there answers for it.",        \
	  "{here} tells {dst} again: {lost} does not answer.")                                     \
	X(PROHIBITED, "{here} tells {dst}: somebody has forbidden the way to {lost} here.",        \
	  "{here} tells {dst} again: forbidden.")                                                  \
	X(PORT_UNREACHABLE,                                                                        \
	  "{here} tells {dst}: your packet came as far as {lost}, but nothing there takes it. "    \
	  "Some "                                                                                  \
	  "firewalls say this when they refuse.",                                                  \
	  "{here} tells {dst} again: nothing takes it.")                                           \
	X(TOO_BIG,                                                                                 \
	  "{here} tells {dst}: your packet to {lost} is too big for the next link; {mtu} octets "  \
	  "would fit.",                                                                            \
	  "{here} tells {dst} again: too big, {mtu} octets fit.")                                  \
	X(TIME_EXCEEDED,                                                                           \
	  "{here} tells {dst}: your packet to {lost} has used up its hops and ends here. That is " \
	  "so that no packet can go round for ever.",                                              \
	  "{here} tells {dst} again: out of hops.")                                                \
	X(REASSEMBLY, "{here} tells {dst}: pieces of your packet to {lost} did not come in time.", \
	  "{here} tells {dst} again: pieces are missing.")                                         \
	X(BAD_HEADER, "{here} tells {dst}: something in your packet's header makes no sense.",     \
	  "{here} tells {dst} again: a bad header.")                                               \
	X(REDIRECT,                                                                                \
	  "{here} tells {dst}: I have passed it on, but for {lost} there is a shorter way, by "    \
	  "{target}.",                                                                             \
	  "{here} tells {dst} again: {lost} is better reached by {target}.")                       \
	X(ERROR_OTHER, "{here} reports an error of another kind to {dst}.",                        \
	  "{here} reports one more to {dst}.")                                                     \
	X(ERROR_HERE, "{here} learns from {src} what became of its packet; ping prints it.",       \
	  "{here} learns it from {src}.")                                                          \
	X(ICMP_OTHER, "An ICMP message that is neither an echo nor an error.",                     \
	  "Another one of those.")

/* RFC 4861 4.1-4.4, 7.2, 7.3.1 (unicast check); RFC 4862 5.4 (duplicate address); RFC 3810 (MLD) */
#define MEANINGS_ND(X)                                                                             \
	X(NS_ASK,                                                                                  \
	  "{here} asks who has {ip}, in IPv6's way: not everyone is asked, but a group that "      \
	  "{ip}'s owner listens to.",                                                              \
	  "{here} asks the group: who has {ip}?")                                                  \
	X(NS_POLL, "{here} asks only the MAC that it remembers whether {ip} is still there.",      \
	  "{here} checks whether {ip} is still there.")                                            \
	X(NS_DAD,                                                                                  \
	  "{here} wants to use {ip} and first asks whether anybody has it; silence means that it " \
	  "is free.",                                                                              \
	  "{here} asks whether anybody has {ip}.")                                                 \
	X(NS_HEARD_MINE, "{here} hears the question, and {ip} is its own: it should answer.",      \
	  "{here} hears it, and {ip} is its own.")                                                 \
	X(NS_HEARD_OTHER,                                                                          \
	  "{here} gets the question, too, but {ip} is not its own: it stays silent.",              \
	  "{here} gets it; {ip} is not its own.")                                                  \
	X(NA_ANSWER,                                                                               \
	  "{here} answers, to the asker alone: {ip} is mine (neighbour advertisement).",           \
	  "{here} answers: {ip} is mine.")                                                         \
	X(NA_PROXY, "{here} answers for {ip}, which is not its own: it will pass it on.",          \
	  "{here} answers for {ip}, as a proxy.")                                                  \
	X(NA_ALL,                                                                                  \
	  "{here} tells everyone, unasked, that it has {ip}; who remembers another MAC for it "    \
	  "may correct that.",                                                                     \
	  "{here} tells everyone again that it has {ip}.")                                         \
	X(NA_HERE, "{here} hears where {ip} is.", "{here} hears it.")                              \
	X(RS, "{here} asks whether there is an IPv6 router on this wire.",                         \
	  "{here} asks for a router again.")                                                       \
	X(RS_HERE, "{here} hears that somebody looks for a router.", "{here} hears it.")           \
	X(RA,                                                                                      \
	  "{here} says that it is an IPv6 router, and which addresses and routes are to be used "  \
	  "here.",                                                                                 \
	  "{here} says again that it is a router.")                                                \
	X(RA_HERE, "{here} hears of a router.", "{here} hears of it again.")                       \
	X(MLD_REPORT,                                                                              \
	  "{here} says which multicast groups it listens to, so that switches send them here.",    \
	  "{here} says again which groups it listens to.")                                         \
	X(MLD_QUERY, "{here} asks who listens to which multicast groups.",                         \
	  "{here} asks for listeners again.")                                                      \
	X(MLD_HERE, "{here} hears about multicast groups.", "{here} hears it.")

/* RFC 4861 5.1, 7.3.2, which Linux applies to ARP as well; RFC 1122 2.3.2.2 (the packet waits) */
#define MEANINGS_NEIGH(X)                                                                          \
	X(NEIGH_INCOMPLETE,                                                                        \
	  "{here} has a packet for {ip} and does not know its MAC: the packet waits while {here} " \
	  "asks.",                                                                                 \
	  "{here} does not know {ip}'s MAC: what is for it waits.")                                \
	X(NEIGH_REACHABLE,                                                                         \
	  "{here} knows {ip}'s MAC now, and that it answers: for some half a minute it need not "  \
	  "ask again.",                                                                            \
	  "{here} knows that {ip} is there.")                                                      \
	X(NEIGH_LEARNT,                                                                            \
	  "{here} has noted {ip}'s MAC from what that one said; whether it can be reached was "    \
	  "not "                                                                                   \
	  "checked yet, so the entry is STALE.",                                                   \
	  "{here} notes {ip}'s MAC, unchecked.")                                                   \
	X(NEIGH_AGED,                                                                              \
	  "{here} has not heard from {ip} for a while: the entry stays and is used, but it is no " \
	  "longer certain.",                                                                       \
	  "{here} is no longer certain of {ip}.")                                                  \
	X(NEIGH_DELAY,                                                                             \
	  "{here} uses {ip}'s entry, unchecked, and waits some 5 seconds for a sign that it is "   \
	  "right before it asks.",                                                                 \
	  "{here} uses {ip}'s entry, unchecked.")                                                  \
	X(NEIGH_PROBE,                                                                             \
	  "No sign came: {here} asks {ip} itself, at the MAC that it remembers, up to three "      \
	  "times.",                                                                                \
	  "{here} asks {ip} whether it is still there.")                                           \
	X(NEIGH_FAILED,                                                                            \
	  "Nobody answered: {here} gives {ip} up, and what waited for it is thrown away.",         \
	  "{here} gives {ip} up.")                                                                 \
	X(NEIGH_PERMANENT,                                                                         \
	  "Somebody wrote {ip}'s MAC into {here}'s table by hand: it is never asked for and "      \
	  "never "                                                                                 \
	  "ages.",                                                                                 \
	  "{ip}'s MAC was set by hand.")                                                           \
	X(NEIGH_NOARP, "{ip} needs no MAC in {here}: it is never asked for.",                      \
	  "{ip} needs no MAC.")                                                                    \
	X(NEIGH_GONE, "{here} has forgotten {ip}.", "{here} has forgotten {ip}.")                  \
	X(NEIGH_OTHER, "{here}'s entry for {ip} has changed.",                                     \
	  "{here}'s entry for {ip} has changed.")

/* What the kernel frees; why is in drop_list.h. */
#define MEANINGS_DROP(X)                                                                           \
	X(DROP, "{here} throws this packet away: {reason}.", "{here} throws it away: {reason}.")   \
	X(DROP_UNKNOWN, "{here} throws this packet away; the kernel's word for why is {reason}.",  \
	  "{here} throws it away: {reason}.")

/* rtnetlink(7): what ip(8) and others change; the last are nscope's own */
#define MEANINGS_CHANGE(X)                                                                         \
	X(LINK_NEW, "{here} has a new interface, {dev}.", "{here} has one more, {dev}.")           \
	X(LINK_GONE, "{here}'s interface {dev} is gone, and its pipe with it.",                    \
	  "{here}'s {dev} is gone.")                                                               \
	X(LINK_DOWN,                                                                               \
	  "{here}'s {dev} was switched off: nothing goes in or out there, and its routes are "     \
	  "gone.",                                                                                 \
	  "{here}'s {dev} was switched off.")                                                      \
	X(LINK_UP, "{here}'s {dev} is up and has a carrier: the pipe works.",                      \
	  "{here}'s {dev} is up.")                                                                 \
	X(NO_CARRIER,                                                                              \
	  "{here}'s {dev} is switched on, but has no carrier: nobody is at the other end of the "  \
	  "pipe.",                                                                                 \
	  "{here}'s {dev} has no carrier.")                                                        \
	X(LINK_OTHER, "Something about {here}'s {dev} was changed.",                               \
	  "{here}'s {dev} was changed.")                                                           \
	X(ADDR_NEW, "{here} has a new address: it will answer whoever asks for {ip}.",             \
	  "{here} has the address {ip} now.")                                                      \
	X(ADDR_GONE, "{here} no longer has {ip}: who asks for it hears nothing.",                  \
	  "{here} no longer has {ip}.")                                                            \
	X(ADDR_OTHER, "What holds for {here}'s address {ip} has changed.",                         \
	  "{here}'s {ip} has changed.")                                                            \
	X(ROUTE_NEW, "{here} has a new route: packets for it know their way now.",                 \
	  "{here} has one more route.")                                                            \
	X(ROUTE_GONE, "{here} lost a route: what took it must find another, or fails.",            \
	  "{here} lost one more route.")                                                           \
	X(ROUTE_OTHER, "One of {here}'s routes was changed.",                                      \
	  "One of {here}'s routes was changed.")                                                   \
	X(NETNS_NEW,                                                                               \
	  "A new namespace, {here}: interfaces, addresses, routes and an ARP table of its own.",   \
	  "A new namespace, {here}.")                                                              \
	X(NETNS_GONE, "The namespace {here} is gone, and all that was in it.",                     \
	  "The namespace {here} is gone.")                                                         \
	X(RESYNC, "More changed than could be told: all tables were read again.",                  \
	  "All tables were read again.")                                                           \
	X(LOST,                                                                                    \
	  "More happened than could be read: what is missing here is not known, only how much.",   \
	  "More is missing here.")                                                                 \
	X(END, "Every event that was seen is accounted for: filtered, delivered or lost.",         \
	  "Every event is accounted for.")

/* nft(8) "trace"; what leaves no drop: trace/witness.h */
#define MEANINGS_WITNESS(X)                                                                        \
	X(RULE, "{here}'s firewall looked at the packet; this is what one of its rules said.",     \
	  "And what another rule said.")                                                           \
	X(RULE_DROP, "A rule of {here}'s firewall ends this packet's way.",                        \
	  "A rule of {here}'s firewall ends it.")                                                  \
	X(CONSUME,                                                                                 \
	  "{here}'s kernel is done with this packet; whether that was well, what follows shows.",  \
	  "{here}'s kernel is done with it.")                                                      \
	X(ICMP_SEND, "{here}'s kernel decides to report an error to the packet's sender.",         \
	  "{here} decides to report it.")                                                          \
	X(FIB, "{here} asks its routes for the way.", "{here} asks its routes again.")             \
	X(FDB, "{here}'s switch has learnt behind which port a MAC lives.",                        \
	  "{here}'s switch has learnt one more.")

#define MEANINGS(X)                                                                                \
	MEANINGS_ARP(X)                                                                            \
	MEANINGS_WAY(X)                                                                            \
	MEANINGS_ECHO(X)                                                                           \
	MEANINGS_ERROR(X)                                                                          \
	MEANINGS_ND(X) MEANINGS_NEIGH(X) MEANINGS_DROP(X) MEANINGS_CHANGE(X) MEANINGS_WITNESS(X)

#endif
