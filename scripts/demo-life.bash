# The third part of the demo: the life of an item, from the first share to the public pages, and who had to agree. Sourced by scripts/demo.

watch="Port Watch Desk"
declare -A life_id=() canary=()

# Gives a node its rules, as an operator does: by copying a file into the data directory.
take_rules() {
    local node=$1 file=${2:-policy.yaml}
    aside "$node\$ cp $examples/$node/$file $home/$node/policy.yaml"
    cp "$examples/$node/$file" "$home/$node/policy.yaml"
}

# A bundle whose text holds a word that stands nowhere else: make_canary NAME TITLE; sets canary[NAME] and writes items/NAME.json.
make_canary() {
    canary[$1]=canary$(new_uuid | tr -d -)
    make_note "$home/items/$1.json" "$2" "The word is ${canary[$1]}."
}

# The nodes in whose data directories a text stands in some file, the write-ahead logs (-wal) among them; "nobody" for none.
holders() {
    local node found=''
    for node in "${nodes[@]}"; do
        if holds_text "$node" "$1"; then found+=" $node"; fi
    done
    found=${found# }
    printf '%s\n' "${found:-nobody}"
}
are_holders() { [[ $(holders "$1") == "$2" ]]; }

# stands_at NAME NODES WHEN: waits until the canary stands in the files of exactly these nodes.
stands_at() {
    aside "\$ grep -rlaF ${canary[$1]:0:14}… $home/{$(IFS=,; printf '%s' "${nodes[*]}")}"
    if wait_for are_holders "${canary[$1]}" "$2"; then
        held "$3: in the files of $2"
    else
        broken "$3: in the files of $(holders "${canary[$1]}"), expected of $2"
    fi
}

lists_item() { as "$1" list --json | values id | grep -Fxq -- "$2"; }
lists_no_item() { ! lists_item "$@"; }

# lists NODE ID WHAT, lists_not NODE ID WHAT
lists() { if wait_for lists_item "$1" "$2"; then held "$1 lists $3"; else broken "$1 does not list $3"; fi; }
lists_not() { if wait_for lists_no_item "$1" "$2"; then held "$1 does not list $3"; else broken "$1 still lists $3"; fi; }

# One event of an item's history, or one share that waits, by its identifier, on one line.
object_of() { tr -d '\n' | { grep -oE "\{[^{}]*\"id\" *: *\"$1\"[^{}]*\}" || true; }; }
# history_is NODE ITEM EVENT STATE
history_is() { [[ $(as "$1" show "$2" --history --json | object_of "$3" | value state) == "$4" ]]; }

# tells NODE ITEM EVENT STATE: prints the history at a node and checks what it says of one version.
tells() {
    if wait_for history_is "$1" "$2" "$3" "$4"; then
        typed "$1" show "$2" --history | sed 1,3d
        held "$1 says of ${3:0:12}: $4"
    else
        broken "$1 does not say of ${3:0:12} that it is $4: $(as "$1" show "$2" --history 2>&1 | tail -n 3)"
    fi
}

# share_life NAME TITLE: the bank shares a bundle with a canary in the group; remembers its identifier.
share_life() {
    local report
    make_canary "$1" "$2"
    report=$(typed bank share "$home/items/$1.json" --group "$watch" --tlp amber --json) || give_up "the share was refused"
    life_id[$1]=$(value id <<<"$report")
    held "“$2” shared as ${life_id[$1]:0:12}; can open it: $(list_of recipients <<<"$report")"
}

share_and_read() {
    heading "The life of an item: it is shared and read"
    typed bank group create "$watch" --with "${names[telco]}" --with "${names[firm]}" --json >/dev/null
    share_life first "First report"
    local node
    for node in telco firm; do
        wait_for reads "$node" "${life_id[first]}" || broken "$node cannot read it"
        lists "$node" "${life_id[first]}" "it"
    done
    stands_at first "bank telco firm" "Its word stands"
}

remove_and_share_second() {
    heading "A member is removed; what is shared then it cannot read"
    typed bank group remove "$watch" "${names[firm]}" --json >/dev/null
    share_life second "Second report"
    wait_for reads telco "${life_id[second]}" || broken "the telco cannot read it"
    lists telco "${life_id[second]}" "it"
    firm_is_out() { as firm group list --json | tr -d '\n ' | grep -qE "\"isMember\":false[^}]*\"name\":\"${watch// /}\""; }
    if wait_for firm_is_out; then held "the firm's node says that it was removed"; else broken "the firm's node does not say that it was removed"; fi
    refused "the firm exports the second report" unknown-item typed firm export "${life_id[second]}" --output -
    stands_at second "bank telco" "Its word stands"
}

correct_second() {
    heading "The bank corrects the second report"
    local report old=${life_id[second]} node
    make_canary corrected "Second report, corrected"
    report=$(typed bank correct "$old" "$home/items/corrected.json" --json) || give_up "the correction was refused"
    life_id[corrected]=$(value id <<<"$report")
    held "version ${life_id[corrected]:0:12} goes to: $(list_of recipients <<<"$report")"
    for node in bank telco; do
        lists "$node" "${life_id[corrected]}" "the new version"
        lists_not "$node" "$old" "the old one"
    done
    refused "the telco exports the old version" item-replaced typed telco export "$old" --output -
    stands_at corrected "bank telco" "The new word stands"
    stands_at second nobody "The old word stands"
    tells bank "$old" "$old" replaced
    tells telco "$old" "$old" replaced
}

retract_first() {
    heading "The bank takes the first report back: it is gone everywhere, also at the member that was removed"
    local report id=${life_id[first]} node
    stands_at first "bank telco firm" "Before, its word stands"
    report=$(typed bank retract "$id" --reason "a mix-up of two customers" --json) || give_up "the retraction was refused"
    held "told: $(list_of told <<<"$report")"
    for node in bank telco firm; do lists_not "$node" "$id" "it"; done
    stands_at first nobody "After, its word stands"
    for node in bank telco firm; do tells "$node" "$id" "$id" withdrawn; done
    if as firm show "$id" --history | grep -q "retraction.*a mix-up of two customers"; then held "the firm is told why"; else broken "the firm is not told why"; fi
    refused "the telco exports what was taken back" item-withdrawn typed telco export "$id" --output -
    refused "the bank corrects what it took back" item-withdrawn typed bank correct "$id" "$home/items/corrected.json"
}

# ── rules and people ───────────────────────────────────────────────────────────────────────────────────────────────

# What `policy explain --json` says of one organisation.
verdict_on() { flat "\{[^{}]*\"name\" *: *\"$1\"[^{}]*\}" <"$home/explained.json" | sed -n 1p | value verdict; }
receivers() { flat '\{[^{}]*"verdict" *: *"receives"[^{}]*\}' <"$home/explained.json" | values name | sort | paste -sd, | sed 's/,/, /g'; }

change_rules() {
    heading "The bank takes up stricter rules, while its node runs"
    local line report
    line=$(grep -n 'name: drafts stay here' "$examples/bank/policy-four-eyes.yaml" | cut -d : -f 1)
    printf 'version: 1\noutbound:\n  - name: a slip\n    when: {labl: draft}\n    then: deny\n' >"$home/bank/policy.yaml"
    if typed bank policy show >"$home/shown"; then
        broken "a file with a slip in it is taken"
    elif grep -q 'state.*kept' "$home/shown" && grep -q 'line 4, column 12' "$home/shown"; then
        held "a file with a slip in it is not taken, the rules before it stay: $(grep 'line 4' "$home/shown" | tr -s ' ')"
    else
        broken "policy show does not say what is wrong: $(cat "$home/shown")"
    fi
    take_rules bank policy-four-eyes.yaml
    if typed bank policy show >"$home/shown" && grep -qE 'outbound +2 rules' "$home/shown"; then
        held "in force without a restart: $(grep -oE 'outbound +.*' "$home/shown" | tr -s ' ')"
    else
        broken "the rules are not in force: $(cat "$home/shown")"
    fi

    make_note "$home/items/draft.json" "A draft" "Not ready."
    sed -i 's/"description"/"labels": ["draft"], "description"/' "$home/items/draft.json"
    refused "a draft stays here, by line $line" "line $line\|:$line" typed bank share "$home/items/draft.json" --members --tlp green
    if typed bank policy explain "$home/items/draft.json" --members --tlp green >"$home/shown"; then
        broken "explain would let the draft go"
    elif grep -q "drafts stay here.*$line" "$home/shown"; then
        held "explain says why: $(grep -o 'drafts stay here.*' "$home/shown" | sed -n 1p)"
    else
        broken "explain does not name the rule and line $line: $(cat "$home/shown")"
    fi

    make_note "$home/items/not-for-all.json" "Not for the firm" "For all members but one."
    typed bank policy explain "$home/items/not-for-all.json" --members --tlp green || broken "explain refuses it"
    as bank policy explain "$home/items/not-for-all.json" --members --tlp green --json >"$home/explained.json" || true
    if [[ $(verdict_on "${names[firm]}") == receives ]]; then broken "explain gives it to the firm"; else held "explain leaves out the firm: $(verdict_on "${names[firm]}")"; fi
    report=$(typed bank share "$home/items/not-for-all.json" --members --tlp green --json) || { broken "the share was refused"; return; }
    report=$(list_of recipients <<<"$report" | sed 's/, /\n/g' | sort | paste -sd, | sed 's/,/, /g')
    if [[ -n $report && $report == "$(receivers)" ]]; then
        held "shared with exactly those: $report"
    else
        broken "explain said $(receivers), and it went to $report"
    fi
}

add_people() {
    heading "Two people at the bank get keys of their own"
    local person key
    for person in anna ben; do
        (umask 077 && head -c 24 /dev/urandom | base64 >"$home/keys/$person.passphrase")
        aside "$person\$ causeway people key $home/keys/$person.key"
        key=$("$causeway" people key "$home/keys/$person.key" --passphrase-file "$home/keys/$person.passphrase" --json | value key)
        typed bank people add "$person" --key "$key" --json >/dev/null || broken "$person was not added"
    done
    held "$(as bank people list --json | values name | paste -sd, | sed 's/,/ and /')"
}

# A person's signed word: sign PERSON SHARE ARGUMENT...
sign() {
    local person=$1 share=$2
    shift 2
    typed bank approve "${share:0:12}" --as "$person" --key "$home/keys/$person.key" --passphrase-file "$home/keys/$person.passphrase" "$@"
}

# outgoing_is SHARE STATE
outgoing_value() { as bank outgoing --json | object_of "$1" | value "$2"; }
outgoing_is() { [[ $(outgoing_value "$1" state) == "$2" ]]; }

declassify_second() {
    heading "The second report is to become public: not without a second person"
    local report waits old=${life_id[corrected]} new
    if page_shows "$front" "Second report"; then broken "it is on the public pages before"; else held "before: not on the public pages"; fi
    report=$(typed bank declassify "$old" --everyone --tlp clear --json) || { broken "the declassification was refused"; return; }
    waits=$(value id <<<"$report")
    if [[ $(value state <<<"$report") == waiting ]]; then
        held "${waits:0:12} waits until $(value due <<<"$report"), and for $(value approvals <<<"$report") approval"
    else
        broken "it did not wait: $report"
        return
    fi
    typed bank outgoing
    sign anna "$waits" --request --json >/dev/null || broken "anna could not say that she asked for it"
    refused "anna, who asked for it, approves it" approval-by-requester sign anna "$waits"
    # Past its time, and still here: only the approval is missing.
    sleep 3.5
    if outgoing_is "$waits" waiting && ! page_shows "$front" "Second report"; then held "its time has passed, and it is still here"; else broken "it left without an approval"; fi
    sign ben "$waits" --json >/dev/null || broken "ben could not approve it"
    if ! wait_for outgoing_is "$waits" released; then broken "it did not leave after ben approved it: $(as bank outgoing)"; return; fi
    new=$(outgoing_value "$waits" item)
    held "ben approved it, and it left as ${new:0:12}"
    publish_item "$new" "Second report"
    if wait_for page_shows "$front" "Second report"; then held "after: http://127.0.0.1:7490$front lists “Second report”"; else broken "it is not on the public pages"; fi
    fetch_body "/items/$new/bundle.json" >"$home/items/declassified.json"
    if grep -qF "${canary[corrected]}" "$home/items/declassified.json"; then held "anybody can read its word there"; else broken "its content is not there"; fi
    if grep -qF "$old" "$home/items/declassified.json" || fetch "/en/items/$new/index.html" | grep -qF -e "$old" -e "$watch"; then
        broken "the public page tells where it was before"
    else
        held "the page tells nobody where it was before"
    fi
    tells bank "$old" "$old" moved
    tells telco "$old" "$old" moved
    lists firm "$new" "it now, who could not read the old one"
}

cancel_third() {
    heading "A third one is cancelled while it waits, and leaves no trace"
    local report waits public_before found
    make_canary third "Third report"
    public_before=$(fetch_body /feeds/all.atom | sha256sum)
    report=$(typed bank share "$home/items/third.json" --everyone --tlp clear --json) || { broken "the share was refused"; return; }
    waits=$(value id <<<"$report")
    typed bank outgoing
    if [[ $(value state <<<"$report") != waiting ]]; then broken "it did not wait"; return; fi
    if holds_text bank "${canary[third]}"; then held "its word stands at the bank while it waits"; else broken "what waits is not in the bank's files: the search proves nothing"; fi
    typed bank cancel "$waits" || broken "it could not be cancelled"
    outgoing_is "$waits" cancelled || broken "outgoing does not say that it was cancelled"
    refused "ben approves what was cancelled" not-waiting sign ben "$waits"
    refused "its content is asked for" not-waiting typed bank outgoing --content "$waits"
    found=$(holders "${canary[third]}" | sed -E 's/^bank ?//; s/^$/nobody/')
    if [[ $found == nobody ]]; then held "its word stands in no file of another node"; else broken "its word stands in the files of $found"; fi
    if [[ $(fetch_body /feeds/all.atom | sha256sum) == "$public_before" ]]; then held "the public feed is what it was"; else broken "the public feed has changed"; fi
}

verify_audit_logs() {
    heading "Every node's own log of who decided what"
    local node
    local action
    for action in retracted declassified share-cancelled; do
        typed bank audit export --action "$action" >"$home/shown"
        if grep -q " $action " "$home/shown"; then held "$(grep " $action " "$home/shown" | sed -n 1p | tr -s ' ' | cut -c 1-150)"; else broken "the bank's log has no $action"; fi
    done
    for node in "${nodes[@]}"; do
        if typed "$node" audit verify >"$home/shown" 2>&1; then held "$node: $(tr -s ' ' <"$home/shown" | paste -sd ' ' | cut -c 1-150)"; else broken "$node: $(tail -n 2 "$home/shown")"; fi
    done
}

live_through_an_item() {
    share_and_read
    remove_and_share_second
    correct_second
    retract_first
    change_rules
    add_people
    declassify_second
    cancel_third
    verify_audit_logs
}
