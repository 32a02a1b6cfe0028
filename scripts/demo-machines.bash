# The fourth part of the demo: a reference pack, and machines with tokens at every node. Sourced by scripts/demo.

declare -A api_port=([coordinator]=7500 [bank]=7501 [telco]=7502 [university]=7503 [firm]=7504) api_token=()

# The head or the body of the answer to a machine at a node: machine_asks head|body NODE PATH [TOKEN].
machine_asks() {
    local part=$1 node=$2 path=$3 who=""
    if [[ -n ${4:-} ]]; then who="Authorization: Bearer $4"$'\r\n'; fi
    exec 3<>"/dev/tcp/127.0.0.1/${api_port[$node]}" || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n\r\n' "$path" "$who" >&3
    if [[ $part == head ]]; then sed '/^\r$/q' <&3; else sed '1,/^\r$/d' <&3; fi
    exec 3<&- 3>&-
}

# Identifiers of what a node shows and no machine is kept from, in order.
listed_for_machines() {
    as "$1" list --limit 1000 --json | flat '"(id|state|tlp)" *: *"[^"]*"' | sed -E 's/^"([a-z]+)" *: *"(.*)"$/\1 \2/' |
        awk '$1 == "id" { id = $2 } $1 == "state" { state = $2 } $1 == "tlp" && state == "shown" && $2 != "TLP:RED" { print id }' | sort
}

serve_machines() {
    heading "Machines with tokens: the HTTP API and TAXII 2.1"
    local node title titles
    for node in "${nodes[@]}"; do
        api_token[$node]=$(typed "$node" token create siem --scope read --tlp-max amber+strict --json | value token)
        if [[ $(machine_asks head "$node" /v1/items) != *" 401 "* ]]; then broken "$node answers who has no token"; fi
        machine_asks body "$node" "/v1/items?limit=1000" "${api_token[$node]}" | values id | sort >"$home/shown"
        if cmp -s "$home/shown" <(listed_for_machines "$node"); then
            held "$node: a machine sees the $(wc -l <"$home/shown") items that \`causeway list\` shows and that are not TLP:RED, no other"
        else
            broken "$node: a machine sees other items than its organisation"
        fi
        titles=$(machine_asks body "$node" /taxii2/api/collections/ "${api_token[$node]}" | values title | sort | paste -sd '|' | sed 's/|/, /g')
        if [[ $titles == *Everything* ]]; then held "TAXII collections: $titles"; else broken "no TAXII collections: $titles"; fi
    done
    title=$(machine_asks body coordinator /taxii2/api/collections/ | values title)
    if [[ $title == Public ]]; then held "anybody sees the collection \"Public\" at the coordinator, and nothing else"; else broken "without a token: $title"; fi
    machine_asks body bank /v1/openapi.json >"$home/openapi.json"
    if [[ $(value openapi <"$home/openapi.json") == 3.1* ]]; then held "$home/openapi.json describes the API"; else broken "the API does not describe itself"; fi
}

# A warning list of the demo's own: the networks that documentation uses (RFC 5737), which no indicator should name in earnest.
install_reference_pack() {
    heading "A reference pack from the coordinator"
    local folder=$home/items/lists/documentation
    mkdir -p "$folder"
    printf '%s' '{"name": "Networks for documentation", "description": "RFC 5737", "version": 1, "type": "cidr",' \
        '"matching_attributes": ["ip-src", "ip-dst"], "list": ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]}' >"$folder/list.json"
    typed coordinator pack make warning-lists "$home/items/lists" --pack-version 1 --out "$home/items/lists.json" --json >/dev/null
    typed coordinator pack install "$home/items/lists.json" --json >"$home/shown"
    if [[ $(value outcome <"$home/shown") == shared ]]; then held "shared as $(value item <"$home/shown")"; else broken "not shared: $(<"$home/shown")"; fi
    if ! wait_for pack_is_ready firm; then broken "the firm has no pack: $(as firm pack list)"; fi
    typed firm correlate 203.0.113.7 >"$home/shown"
    if grep -Fq "Networks for documentation" "$home/shown"; then held "$(grep -F "Networks for documentation" "$home/shown" | tr -s ' ' | cut -c 1-150)"; else broken "the firm knows no warning list"; fi
    if as bank pack install "$home/items/lists.json" >"$home/shown" 2>&1; then broken "a member gives out packs"; else held "the bank may not give one out: $(head -n 1 "$home/shown" | cut -c 1-150)"; fi
}

pack_is_ready() { as "$1" pack list --json | values state | grep -Fxq ready; }
