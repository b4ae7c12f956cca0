/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isolate.h - what a node may have for itself, beside its network: `isolate: [pid, mount, uts,
 * ipc]`
 */
#ifndef NSCOPE_ISOLATE_H
#define NSCOPE_ISOLATE_H

#define ISOLATES(X)                                                                                \
	X(PID, "pid")                                                                              \
	X(MOUNT, "mount")                                                                          \
	X(UTS, "uts")                                                                              \
	X(IPC, "ipc")

#define ISOLATE_ENUM(id, word) ISOLATE_##id,
enum isolate { ISOLATES(ISOLATE_ENUM) ISOLATE_MAX };
#undef ISOLATE_ENUM

#endif
