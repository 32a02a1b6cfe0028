import Testing

@testable import Reference

@Suite("Archives are read in memory, and hostile ones refused")
struct ZipTests {
    /// A zip archive with stored files, and what to change in it.
    private func archive(
        _ files: [(path: String, octets: [UInt8])], claimed: Int? = nil, method: UInt8 = 0, flags: UInt8 = 0, crc: UInt32? = nil,
        ownName: String? = nil,
        offset: Int = 0
    ) -> [UInt8] {
        let short = { (value: Int) in [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
        let long = { (value: Int) in short(value & 0xFFFF) + short(value >> 16 & 0xFFFF) }
        var (body, list): ([UInt8], [UInt8]) = ([], [])
        for file in files {
            let (name, own) = (Array(file.path.utf8), Array((ownName ?? file.path).utf8))
            let size = claimed ?? file.octets.count
            let sum = Int(crc ?? Deflate.crc32(file.octets))
            let middle = [flags, 0, method, 0] + long(0) + long(sum) + long(file.octets.count) + long(size)
            list +=
                [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + middle + short(name.count) + long(0) + short(0) + short(0) + long(0)
                + long(body.count + offset)
            list += name
            body += [0x50, 0x4B, 3, 4, 20, 0] + middle + short(own.count) + short(0) + own + file.octets
        }
        let end = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + short(files.count) + short(files.count) + long(list.count) + long(body.count) + short(0)
        return body + list + end
    }

    private func code(_ octets: [UInt8]) -> String {
        do throws(PackFault) {
            let archive = try ZipArchive(reading: octets)
            for file in archive.files { _ = try archive.octets(of: file) }
            return "read"
        } catch { return error.code }
    }

    @Test("Files are read as they were put in, folders left out")
    func reads() throws {
        let zip = try ZipArchive(reading: archive([("a/b.json", [1, 2, 3]), ("a/", []), ("c", [])]))
        #expect(zip.files.map(\.path) == ["a/b.json", "c"] && zip.files.map(\.octets) == [3, 0])
        #expect(try zip.octets(of: zip.files[0]) == [1, 2, 3])
    }

    @Test(
        "A path that leads out of the folder is refused, on every system",
        arguments: ["../x", "a/../../x", "/x", "a//b", "a\\..\\x", "C:x", "./x", "a/./b", "a\u{0}b", ""])
    func outside(path: String) { #expect(code(archive([(path, [1])])) == "archive-path") }

    @Test("An archive that contradicts itself is refused by name")
    func hostile() {
        let good = archive([("a", [1, 2, 3])])
        #expect(code(good) == "read")
        #expect(
            code([]) == "bad-archive" && code(Array(good.dropLast(3))) == "bad-archive" && code(Array(good.dropFirst())) == "bad-archive")
        #expect(code(archive([("a", [1]), ("a", [2])])) == "bad-archive")
        #expect(code(archive([("a", [1])], method: 12)) == "bad-archive")
        #expect(code(archive([("a", [1])], flags: 1)) == "bad-archive")
        #expect(code(archive([("a", [1])], crc: 7)) == "pack-compression")
        #expect(code(archive([("a", [1])], ownName: "b")) == "bad-archive")
        #expect(code(archive([("a", [1])], claimed: 2)) == "bad-archive")
        #expect(code(archive([("a", [1])], offset: 500)) == "bad-archive")
        // Three octets cannot unfold to a gigabyte, and no file is longer than may be.
        #expect(code(archive([("a", [3, 0, 0])], claimed: 1_000_000, method: 8)) == "pack-too-large")
        #expect(code(archive([("a", [UInt8](repeating: 0, count: 70_000))], claimed: 67_108_865, method: 8)) == "pack-too-large")
    }

    @Test("Files of which each is small enough are refused when they are too much together, and when they are there twice")
    func together() {
        let many = (0..<9).map { ("f\($0)", [UInt8](repeating: 0, count: 64_600)) }
        #expect(code(archive(many, claimed: 67_000_000, method: 8)) == "pack-too-large")
        // A second entry of the list for the octets of the first file.
        let one = archive([("a", [1, 2, 3])])
        let (body, list) = (one[..<34], one[34..<81])
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 2, 0, 2, 0, UInt8(2 * list.count), 0, 0, 0, UInt8(body.count), 0, 0, 0, 0, 0]
        #expect(code(body + list + list + end) == "bad-archive")
    }
}
