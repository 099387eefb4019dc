#!/bin/sh
# Pack an offline installation into dist/: our wheel, every locked wheel with its hash, the documents, install.sh.
set -eu
cd "$(dirname "$0")/.."
version="$(.venv/bin/python -c 'from importlib.metadata import version; print(version("hientai"))')"
name="hientai-$version-offline"
out="dist/$name"
rm -rf "$out" "$out.tar.gz"
mkdir -p "$out/wheels"
.venv/bin/uv build --quiet --wheel --out-dir "$out/wheels" .
.venv/bin/uv export --frozen --quiet --no-dev --no-emit-project --extra postgres --output-file "$out/requirements.txt" >/dev/null
.venv/bin/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
    -r "$out/requirements.txt" -d "$out/wheels"
sed -i '/^--find-links/d; /^--index/d; /^--extra-index/d' "$out/requirements.txt"
cp -r README.md README.en.md LICENSE CHANGELOG.md docs "$out/"
[ -d deploy ] && cp -r deploy "$out/"
cat >"$out/install.sh" <<'INSTALL'
#!/bin/sh
# Install into ./venv without any network: sh install.sh, then venv/bin/hientai serve
set -eu
cd "$(dirname "$0")"
python3 -m venv venv || { echo "Cần gói python3-venv." >&2; exit 1; }
venv/bin/python -m pip install --quiet --no-index --find-links wheels --require-hashes -r requirements.txt
venv/bin/python -m pip install --quiet --no-index --no-deps wheels/hientai-*.whl
echo "Xong. Chạy: venv/bin/hientai serve"
INSTALL
(cd "$out" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
tar -C dist -czf "$out.tar.gz" "$name"
du -h "$out.tar.gz"
