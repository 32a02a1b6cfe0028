/// Observables (STIX 2.1 §6).
extension STIXSchema {
    static let observables: [STIXStructure] =
        files + networks + [
            STIXStructure(
                "artifact", "6.1", common: observable(),
                [
                    .may("mime_type", .form(.mediaType)), .may("payload_bin", .binary), .may("url", .form(.url)), .may("hashes", .hashes),
                    .may("encryption_algorithm", .enumeration(.encryptionAlgorithm)), .may("decryption_key", .string),
                ],
                rules: [
                    .oneOf([["payload_bin"], ["url"]]), .notTogether(["payload_bin", "url"]), .needs("url", ["hashes"]),
                    .needs("decryption_key", ["encryption_algorithm"]),
                ]),
            STIXStructure(
                "email-addr", "6.5", common: observable(),
                [
                    .must("value", .form(.mailAddress)), .may("display_name", .string),
                    .may("belongs_to_ref", .reference(.types("user-account"))),
                ]),
            STIXStructure(
                "email-message", "6.6", common: observable(),
                [
                    .must("is_multipart", .boolean), .may("date", .timestamp), .may("content_type", .string),
                    .may("from_ref", .reference(.types("email-addr"))), .may("sender_ref", .reference(.types("email-addr"))),
                    .may("to_refs", .list(.reference(.types("email-addr")))), .may("cc_refs", .list(.reference(.types("email-addr")))),
                    .may("bcc_refs", .list(.reference(.types("email-addr")))), .may("message_id", .string), .may("subject", .string),
                    .may("received_lines", .list(.string)), .may("additional_header_fields", .dictionary(.list(.string))),
                    .may("body", .string),
                    .may("body_multipart", .list(.structure(mimePart))), .may("raw_email_ref", .reference(.types("artifact"))),
                ],
                rules: [.whenForbids("is_multipart", is: true, ["body"]), .whenForbids("is_multipart", is: false, ["body_multipart"])]),
            STIXStructure("mutex", "6.11", common: observable(), [.must("name", .string)]),
            STIXStructure(
                "process", "6.13", common: observable(windowsProcess, windowsService),
                [
                    .may("is_hidden", .boolean), .may("pid", .whole), .may("created_time", .timestamp), .may("cwd", .string),
                    .may("command_line", .string), .may("environment_variables", .dictionary(.string)),
                    .may("opened_connection_refs", .list(.reference(.types("network-traffic")))),
                    .may("creator_user_ref", .reference(.types("user-account"))), .may("image_ref", .reference(.types("file"))),
                    .may("parent_ref", .reference(.types("process"))), .may("child_refs", .list(.reference(.types("process")))),
                ], rules: [.something]),
            STIXStructure(
                "software", "6.14", common: observable(),
                [
                    .must("name", .string), .may("cpe", .form(.platform)), .may("swid", .string),
                    .may("languages", .list(.form(.language))),
                    .may("vendor", .string), .may("version", .string),
                ]),
            STIXStructure(
                "user-account", "6.16", common: observable(unixAccount),
                [
                    .may("user_id", .string), .may("credential", .string), .may("account_login", .string),
                    .may("account_type", .vocabulary(.accountType)), .may("display_name", .string), .may("is_service_account", .boolean),
                    .may("is_privileged", .boolean), .may("can_escalate_privs", .boolean), .may("is_disabled", .boolean),
                    .may("account_created", .timestamp), .may("account_expires", .timestamp), .may("credential_last_changed", .timestamp),
                    .may("account_first_login", .timestamp), .may("account_last_login", .timestamp),
                ], rules: [.something]),
            STIXStructure(
                "windows-registry-key", "6.17", common: observable(),
                [
                    .may("key", .string), .may("values", .list(.structure(registryValue))), .may("modified_time", .timestamp),
                    .may("creator_user_ref", .reference(.types("user-account"))), .may("number_of_subkeys", .whole),
                ], rules: [.something]),
            STIXStructure(
                "x509-certificate", "6.18", common: observable(),
                [
                    .may("is_self_signed", .boolean), .may("hashes", .hashes), .may("version", .string), .may("serial_number", .string),
                    .may("signature_algorithm", .string), .may("issuer", .string), .may("validity_not_before", .timestamp),
                    .may("validity_not_after", .timestamp), .may("subject", .string), .may("subject_public_key_algorithm", .string),
                    .may("subject_public_key_modulus", .string), .may("subject_public_key_exponent", .whole),
                    .may("x509_v3_extensions", .structure(certificateExtensions)),
                ], rules: [.something]),
        ]

    private static let mimePart = STIXStructure(
        "MIME part", "6.6.2",
        [
            .may("body", .string), .may("body_raw_ref", .reference(.types("artifact", "file"))), .may("content_type", .string),
            .may("content_disposition", .string),
        ], rules: [.oneOf([["body"], ["body_raw_ref"]])])

    private static let windowsProcess = STIXStructure(
        "windows-process-ext", "6.13.2",
        [
            .may("aslr_enabled", .boolean), .may("dep_enabled", .boolean), .may("priority", .string), .may("owner_sid", .string),
            .may("window_title", .string), .may("startup_info", .dictionary(nil)),
            .may("integrity_level", .enumeration(.windowsIntegrityLevel)),
        ], rules: [.something])

    private static let windowsService = STIXStructure(
        "windows-service-ext", "6.13.3",
        [
            .may("service_name", .string), .may("descriptions", .list(.string)), .may("display_name", .string), .may("group_name", .string),
            .may("start_type", .enumeration(.windowsServiceStart)), .may("service_dll_refs", .list(.reference(.types("file")))),
            .may("service_type", .enumeration(.windowsServiceType)), .may("service_status", .enumeration(.windowsServiceStatus)),
        ], rules: [.something])

    private static let unixAccount = STIXStructure(
        "unix-account-ext", "6.16.2",
        [.may("gid", .whole), .may("groups", .list(.string)), .may("home_dir", .string), .may("shell", .string)], rules: [.something])

    private static let registryValue = STIXStructure(
        "registry value", "6.17.2",
        [.may("name", .string), .may("data", .string), .may("data_type", .enumeration(.windowsRegistryType))], rules: [.something])

    private static let certificateExtensions = STIXStructure(
        "certificate extensions", "6.18.2",
        [
            .may("basic_constraints", .string), .may("name_constraints", .string), .may("policy_constraints", .string),
            .may("key_usage", .string), .may("extended_key_usage", .string), .may("subject_key_identifier", .string),
            .may("authority_key_identifier", .string), .may("subject_alternative_name", .string), .may("issuer_alternative_name", .string),
            .may("subject_directory_attributes", .string), .may("crl_distribution_points", .string), .may("inhibit_any_policy", .string),
            .may("private_key_usage_period_not_before", .timestamp), .may("private_key_usage_period_not_after", .timestamp),
            .may("certificate_policies", .string), .may("policy_mappings", .string),
        ], rules: [.something])
}
