"""Random objects of every type of STIX 2.1, made from the tables of the library `stix2`, and random patterns."""

import base64
import uuid

from stix2 import properties as kinds
from stix2.registry import STIX2_OBJ_MAPS

TABLES = {**STIX2_OBJ_MAPS["2.1"]["objects"], **STIX2_OBJ_MAPS["2.1"]["observables"]}
EXTENSIONS = STIX2_OBJ_MAPS["2.1"]["extensions"]
OBSERVABLES = sorted(STIX2_OBJ_MAPS["2.1"]["observables"])
META = {"bundle", "marking-definition", "language-content", "extension-definition"}
DOMAIN = sorted(set(STIX2_OBJ_MAPS["2.1"]["objects"]) - META - {"relationship", "sighting"})
TYPES = DOMAIN + ["relationship", "sighting"] + OBSERVABLES

# Values whose form the tables do not tell.
FORMS = {
    ("mac-addr", "value"): "00:1b:44:11:3a:b7", ("ipv4-addr", "value"): "198.51.100.0/24", ("ipv6-addr", "value"): "2001:db8::7",
    ("url", "value"): "https://example.org/a?b=c", ("domain-name", "value"): "a.example.org", ("email-addr", "value"): "n@example.org",
    ("indicator", "pattern"): "[file:name = 'a']", ("indicator", "pattern_type"): "stix", ("indicator", "pattern_version"): "2.1",
    ("location", "country"): "DE", ("relationship", "relationship_type"): "related-to", ("software", "languages"): ["en"],
    ("software", "cpe"): "cpe:2.3:a:vendor:product:1:*:*:*:*:*:*:*", ("malware-analysis", "product"): "product",
    "lang": "zh-TW", "mime_type": "text/plain", "path_enc": "US-ASCII", "name_enc": "US-ASCII", "selectors": ["id"],
    "url": "https://example.org/", "options": {"SO_KEEPALIVE": 1}, "request_header": {"Accept": ["a"]}, "confidence": 50,
    "additional_header_fields": {"Received": ["a", "b"]}, "startup_info": {"cb": 1}, "kill_chain_name": "chain", "phase_name": "phase",
}
# The order that two moments must have.
PAIRS = [("created", "modified"), ("first_seen", "last_seen"), ("valid_from", "valid_until"), ("first_observed", "last_observed"),
         ("start_time", "stop_time"), ("start", "end")]
NEEDED = {"file": {"name": "f"}, "process": {"pid": 1}, "user-account": {"user_id": "u"}, "windows-registry-key": {"key": "k"},
          "x509-certificate": {"issuer": "i"}, "location": {"region": "europe"}, "malware": {"name": "n"},
          "malware-analysis": {"result": "benign"}}


def identifier(dice, kind):
    return f"{kind}--{uuid.UUID(int=dice.getrandbits(128), version=4)}"


def word(dice):
    return "".join(dice.choice('abc éß中"\\/\u2028') for _ in range(dice.randint(1, 8))).strip() or "a"


def moment(dice):
    return "20%02d-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
        dice.randint(10, 25), dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23), dice.randint(0, 59), dice.randint(0, 59),
        # Moments go into identifiers as they are written; the library writes those that end with a zero anew.
        dice.randint(0, 99) * 10 + dice.randint(1, 9))


def target(dice, kind):
    listed = set(getattr(kind, "specifics", ()) or ())
    if kind.auth_type == kinds.ReferenceProperty._BLACKLIST:
        return identifier(dice, dice.choice([name for name in DOMAIN + OBSERVABLES if name not in listed]))
    for generic in getattr(kind, "generics", ()) or ():
        listed |= set(OBSERVABLES if "SCO" in str(generic) else DOMAIN if "SDO" in str(generic) else ["relationship"])
    return identifier(dice, dice.choice(sorted(listed)))


def value(dice, owner, name, kind):
    for form in ((owner, name), name):
        if form in FORMS:
            return FORMS[form]
    match kind:
        case kinds.ListProperty():
            inner = kind.contained
            make = (lambda: part(dice, inner)) if isinstance(inner, type) else (lambda: value(dice, owner, "", inner))
            return [make() for _ in range(dice.randint(1, 2))]
        case kinds.TimestampProperty(): return moment(dice)
        case kinds.BooleanProperty(): return dice.random() < 0.5
        case kinds.FloatProperty():
            least = -1000 if kind.min is None else kind.min
            return round(dice.uniform(least, 1000 if kind.max is None else kind.max), dice.randint(1, 9))
        case kinds.IntegerProperty(): return dice.randint(kind.min or 0, kind.max or 10**9)
        case kinds.HashesProperty():
            hashes = {"MD5": 128, "SHA-1": 160, "SHA-256": 256, "SHA-512": 512}
            return {name: f"{dice.getrandbits(hashes[name]):0{hashes[name] // 4}x}" for name in dice.sample(sorted(hashes), 2)}
        case kinds.EnumProperty() | kinds.OpenVocabProperty(): return dice.choice(sorted(kind.allowed))
        case kinds.HexProperty(): return f"{dice.randint(0, 255):02x}"
        case kinds.BinaryProperty(): return base64.b64encode(dice.randbytes(dice.randint(1, 9))).decode()
        case kinds.ReferenceProperty(): return target(dice, kind)
        case kinds.EmbeddedObjectProperty(): return part(dice, kind.type)
        case kinds.DictionaryProperty(): return {"key_a": word(dice)}
        case _: return word(dice)


