# The second half of the demo: every kind of audience, removal, suspension, and who can read what. Sourced by scripts/demo.

# Identifiers of what was shared, in order, with what the table calls them and whom it was for.
shared_ids=()
declare -A shared_name=() shared_for=()

# A bundle without a mark, with identifiers of its own: make_note FILE TITLE [DESCRIPTION]
make_note() {
    local stamp=2025-03-10T14:30:00.000Z identity
    identity=identity--$(new_uuid)
    cat >"$1" <<JSON
{"type": "bundle", "id": "bundle--$(new_uuid)", "objects": [
  {"type": "identity", "spec_version": "2.1", "id": "$identity", "created": "$stamp", "modified": "$stamp",
   "name": "Example organisation", "identity_class": "organization"},
  {"type": "report", "spec_version": "2.1", "id": "report--$(new_uuid)", "created": "$stamp", "modified": "$stamp",
   "name": "$2", "published": "$stamp", "object_refs": ["$identity"],
   "description": "${3:-Made for the demonstration of who can read what.}"}]}
JSON
}

# note NODE NAME FOR ARGUMENT...: shares a note of that name from a node, and remembers whom it is for (names of nodes).
note() {
    local node=$1 name=$2 for=$3 file report id
    shift 3
    file=$home/items/$(tr ' ' '-' <<<"$name").json
    make_note "$file" "$name"
    report=$(typed "$node" share "$file" "$@" --json) || give_up "the share was refused"
    id=$(value id <<<"$report")
    shared_ids+=("$id")
    shared_name[$id]=$name
    shared_for[$id]=$for
    held "$(value tlp <<<"$report") “$name” to $(value group <<<"$report"); can open it: $(list_of recipients <<<"$report" | sed 's/^$/anybody/')"
}

# Whether a node gives out an item's content; the firm's analyst is the one whom RED names.
reads() {
    local -a person=()
    [[ $1 == firm ]] && person=(--as ana@lighthouse.example)
    as "$1" export "$2" --output - "${person[@]}" >/dev/null 2>&1
}

