# How the fault suite is run; sourced by the scripts that do.

# Runs the tests whose name matches the expression, with the right to mount small disks where the machine gives it: as root in a mount
# namespace that ends with the tests, else as an own user's root. Without it the disk scenarios are skipped, and say so.
run_faults() {
    local enter=()
    if ((EUID == 0)) && unshare -m true 2>/dev/null; then
        enter=(unshare -m)
    elif unshare -Urm true 2>/dev/null; then
        enter=(unshare -Urm)
    fi
    "${enter[@]}" swift test --skip-build --filter "$1"
}
