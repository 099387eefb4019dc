#!/bin/sh
# Build .venv from uv.lock. Usage: setup.sh run|dev. Does nothing when the lock has not changed since.
set -eu
cd "$(dirname "$0")/.."
mode="${1:-dev}"
stamp=.venv/.hientai-stamp

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    say "Cần Python 3.11 trở lên (Debian 12: apt-get install python3)."
    return 1
}

is_root_on_debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

key="$(cat uv.lock pyproject.toml | sha256sum | cut -d' ' -f1) $(pwd)"
for done_mode in "$mode" dev; do
    if [ -x .venv/bin/hientai ] && grep -qxF "$done_mode $key" "$stamp" 2>/dev/null &&
        .venv/bin/python -c 'import django' 2>/dev/null; then
        exit 0
    fi
done

python="$(find_python)"

# Several ways to a virtual environment: Debian splits ensurepip away into python3-venv.
make_venv() {
    "$python" -m venv --clear .venv >/dev/null 2>&1 && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
    if is_root_on_debian; then
        say "Cài python3-venv từ Debian …"
        minor="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        log="$(mktemp)"
        { apt-get update && { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            python3-venv "python$minor-venv" ca-certificates ||
            DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv; }; } >"$log" 2>&1 ||
            tail -5 "$log" >&2
        rm -f "$log"
        "$python" -m venv --clear .venv && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
    fi
    if "$python" -m venv --clear --without-pip .venv >/dev/null 2>&1; then
        if "$python" -m pip --version >/dev/null 2>&1; then
            # A pip outside the environment can still install uv into it.
            "$python" -m pip --python .venv/bin/python install --quiet 'uv>=0.9' && return 0
        fi
        if command -v uv >/dev/null 2>&1; then return 0; fi
    fi
    if "$python" -m virtualenv --quiet .venv >/dev/null 2>&1; then return 0; fi
    rm -rf .venv
    say "Không tạo được môi trường Python: thiếu venv/ensurepip."
    say "Hãy nhờ quản trị máy chạy:  apt-get install python3-venv   rồi chạy lại lệnh này."
    say "(Cannot create a virtual environment; ask an administrator to install python3-venv.)"
    return 1
}

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Tạo .venv với $python …"
    make_venv
fi

find_uv() {
    if [ -x .venv/bin/uv ]; then echo .venv/bin/uv
    elif .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9' >&2; then echo .venv/bin/uv
    elif command -v uv >/dev/null 2>&1; then command -v uv
    else return 1
    fi
}

say "Cài các gói theo uv.lock ($mode) …"
uv="$(find_uv)" || { say "Không cài được uv bằng pip: kiểm tra đường mạng tới kho gói Python."; exit 1; }
if [ "$mode" = dev ]; then groups="--group dev"; else groups="--no-dev"; fi

# --inexact: pip and uv themselves live in the same environment and stay.
sync() { UV_PROJECT_ENVIRONMENT=.venv "$uv" sync --frozen --inexact --quiet --extra postgres $groups "$@"; }

# Where uv cannot reach the registry itself but pip is configured to, pip installs the same locked, hashed files.
with_pip() {
    say "uv không tải được gói; thử bằng pip với cùng tệp khóa …"
    wanted="$(mktemp)"
    "$uv" export --frozen --quiet --no-emit-project --extra postgres $groups --output-file "$wanted" >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$wanted" &&
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    result=$?
    rm -f "$wanted"
    return $result
}

sync || sync --system-certs 2>/dev/null || with_pip

{ printf '%s %s\n' "$mode" "$key"; } >"$stamp"
say "Môi trường đã sẵn sàng."