everybody_knows_keys() {
    local node
    for node in "${nodes[@]}"; do knows_keys "$node" ${#nodes[@]} || return 1; done
}

last_shared() { printf '%s\n' "${shared_ids[-1]}"; }

share_with_each_audience() {
    heading "Five audiences: everyone, all members, a sector, a closed group, one named person"
    wait_for everybody_knows_keys || give_up "not everybody's encryption key is known everywhere: $(as bank members)"
    note telco "Advice for everybody" "coordinator bank telco university firm" --everyone --tlp clear
    note university "For all members" "coordinator bank telco university firm" --members --tlp green
    note telco "For the sector" "telco firm" --sector --tlp green
    typed bank group add "$group" "${names[university]}" --json >/dev/null
    note bank "For the closed group" "bank telco university" --group "$group" --tlp amber
    typed bank audience --draft --with "${names[firm]}" --tlp red
    note bank "For one analyst" "bank firm" --for "${names[firm]}:ana@lighthouse.example" --tlp red --pap red
    local id=${shared_ids[-1]}
    wait_for reads firm "$id" || broken "the firm cannot read it as ana@lighthouse.example"
    if as firm export "$id" --output - >/dev/null 2>"$home/refusal"; then
        broken "the firm gives it to anybody"
    else
        held "at the firm it is shown to her alone: $(head -n 1 "$home/refusal")"
    fi
}

share_through_relay() {
    heading "Two members without any listening port, and no mailbox"
    local before
    before=$(status_of coordinator entries)
    typed firm group create "Port Watch" --with "${names[university]}" --no-mailbox --json >/dev/null
    note firm "Through the relay" "firm university" --group "Port Watch" --tlp amber+strict
    if wait_for reads university "$(last_shared)"; then
        held "the university reads it: the coordinator's relay joins their two outgoing connections"
    else
        broken "the university does not read it after $wait_seconds_max s"
    fi
    if (($(status_of coordinator entries) == before)); then held "the coordinator stored nothing of it"; else broken "the coordinator stored $(($(status_of coordinator entries) - before)) entries of it"; fi
}

# A page of the public zone, without a program that may not be installed: fetch PATH
fetch() {
    exec 4<>/dev/tcp/127.0.0.1/7490 || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:7490\r\nConnection: close\r\n\r\n' "$1" >&4
    cat <&4
    exec 4<&- 4>&-
}
# The same without the headers.
fetch_body() { fetch "$1" | sed '1,/^\r$/d'; }

page_shows() { fetch "$1" 2>/dev/null | grep -qF -- "$2"; }
# The front page, for who reads English.
front=/en/index.html

# The front page, the feed and the item's own files show nothing of an item: is_hidden ITEM TITLE
is_hidden() {
    local path
    if page_shows "$front" "$2" || page_shows /feeds/all.atom "$2"; then return 1; fi
    for path in "/items/$1/bundle.json" "/items/$1/proof.json" "/en/items/$1.html"; do
        fetch "$path" 2>/dev/null | head -n 1 | grep -q ' 404 ' || return 1
    done
}

# A moderator at the coordinator makes an item public: publish_item ITEM TITLE. Before that, nobody outside may see anything of it.
waits_for_moderator() { as coordinator zone show "$1" --json 2>/dev/null | tr -d '\n ' | grep -q '"state":"waiting"'; }
publish_item() {
    if ! wait_for waits_for_moderator "$1"; then broken "“$2” does not wait for a moderator"; return; fi
    if is_hidden "$1" "$2"; then held "“$2” waits for a moderator, and the public sees nothing of it"; else broken "“$2” is public before a moderator has approved it"; fi
    typed coordinator zone approve "$1" || broken "“$2” could not be approved"
}

read_public_pages() {
    heading "The public reads what is marked TLP:CLEAR, by plain HTTP and without an account"
    local id=${shared_ids[0]}
    publish_item "$id" "Advice for everybody"
    if wait_for page_shows "$front" "Advice for everybody"; then held "http://127.0.0.1:7490$front lists “Advice for everybody”"; else broken "http://127.0.0.1:7490$front does not list it"; fi
    if page_shows /feeds/all.atom "Advice for everybody"; then held "the Atom feed has it"; else broken "the Atom feed does not have it"; fi
    fetch_body "/items/$id/bundle.json" >"$home/items/public.json"
    if cmp -s "$home/items/public.json" "$home/items/Advice-for-everybody.json"; then held "byte for byte what the telco shared"; else broken "the content differs from what the telco shared"; fi
    fetch_body "/items/$id/proof.json" >"$home/items/public-proof.json"
    if "$causeway" verify "$home/items/public-proof.json" --network "$network" >/dev/null; then held "its proof verifies without any node"; else broken "its proof does not verify"; fi
    local index leaks=0
    for index in "${shared_ids[@]:1}"; do
        if fetch "/en/items/$index.html" | head -n 1 | grep -q 404; then continue; fi
        broken "“${shared_name[$index]}” is public"
        leaks=$((leaks + 1))
    done
    ((leaks > 0)) || held "each of the other $((${#shared_ids[@]} - 1)) items is 404 there"
}

remove_and_share_again() {
    heading "The bank removes the telco from its group, and shares again"
    typed bank group remove "$group" "${names[telco]}" --json >/dev/null
    note bank "After the removal" "bank university" --group "$group" --tlp amber
    wait_for reads university "$(last_shared)" || broken "the university cannot read it"
    is_out() { as telco group list --json | tr -d '\n ' | grep -q '"isMember":false'; }
    if wait_for is_out; then held "the telco's node says that it was removed"; else broken "the telco's node still believes that it is in the group"; fi
}

suspend_and_share_again() {
    heading "The coordinator suspends the university; the bank shares again"
    typed coordinator registry suspend "${names[university]}" --json >/dev/null
    is_suspended() { as bank members --json | tr -d '\n' | grep -q '"standing" *: *"suspended"'; }
    wait_for is_suspended || broken "the bank does not know of the suspension"
    note bank "After the suspension" "coordinator bank telco firm" --members --tlp green
    note bank "In the group of one" "bank" --group "$group" --tlp amber
}

show_who_can_read_what() {
    heading "Who can read what: found out by asking each node for the content"
    local id node wrong=0 expected seen
    # Cells are ASCII: printf counts octets.
    printf '   %-22s' ""
    printf '%-13s' "${nodes[@]}"
    printf '\n'
    for id in "${shared_ids[@]}"; do
        printf '   %-22s' "${shared_name[$id]}"
        for node in "${nodes[@]}"; do
            expected=- seen=-
            [[ " ${shared_for[$id]} " == *" $node "* ]] && expected=reads
            if [[ $expected == reads ]]; then wait_for reads "$node" "$id" && seen=reads; elif reads "$node" "$id"; then seen=reads; fi
            if [[ $seen == "$expected" ]]; then
                printf '%-13s' "$seen"
            else
                printf '%-13s' "$seen, WRONG"
                wrong=$((wrong + 1))
            fi
        done
        printf '\n'
    done
    say "At the firm “For one analyst” is asked for as ana@lighthouse.example, whom it names."
    if ((wrong == 0)); then held "exactly the audience, ${#shared_ids[@]} items at ${#nodes[@]} nodes"; else broken "$wrong fields of the table are wrong"; fi
}

# refused WHAT CODE COMMAND...: the command must fail with this code.
refused() {
    local what=$1 code=$2 report
    shift 2
    if report=$("$@" 2>&1 >/dev/null); then
        broken "$what: it was done"
    elif grep -q -- "$code" <<<"$report"; then
        held "$what: $(head -n 1 <<<"$report")"
    else
        broken "$what: refused, but not with $code: $report"
    fi
}

let_outsiders_try() {
    heading "Outsiders try"
    local red=${shared_ids[4]} after=${shared_ids[6]} kept
    refused "the telco exports what was for one analyst" unknown-item typed telco export "$red" --output -
    refused "the telco exports what came after its removal" unknown-item typed telco export "$after" --output -
    refused "the telco shares into the group it was removed from" not-a-member typed telco share "$home/items/For-the-sector.json" --group "$group" --tlp amber
    refused "the suspended university shares" not-admitted typed university share "$home/items/For-the-sector.json" --members --tlp green
    refused "the coordinator exports from the closed group" unknown-item typed coordinator export "${shared_ids[3]}" --output -
    kept=$(status_of coordinator ciphertexts)
    if ((kept > 0)); then held "the coordinator keeps $kept sealed entries and opens none"; else broken "the coordinator keeps nothing sealed"; fi

    typed outsider init --data "$home/outsider" --name "${names[outsider]}" --sector "" --settings "$examples/firm/causeway.yaml" --json >/dev/null
    typed outsider join 127.0.0.1:7400 --network "$network" --contact "nobody" --json >/dev/null
    # It has taken the firm's settings, and the port for machines is the firm's.
    sed -i '/^api/d; /^portal/d' "$home/outsider/causeway.yaml"
    start outsider
    refused "one who was never admitted shares with all members" not-admitted typed outsider share "$home/items/For-the-sector.json" --members --tlp green
    refused "and asks for the bank's item" unknown-item typed outsider export "${shared_ids[3]}" --output -
    if (($(item_count outsider) == 0)) && (($(status_of outsider entries) == $(status_of outsider registrySize))); then
        held "it holds the registry, and not one entry of anybody"
    else
        broken "it holds $(status_of outsider entries) entries, of which $(status_of outsider registrySize) are the registry's"
    fi
    stop outsider || true
}
