# What the checks that need a built tool begin with; sourced with the check's own folder as `$here`. Sets `root` and `tool`, and goes to the top.
#
# TOOL=/path/to/causeway takes a built tool instead of building one.
root=$(cd "$here/../../.." && pwd)
cd "$root"
source scripts/voice.bash
if [[ -n ${TOOL:-} ]]; then
    tool=$TOOL
else
    heading "Building (the first time takes some minutes)"
    swift build --product causeway
    tool=$root/.build/debug/causeway
fi
[[ -x $tool ]] || give_up "$tool is not there"
export PYTHONDONTWRITEBYTECODE=1

# own_python HOME: a Python with the packages of the check's own requirements.txt, in HOME; sets `python`.
own_python() {
    python=$1/python/bin/python
    if cmp -s "$here/requirements.txt" "$1/installed.txt" && "$python" -c '' 2>/dev/null; then return; fi
    heading "Installing"
    rm -rf "$1"
    mkdir -p "$1"
    python3 -m venv "$1/python"
    "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$1/installed.txt"
}
