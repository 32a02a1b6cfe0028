# What package-try looks at around the service: backup, sandbox, failures, upgrade, removal. Sourced, never run.
# shellcheck shell=bash disable=SC2154

back_up() {
    heading "Backup and check, by the guide"
    follow bank "A member" 7
    same "the target holds one backup" 1 "$(inside bank 'ls /var/backups/causeway/backups/*.manifest 2>/dev/null | wc -l')"
    inside bank 'systemctl start causeway-backup.service' >"$home/out" 2>&1 || true
    same "the timer's service wrote another in its sandbox" "success 0" \
        "$(property bank causeway-backup Result) $(property bank causeway-backup ExecMainStatus)"
    follow bank "A member" 8
    inside bank 'systemctl start causeway-check.service' >"$home/out" 2>&1 || true
    same "the check of the keys ran in its sandbox" "success 0" \
        "$(property bank causeway-check Result) $(property bank causeway-check ExecMainStatus)"
}

# What the running process may do, as the kernel says; the unit file says what it should.
look_at_sandbox() {
    heading "The sandbox, as the kernel has it"
    local process
    process=/proc/$(property bank causeway MainPID)
    same "user" causeway "$(inside bank "stat -c %U $process")"
    same "capabilities, now and ever" "0000000000000000 0000000000000000" "$(inside bank "awk '/^Cap(Eff|Bnd)/ { printf \"%s%s\", separator, \$2; separator = \" \" }' $process/status")"
    same "no new privileges, seccomp filter" "1 2" "$(inside bank "awk '/^(NoNewPrivs|Seccomp):/ { printf \"%s%s\", separator, \$2; separator = \" \" }' $process/status")"
    same "core files, in octets" 0 "$(inside bank "awk '/^Max core file size/ { print \$5 }' $process/limits")"
    same "the root is read-only to it, its state is not" "ro rw" \
        "$(inside bank "awk '\$5 == \"/\" { root = substr(\$6, 1, 2) } \$5 == \"/var/lib/causeway\" { state = substr(\$6, 1, 2) } END { print root, state }' $process/mountinfo")"
    same "the passphrase's file is root's alone" "-rw------- root" "$(inside bank 'stat -c "%A %U" /etc/causeway/passphrase')"
    local exposure
    exposure=$(inside bank 'systemd-analyze security causeway.service' | sed -n 's/.*exposure level for [^:]*: \([0-9.]*\).*/\1/p')
    if [[ -n $exposure ]] && awk -v exposure="$exposure" 'BEGIN { exit !(exposure <= 2.5) }'; then held "exposure $exposure of 10"; else broken "exposure ${exposure:-unknown}"; fi
    local unit complaints
    for unit in causeway.service causeway-backup.service causeway-backup.timer causeway-check.service causeway-check.timer; do
        complaints=$(inside bank "systemd-analyze verify --man=no $unit 2>&1" || true)
        if [[ -z $complaints ]]; then held "systemd-analyze verify $unit"; else broken "$unit: $complaints"; fi
    done
}

# Waits until the service is neither starting nor stopping.
settled() { [[ $(property "$1" causeway ActiveState) =~ ^(active|failed|inactive)$ ]]; }

