# The last part of the demo: people log in at their own node's portal. Sourced by scripts/demo.

declare -A portal_port=([coordinator]=7600 [bank]=7601 [telco]=7602 [university]=7603 [firm]=7604)
# Whoever tries the demo logs in with this; it opens nothing but the demo's nodes on this machine.
demo_password="harbour lantern seven quiet bridges"

# The whole answer of a portal: portal_answers METHOD NODE PATH [FORM] [COOKIE].
portal_answers() {
    local method=$1 node=$2 path=$3 form=${4:-} cookie=${5:-} line
    exec 3<>"/dev/tcp/127.0.0.1/${portal_port[$node]}" || return 1
    line="$method $path HTTP/1.1"$'\r\n'"Host: localhost:${portal_port[$node]}"$'\r\n'"Connection: close"$'\r\n'
    [[ -z $cookie ]] || line+="Cookie: $cookie"$'\r\n'
    [[ $method != POST ]] || line+="Content-Type: application/x-www-form-urlencoded"$'\r\n'"Content-Length: ${#form}"$'\r\n'
    printf '%s\r\n%s' "$line" "$form" >&3
    cat <&3
    exec 3<&- 3>&-
}

# Invites somebody and goes through their first visit as their browser would: enrol NODE NAME ADDRESS ROLE ...
enrol() {
    local node=$1 name=$2 address=$3 path page token cookie secret code role
    local -a roles=()
    shift 3
    for role in "$@"; do roles+=(--role "$role"); done
    path=$(typed "$node" account invite "$name" "$address" "${roles[@]}" --json | value path)
    page=$(portal_answers GET "$node" "$path")
    token=$(sed -n 's/.*name="form" value="\([0-9a-f]*\)".*/\1/p' <<<"$page" | head -n 1)
    cookie=$(sed -n 's/^set-cookie: \(causeway-form-[^;]*\).*/\1/Ip' <<<"$page" | head -n 1)
    secret=$(sed -n 's/.*<code class="secret">\([A-Z2-7 ]*\)<.*/\1/p' <<<"$page" | head -n 1)
    (umask 077 && printf '%s\n' "$secret" >"$home/keys/$address.totp")
    code=$(as "$node" account code --secret-file "$home/keys/$address.totp" --json | value code)
    page=$(portal_answers POST "$node" "$path" \
        "form=$token&password=${demo_password// /+}&repeated=${demo_password// /+}&code=$code" "$cookie")
    if [[ $page == "HTTP/1.1 200"* && $page == *'<ol class="codes">'* ]]; then
        held "$name has set password and authenticator by a link that counts once; http://localhost:${portal_port[$node]}"
    else
        broken "$name could not enrol: $(head -n 1 <<<"$page")"
    fi
    logins+=("http://localhost:${portal_port[$node]}|$address|$home/keys/$address.totp|$*")
}

open_portals() {
    heading "People log in at their own node: password and second step, no exceptions"
    local node page
    logins=()
    enrol bank "Ana Lo" ana@bank.example analyst operator
    enrol bank "Ben Ng" ben@bank.example analyst approver
    enrol telco "Tess Ip" tess@telco.example analyst approver operator
    enrol university "Uma Ho" uma@university.example analyst operator
    enrol firm "Finn Ma" finn@firm.example analyst operator
    enrol coordinator "Cora Yu" cora@cert.example operator staff
    for node in "${nodes[@]}"; do
        page=$(portal_answers GET "$node" /items)
        if [[ $page != "HTTP/1.1 303"* ]]; then broken "$node shows items to somebody who is not logged in"; fi
    done
    held "nobody sees an item at any of the ${#nodes[@]} portals without logging in"
}

say_logins() {
    local login url address file roles
    heading "Log in with a browser"
    for login in "${logins[@]}"; do
        IFS='|' read -r url address file roles <<<"$login"
        say "$url  $address ($roles)"
        aside "six digits: $causeway account code --secret-file $file"
    done
    say "the password of all of them: $demo_password"
}
