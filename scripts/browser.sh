#!/bin/sh
# Sees to a Chromium and Chinese fonts for the browser tests: the distribution's packages, when root.
set -eu
for name in chromium chromium-browser; do
    found=$(command -v "$name" || true)
    case "$(readlink -f "${found:-/}")" in
        / | */snap*) ;;
        *) if [ -z "$found" ] || head -c 200 "$found" | grep -q snap; then :; else exit 0; fi ;;
    esac
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    candidate=$(apt-cache policy chromium | sed -n 's/ *Candidate: //p')
    case "$candidate" in
        '' | '(none)' | *snap*) ;;
        *)
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                chromium fonts-noto-cjk >/dev/null
            exit 0
            ;;
    esac
fi
echo "!!! No Chromium from the distribution's packages: the browser tests will be SKIPPED" >&2
