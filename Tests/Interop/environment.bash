# The Python of these programs, with the packages of requirements.txt, in .build-interop/python at the top. Sourced by the checks; sets
# `interop`, `root` and `python`.
interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$interop/../.." && pwd)
python=$root/.build-interop/python/bin/python
installed=$root/.build-interop/python/installed.txt
if ! cmp -s "$interop/requirements.txt" "$installed" || ! "$python" -c '' 2>/dev/null; then
    rm -rf "$root/.build-interop/python"
    mkdir -p "$root/.build-interop"
    python3 -m venv "$root/.build-interop/python"
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r "$interop/requirements.txt"
    cp "$interop/requirements.txt" "$installed"
fi
export PYTHONDONTWRITEBYTECODE=1
