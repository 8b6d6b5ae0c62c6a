#!/bin/sh
# Makes the virtual environment of this checkout: bootstrap.sh run|dev
set -eu
cd "$(dirname "$0")/.."
profile=$1
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "GridMap needs Python 3.11 or later as '$python' (package python3). 需要 Python 3.11 或更高版本。"
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    say "Python's venv module is missing; it comes with the package $package. 缺少 venv 模块,请安装软件包 $package。"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        say "    sudo apt-get install $package"
        exit 1
    fi
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

say "Installing the locked packages ($profile) …"
pip install --require-hashes -r "requirements/$profile.lock"
if .venv/bin/python hatch_build.py needs-node; then
    say "No Node.js here that is new enough: installing it as a Python package …"
    pip install --require-hashes -r requirements/node.lock
fi
say "Building …"
pip install --no-deps --no-build-isolation --editable .
touch ".venv/.$profile"
