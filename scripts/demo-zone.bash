# The demo's public zone: what members want to be public waits for moderators, then anybody reads, verifies and copies it. Sourced by scripts/demo.

zone_items=deployments/example-federation/items/public

# Shares a file with everyone and gives the item's identifier: for_everyone NODE FILE
for_everyone() { typed "$1" share "$2" --everyone --tlp clear --json | value id; }

waits_in_zone() { as coordinator zone queue --json 2>/dev/null | grep -qF -- "$1"; }

# Everybody in the demo trusts its moderator, who has looked: approve ITEM [OPTION …]
approve_for_zone() {
    local id=$1
    shift
    wait_for waits_in_zone "$id" || { broken "$id does not wait for a moderator"; return; }
    typed coordinator zone approve "$id" "$@" --json >/dev/null || broken "$id could not be approved"
}

publish_in_zone() {
    heading "The Public Zone: what members make public waits for a moderator"
    local lantern advice practice level chinese
    lantern=$(for_everyone telco "$zone_items/paper-lantern.json")
    if wait_for waits_in_zone "$lantern"; then held "the telco's report waits for a moderator"; else broken "the telco's report is not in the queue"; fi
    if fetch "/en/items/$lantern.html" | head -n 1 | grep -q 404; then held "until then its page is 404"; else broken "its page is there before anybody approved it"; fi
    if fetch "/items/$lantern/bundle.json" | head -n 1 | grep -q 404; then held "and so is its content"; else broken "its content is there before anybody approved it"; fi
    approve_for_zone "$lantern" --topic threats
    if wait_for page_shows "/en/items/$lantern.html" "Paper Lantern"; then held "approved: http://127.0.0.1:7490/en/items/$lantern.html"; else broken "its page is not there"; fi
    typed coordinator zone feature "$lantern" --json >/dev/null || broken "it could not be put in front"
    advice=$(for_everyone firm "$zone_items/mail-from-outside.json")
    practice=$(for_everyone telco "$zone_items/restored-backups.json")
    level=$(for_everyone coordinator "$zone_items/alert-level.json")
    chinese=$(for_everyone coordinator "$zone_items/alert-level-chinese.json")
    approve_for_zone "$advice" --topic mitigation
    approve_for_zone "$practice" --topic best-practice
    held "the coordinator's own items wait for nobody: its rules trust them"
    if wait_for page_shows /en/index.html "Alert level: heightened"; then held "the front page tells the alert level, an item that the coordinator signed"; else broken "the front page does not tell the alert level"; fi
    [[ -n $chinese ]] || broken "the translation was not shared"
    if wait_for page_shows "/zh-hant/items/$level.html" "警戒級別：提高"; then held "in Chinese too: a translation that is an item of its own"; else broken "the translation is not shown"; fi

    heading "Anybody verifies it, and copies it"
    if typed bank verify "http://127.0.0.1:7490/en/items/$lantern.html" --network "$network" >"$home/shown"; then held "verified by its address: $(head -n 2 "$home/shown" | tail -n 1)"; else broken "the item does not verify by its address"; fi
    aside "in a browser: http://127.0.0.1:7490/en/verify.html?item=$lantern"
    typed coordinator zone publish "$home/zone" || broken "the zone could not be written as files"
    if typed coordinator zone verify "$home/zone" --proofs; then held "every file and every proof in $home/zone holds"; else broken "the files are not whole"; fi
    fetch_body "/en/items/$lantern.html" >"$home/served.html"
    if cmp -s "$home/served.html" "$home/zone/en/items/$lantern.html"; then held "a file is what the node serves, byte for byte"; else broken "a file differs from what the node serves"; fi
}