look_at_failures() {
    heading "What fails, and what comes back"
    local before
    before=$(property bank causeway MainPID)
    inside bank "kill -KILL $before"
    if wait_for restarted bank "$before"; then held "killed, it is started again"; else broken "killed, it is not started again"; fi

    # A watchdog that is not fed: the process is stopped, not ended.
    inside bank 'mkdir -p /run/systemd/system/causeway.service.d
        printf "[Service]\nWatchdogSec=4s\n" >/run/systemd/system/causeway.service.d/try.conf
        systemctl daemon-reload && systemctl restart causeway'
    before=$(property bank causeway MainPID)
    inside bank "sleep 6"
    same "fed, the watchdog leaves it alone" "$before" "$(property bank causeway MainPID)"
    inside bank "kill -STOP $before"
    if wait_for restarted bank "$before"; then held "when it no longer answers itself, the watchdog starts it again"; else broken "the watchdog does nothing"; fi
    inside bank 'rm -r /run/systemd/system/causeway.service.d && systemctl daemon-reload && systemctl restart causeway'

    inside bank 'cp /etc/causeway/causeway.yaml /run/kept.yaml; echo "colour: blue" >>/etc/causeway/causeway.yaml; systemctl restart causeway' >/dev/null 2>&1 || true
    wait_for settled bank || true
    same "a setting that does not exist: refused once, not in a loop" "failed 78 0" \
        "$(property bank causeway ActiveState) $(property bank causeway ExecMainStatus) $(property bank causeway NRestarts)"
    inside bank 'cp /run/kept.yaml /etc/causeway/causeway.yaml; cp -a /etc/causeway/passphrase /run/kept; echo wrong >/etc/causeway/passphrase; systemctl reset-failed causeway; systemctl restart causeway' >/dev/null 2>&1 || true
    wait_for settled bank || true
    same "a wrong passphrase: likewise" "failed 78 0" \
        "$(property bank causeway ActiveState) $(property bank causeway ExecMainStatus) $(property bank causeway NRestarts)"
    inside bank 'cp -a /run/kept /etc/causeway/passphrase; systemctl reset-failed causeway; systemctl start causeway'
    local began=$SECONDS
    inside bank 'systemctl stop causeway'
    same "told to end, it ends in order" "success 0" "$(property bank causeway Result) $(property bank causeway ExecMainStatus)"
    if ((SECONDS - began <= 20)); then held "within $((SECONDS - began)) s"; else broken "only after $((SECONDS - began)) s"; fi
    inside bank 'systemctl start causeway'
}

restarted() {
    local now
    now=$(property "$1" causeway MainPID)
    [[ $now != "$2" && $now != 0 && $(property "$1" causeway ActiveState) == active ]]
}

look_at_upgrade_and_removal() {
    heading "Upgrade, removal, purge"
    local before settings items
    # The same package under a higher version, as an upgrade sees it.
    rm -rf "$home/next" && dpkg-deb --raw-extract "$package" "$home/next"
    sed -i 's/^Version: .*/&+next/' "$home/next/DEBIAN/control"
    dpkg-deb --root-owner-group -Znone --build "$home/next" "$home/bank/tree/next.deb" >/dev/null
    inside bank 'echo "# ours" >>/etc/causeway/causeway.yaml'
    settings=$(inside bank 'sha256sum </etc/causeway/causeway.yaml')
    before=$(property bank causeway MainPID)
    items=$(node bank status --json | value items)
    inside bank 'DEBIAN_FRONTEND=noninteractive dpkg --install /next.deb' >"$home/out" 2>&1 || { cat "$home/out" && broken "the upgrade fails"; }
    if wait_for restarted bank "$before"; then held "an upgrade restarts the running node"; else broken "the node was not restarted"; fi
    same "it has what it had, in items" "$items" "$(node bank status --json | value items)"
    same "settings that were changed are kept" "$settings" "$(inside bank 'sha256sum </etc/causeway/causeway.yaml')"
    inside bank 'dpkg --remove causeway' >"$home/out" 2>&1 || { cat "$home/out" && broken "removal fails"; }
    same "after removal nothing runs, and the keys are there" "inactive keys.sealed" \
        "$(inside bank 'systemctl is-active causeway || true; ls /var/lib/causeway | grep keys.sealed' | xargs)"
    inside bank 'dpkg --install /next.deb' >"$home/out" 2>&1 || { cat "$home/out" && broken "installing again fails"; }
    inside bank 'systemctl start causeway' && same "installed again, it is the same node" admitted "$(node bank status --json | value standing)"
    inside bank 'dpkg --purge causeway' >"$home/out" 2>&1 || { cat "$home/out" && broken "purging fails"; }
    same "purging says what it keeps, and keeps it" "3 keys.sealed" \
        "$(grep -c 'is kept' "$home/out") $(inside bank 'ls /var/lib/causeway | grep keys.sealed')"
}
