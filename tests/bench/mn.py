#!/usr/bin/python3
# mn.py - N hosts on one LinuxBridge, as `mn --topo single,N --switch lxbr --controller none`
#
#   mn.py N    prints the microseconds its start and its stop take, without Python's own start;
#                   between the two it waits for a line of its standard input
import sys
import time

from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo

# Mininet raises limits of the whole machine here; none of them is needed.
Mininet.inited = True


def timed(job):
    begin = time.monotonic_ns()
    job()
    print((time.monotonic_ns() - begin) // 1000, flush=True)


def start():
    global net
    net = Mininet(topo=SingleSwitchTopo(int(sys.argv[1])), switch=LinuxBridge, controller=None)
    net.start()


timed(start)
sys.stdin.readline()
timed(net.stop)
