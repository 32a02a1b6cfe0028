import Testing

@testable import STIX

@Suite("What of a pattern may be blocked")
struct SufficientTests {
    @Test(
        "Values that alone make a pattern hold are found, in one spelling and once",
        arguments: [
            ("[ipv4-addr:value = '198.51.100.7']", ["198.51.100.7"]),
            ("[domain-name:value = 'EVIL[.]example' OR domain-name:value = 'evil.example']", ["evil.example"]),
            ("[url:value IN ('http://Evil.example/A', 'https://b.example/')]", ["http://evil.example/A", "https://b.example/"]),
            ("[ipv4-addr:value ISSUBSET '198.51.0.0/16'] OR [ipv6-addr:value = '2001:DB8:0::1']", ["198.51.0.0/16", "2001:db8::1"]),
            ("[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427F']", ["d41d8cd98f00b204e9800998ecf8427f"]),
            ("[email-message:from_ref.value = 'a@evil.example']", ["a@evil.example"]),
            ("[network-traffic:dst_ref.value = '198.51.100.7']", ["198.51.100.7"]),
            ("[url:value = 'http://a.example/'] OR ([url:value = 'http://b.example/'] AND [file:name = 'x'])", ["http://a.example/"]),
        ])
    func sufficient(pattern: String, values: [String]) throws {
        #expect(try STIXPattern(parsing: pattern).sufficientValues.map(\.text) == values)
    }

    @Test(
        "What holds only with something else, in time, in number or not at all names nothing",
        arguments: [
            "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427f' AND file:name = 'a.exe']",
            "[ipv4-addr:value = '198.51.100.7'] AND [domain-name:value = 'a.example']",
            "[ipv4-addr:value = '198.51.100.7'] FOLLOWEDBY [domain-name:value = 'a.example']",
            "[ipv4-addr:value = '198.51.100.7'] REPEATS 5 TIMES", "[ipv4-addr:value = '198.51.100.7'] WITHIN 5 SECONDS",
            "[ipv4-addr:value = '198.51.100.7'] START t'2024-02-07T00:00:00Z' STOP t'2024-02-08T00:00:00Z'",
            "[ipv4-addr:value != '198.51.100.7']", "[ipv4-addr:value NOT = '198.51.100.7']", "[ipv4-addr:value NOT IN ('198.51.100.7')]",
            "[domain-name:value LIKE '%.example']", "[domain-name:value MATCHES 'evil.example']",
            "[ipv4-addr:value ISSUPERSET '198.51.100.7']", "[file:name = 'evil.example']", "[file:hashes.'SHA-256' = 'abcd']",
            "[file:hashes.MD5 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']", "[domain-name:value = '198.51.100.7']",
            "[ipv4-addr:resolves_to_refs[*].value = '198.51.100.7']", "[x-own:value = '198.51.100.7']", "[EXISTS ipv4-addr:value]",
            "[domain-name:value ISSUBSET 'evil.example']", "[url:value IN ()]",
        ])
    func insufficient(pattern: String) throws {
        #expect(try STIXPattern(parsing: pattern).sufficientValues.isEmpty)
    }

    @Test(
        "A list never names what would cut its readers off",
        arguments: [
            "0.0.0.0/0", "0.0.0.0", "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.0/24", "224.0.0.1",
            "255.255.255.255",
            "100.64.0.1", "198.51.0.0/15", "172.16.0.0/16", "192.0.0.0/16", "::/0", "fe80::1", "fc00::/32", "ff02::1", "2000::/3",
            "::ffff:10.0.0.1", "2002:a00:1::1", "2001::1", "router.local", "mail.corp", "localhost.localdomain", "1.0.0.127.in-addr.arpa",
            "co.uk", "gov.hk", "com.cn", "http://127.0.0.1/x", "http://localhost/x", "http://user:pw@192.168.0.1:8080/", "http://[::1]/",
            "http://evil.example@10.0.0.1/", "https://gov.hk", "root@host.internal",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "CVE-2026-0001",
        ])
    func unblockable(typed: String) throws {
        #expect(try !#require(ObservedValue(typed: typed)).mayBeBlocked)
    }

    @Test(
        "Strangers' addresses, names and hashes may be blocked",
        arguments: [
            "203.0.113.9", "198.51.100.0/24", "8.8.0.0/16", "2a00:1450::1", "2001:db8:1::/48", "evil.example", "shop.co.uk", "www.gov.hk",
            "http://evil.example/", "http://203.0.113.9:8080/x", "http://[2a00:1450::1]/", "http://10.0.0.1@evil.example/",
            "a@evil.example",
            "d41d8cd98f00b204e9800998ecf8427f",
        ])
    func blockable(typed: String) throws {
        #expect(try #require(ObservedValue(typed: typed)).mayBeBlocked)
    }
}
