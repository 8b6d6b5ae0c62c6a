#!/bin/sh
# Sees to a Chromium and Chinese fonts for the browser tests: the distribution's packages, when root.
set -eu
for name in chromium chromium-browser; do
    found=$(command -v "$name" || true)
    case "$(readlink -f "${found:-/}")" in
        / | */snap*) ;;
        *) head -c 2000 "$found" | grep -q /snap/ || exit 0 ;;
    esac
done
install_from_distribution() {
    apt-get update -qq || return 1
    candidate=$(apt-cache policy chromium | sed -n 's/ *Candidate: //p')
    case "$candidate" in
        '' | '(none)' | *snap*) return 1 ;;
    esac
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-cjk >/dev/null
}
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && install_from_distribution; then
    exit 0
fi
echo "!!! No Chromium from the distribution's packages: the browser tests will be SKIPPED" >&2
