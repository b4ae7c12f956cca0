/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embed.h - a file as bytes inside the binary; the Makefile says which object holds which.
 */
#ifndef NSCOPE_EMBED_H
#define NSCOPE_EMBED_H

/*
 * Declares `extern const char NAME[], NAME_end[]`: the file, and the NUL behind it. The assembler
 * copies it; paths count from where make runs.
 */
#define EMBED(name, path)                                                                          \
	__asm__(".pushsection .rodata,\"a\",%progbits\n" #name ":\n"                               \
		".incbin \"" path "\"\n" #name "_end:\n"                                           \
		".byte 0\n"                                                                        \
		".popsection\n");                                                                  \
	extern const char name[], name##_end[]

#endif
