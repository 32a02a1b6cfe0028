# How the scripts speak: sourced, never run.
# Headings, and a line with a mark for every check. Colour only in a terminal that wants it.

if [[ -t 1 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
    bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' green='' red='' dim='' plain=''
fi

checks_failed=0
checks_held=0

heading() { printf '\n%s── %s%s\n' "$bold" "$*" "$plain"; }
say() { printf '   %s\n' "$*"; }
aside() { printf '   %s%s%s\n' "$dim" "$*" "$plain"; }

# A check that held, with what was seen.
held() {
    checks_held=$((checks_held + 1))
    printf ' %s✓%s %s\n' "$green" "$plain" "$*"
}

# A check that did not hold: the script goes on and remembers.
broken() {
    checks_failed=$((checks_failed + 1))
    printf ' %s✗ %s%s\n' "$red" "$*" "$plain"
}

# Ends the script: nothing after this could be true.
give_up() {
    broken "$@"
    exit 1
}
