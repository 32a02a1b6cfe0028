/// Addresses, names and traffic (STIX 2.1 §6.2, §6.4, §6.8 to §6.10, §6.12, §6.15).
extension STIXSchema {
    static let networks: [STIXStructure] = [
        STIXStructure(
            "autonomous-system", "6.2", common: observable(), [.must("number", .whole), .may("name", .string), .may("rir", .string)]),
        STIXStructure(
            "domain-name", "6.4", common: observable(),
            [
                .must("value", .form(.domainName)),
                .may("resolves_to_refs", .list(.reference(.types("ipv4-addr", "ipv6-addr", "domain-name")))),
            ]),
        STIXStructure(
            "ipv4-addr", "6.8", common: observable(),
            [
                .must("value", .form(.ipv4)), .may("resolves_to_refs", .list(.reference(.types("mac-addr")))),
                .may("belongs_to_refs", .list(.reference(.types("autonomous-system")))),
            ]),
        STIXStructure(
            "ipv6-addr", "6.9", common: observable(),
            [
                .must("value", .form(.ipv6)), .may("resolves_to_refs", .list(.reference(.types("mac-addr")))),
                .may("belongs_to_refs", .list(.reference(.types("autonomous-system")))),
            ]),
        STIXStructure("mac-addr", "6.10", common: observable(), [.must("value", .form(.mac))]),
        STIXStructure(
            "network-traffic", "6.12", common: observable(httpRequest, icmp, socket, tcp),
            [
                .may("start", .timestamp), .may("end", .timestamp), .may("is_active", .boolean), .may("src_ref", .reference(endpoint)),
                .may("dst_ref", .reference(endpoint)), .may("src_port", .integer(0...65_535)), .may("dst_port", .integer(0...65_535)),
                .must("protocols", .list(.string)), .may("src_byte_count", .count), .may("dst_byte_count", .count),
                .may("src_packets", .count), .may("dst_packets", .count), .may("ipfix", .dictionary(nil)),
                .may("src_payload_ref", .reference(.types("artifact"))), .may("dst_payload_ref", .reference(.types("artifact"))),
                .may("encapsulates_refs", .list(.reference(.types("network-traffic")))),
                .may("encapsulated_by_ref", .reference(.types("network-traffic"))),
            ],
            rules: [
                .oneOf([["src_ref"], ["dst_ref"]]), .notBefore("start", later: "end"), .whenForbids("is_active", is: true, ["end"]),
            ]),
        STIXStructure("url", "6.15", common: observable(), [.must("value", .form(.url))]),
    ]

    private static let endpoint = STIXTargets.types("ipv4-addr", "ipv6-addr", "mac-addr", "domain-name")

    private static let httpRequest = STIXStructure(
        "http-request-ext", "6.12.2",
        [
            .must("request_method", .string), .must("request_value", .string), .may("request_version", .string),
            .may("request_header", .dictionary(.list(.string))), .may("message_body_length", .whole),
            .may("message_body_data_ref", .reference(.types("artifact"))),
        ])

    private static let icmp = STIXStructure("icmp-ext", "6.12.3", [.must("icmp_type_hex", .hex), .must("icmp_code_hex", .hex)])

    private static let socket = STIXStructure(
        "socket-ext", "6.12.4",
        [
            .must("address_family", .enumeration(.socketAddressFamily)), .may("is_blocking", .boolean), .may("is_listening", .boolean),
            .may("options", .keyed(.socketOption, .whole)), .may("socket_type", .enumeration(.socketType)),
            .may("socket_descriptor", .count), .may("socket_handle", .whole),
        ])

    private static let tcp = STIXStructure(
        "tcp-ext", "6.12.5", [.may("src_flags_hex", .hex), .may("dst_flags_hex", .hex)], rules: [.something])
}