def part(dice, table):
    made = {name: value(dice, "", name, kind) for name, kind in table._properties.items()
            if name not in ("type", "extension_type") and (kind.required or dice.random() < 0.6)}
    match table.__name__:
        case "ExternalReference": made |= {"source_name": "source", "description": "d"}
        case "EmailMIMEComponent": made["body"] = "b"
    if not made:
        name = next(name for name in table._properties if name not in ("type", "extension_type"))
        made[name] = value(dice, "", name, table._properties[name])
    return made


def good(dice, kind):
    """An object that is as the standard has it."""
    made = {"type": kind, "spec_version": "2.1", "id": identifier(dice, kind)}
    for name, of in TABLES[kind]._properties.items():
        if name in made or name in ("extensions", "granular_markings", "revoked", "objects"):
            continue
        if of.required or name in ("created", "modified", "valid_from") or dice.random() < 0.5:
            made[name] = value(dice, kind, name, of)
    for earlier, later in PAIRS:
        if earlier in made and later in made:
            made[earlier], made[later] = sorted((made[earlier], made[later]))
            if made[earlier] == made[later]:
                del made[later]
    for name, fallback in NEEDED.get(kind, {}).items():
        made.setdefault(name, fallback)
    match kind:
        case "artifact":
            made.pop("url", None)
            made["payload_bin"] = "QUJD"
            if "decryption_key" in made:
                made.setdefault("encryption_algorithm", "AES-256-GCM")
        case "location" if {"latitude", "longitude", "precision"} & set(made): made |= {"latitude": 1.5, "longitude": -3.0}
        case "malware-analysis": made.pop("sample_ref", None)
        case "observed-data": made["object_refs"] = [identifier(dice, "file")]
        case "email-message":
            made["is_multipart"] = False
            made.pop("body_multipart", None)
        case "network-traffic":
            made["src_ref"] = identifier(dice, "ipv4-addr")
            made["is_active"] = False
        case "windows-registry-key" if "values" in made: made["values"] = [{"name": "n", "data": "d"}]
    return made


def damaged(dice, made):
    """A copy in which one thing is against the standard, and what that is."""
    copy = dict(made)
    required = [name for name in ("created", "modified", "name", "value", "pattern", "protocols", "is_family") if name in copy
                and TABLES[made["type"]]._properties[name].required or name in ("created", "modified") and name in copy]
    choices = ["name", "null", "extensions"] + (["missing"] if required else []) + (["moment"] if "modified" in copy else [])
    what = dice.choice(choices)
    match what:
        case "name": copy["UPPER"] = 1
        case "null": copy["labels" if "created" in copy else "defanged"] = None
        case "extensions": copy["extensions"] = {}
        case "missing": del copy[dice.choice(required)]
        case "moment": copy["modified"] = "2022-101-27T00:00:00.000Z"
    return copy, what


def pattern(dice):
    def constant():
        return dice.choice(["'a\\'b\\\\'", "7", "-12", ".50", "true", "h'0aFF'", "b'QUI='", "t'2024-02-07T00:00:00Z'"])

    def test(kind):
        path = kind + ":" + dice.choice(["name", "value", "a.'SHA-256'", "values[*].data", "b[0].c", "'x y'"])
        negation = dice.choice(["", "", " NOT"])
        return dice.choice([
            f"{path}{negation} {dice.choice(['=', '!=', '==', '<>'])} {constant()}", f"{path}{negation} >= 1.5", f"EXISTS {path}",
            f"{path}{negation} IN ('a', 2)", f"{path}{negation} LIKE '%'", f"{path} ISSUBSET '198.51.100.0/24'",
            f"({path} = 1 OR {path} = 2)"])

    def observation(depth):
        if depth < 3 and dice.random() < 0.3:
            text = "(" + expression(depth + 1) + ")"
        else:
            kind = dice.choice(["file", "x-own", "url"])
            text = "[" + dice.choice([" AND ", " OR ", "  AND /* c */"]).join(test(kind) for _ in range(dice.randint(1, 3))) + "]"
        return text + dice.choice(["", "", " WITHIN 5 SECONDS", " REPEATS 2 TIMES", " START t'2024-02-07T00:00:00Z' STOP t'2024-02-08T00:00:00Z'"])

    def expression(depth):
        return "".join(observation(depth) + dice.choice([" AND ", " OR ", " FOLLOWEDBY "]) for _ in range(dice.randint(0, 2))) + observation(depth)

    return expression(0)
