#!/bin/bash
# mermaid - the graphs of tests/golden in Mermaid itself
cd "$(dirname "$0")" || exit 2
export NODE_PATH=$PWD/../../build/browser/node_modules
exec timeout 60 node mermaid.js ../golden/graph/*.mermaid
