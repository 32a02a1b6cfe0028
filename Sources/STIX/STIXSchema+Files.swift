/// Files and directories with the standard's extensions of them (STIX 2.1 §6.3, §6.7).
extension STIXSchema {
    static let files: [STIXStructure] = [
        STIXStructure(
            "directory", "6.3", common: observable(),
            [
                .must("path", .string), .may("path_enc", .form(.characterSet)), .may("ctime", .timestamp), .may("mtime", .timestamp),
                .may("atime", .timestamp), .may("contains_refs", .list(.reference(.types("file", "directory")))),
            ]),
        STIXStructure(
            "file", "6.7", common: observable(archive, ntfs, pdf, rasterImage, windowsBinary),
            [
                .may("hashes", .hashes), .may("size", .count), .may("name", .string), .may("name_enc", .form(.characterSet)),
                .may("magic_number_hex", .hex), .may("mime_type", .form(.mediaType)), .may("ctime", .timestamp), .may("mtime", .timestamp),
                .may("atime", .timestamp), .may("parent_directory_ref", .reference(.types("directory"))),
                .may("contains_refs", .list(.reference(.observables))), .may("content_ref", .reference(.types("artifact"))),
            ], rules: [.oneOf([["hashes"], ["name"]])]),
    ]

    private static let archive = STIXStructure(
        "archive-ext", "6.7.2", [.must("contains_refs", .list(.reference(.types("file", "directory")))), .may("comment", .string)])

    private static let ntfs = STIXStructure(
        "ntfs-ext", "6.7.3", [.may("sid", .string), .may("alternate_data_streams", .list(.structure(alternateDataStream)))],
        rules: [.something])

    private static let alternateDataStream = STIXStructure(
        "alternate data stream", "6.7.3.2", [.must("name", .string), .may("hashes", .hashes), .may("size", .whole)])

    private static let pdf = STIXStructure(
        "pdf-ext", "6.7.4",
        [
            .may("version", .string), .may("is_optimized", .boolean), .may("document_info_dict", .dictionary(.string)),
            .may("pdfid0", .string), .may("pdfid1", .string),
        ], rules: [.something])

    private static let rasterImage = STIXStructure(
        "raster-image-ext", "6.7.5",
        [
            .may("image_height", .whole), .may("image_width", .whole), .may("bits_per_pixel", .whole), .may("exif_tags", .dictionary(nil)),
        ], rules: [.something])

    private static let windowsBinary = STIXStructure(
        "windows-pebinary-ext", "6.7.6",
        [
            .must("pe_type", .vocabulary(.windowsBinaryType)), .may("imphash", .string), .may("machine_hex", .hex),
            .may("number_of_sections", .count), .may("time_date_stamp", .seconds), .may("pointer_to_symbol_table_hex", .hex),
            .may("number_of_symbols", .count), .may("size_of_optional_header", .count), .may("characteristics_hex", .hex),
            .may("file_header_hashes", .hashes), .may("optional_header", .structure(optionalHeader)),
            .may("sections", .list(.structure(binarySection))),
        ])

    private static let optionalHeader = STIXStructure(
        "optional header", "6.7.6.2",
        [
            .may("magic_hex", .hex), .may("major_linker_version", .whole), .may("minor_linker_version", .whole),
            .may("size_of_code", .count),
            .may("size_of_initialized_data", .count), .may("size_of_uninitialized_data", .count), .may("address_of_entry_point", .whole),
            .may("base_of_code", .whole), .may("base_of_data", .whole), .may("image_base", .whole), .may("section_alignment", .whole),
            .may("file_alignment", .whole), .may("major_os_version", .whole), .may("minor_os_version", .whole),
            .may("major_image_version", .whole), .may("minor_image_version", .whole), .may("major_subsystem_version", .whole),
            .may("minor_subsystem_version", .whole), .may("win32_version_value_hex", .hex), .may("size_of_image", .count),
            .may("size_of_headers", .count), .may("checksum_hex", .hex), .may("subsystem_hex", .hex), .may("dll_characteristics_hex", .hex),
            .may("size_of_stack_reserve", .count), .may("size_of_stack_commit", .count), .may("size_of_heap_reserve", .count),
            .may("size_of_heap_commit", .count), .may("loader_flags_hex", .hex), .may("number_of_rva_and_sizes", .whole),
            .may("hashes", .hashes),
        ], rules: [.something])

    private static let binarySection = STIXStructure(
        "section", "6.7.6.3", [.must("name", .string), .may("size", .count), .may("entropy", .number), .may("hashes", .hashes)])
}
