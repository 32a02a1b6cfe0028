/// Files of a zip archive, read in memory: nothing is written, nothing is followed, nothing is run.
///
/// Takes what packages are: one volume, no encryption, stored or deflated files, below 4 GiB. Refuses names that lead out of the folder or stand there
/// twice, files that overlap, and more files or octets than `ReferenceLimits` has; so what comes out is bounded by what went in.
public struct ZipArchive: Sendable {
    /// A file in the archive.
    public struct File: Sendable {
        public let path: String
        /// Octets when it is unfolded.
        public let octets: Int
        fileprivate let isDeflated: Bool
        fileprivate let checksum: UInt32
        fileprivate let place: Range<Int>
    }

    /// Its files, folders left out, in the order of the archive's list.
    public let files: [File]
    private let bytes: [UInt8]

    /// Reads the list of files; throws `badArchive`, `pathOutside` or `tooMuch`.
    public init(reading bytes: [UInt8]) throws(PackFault) {
        guard bytes.count <= ReferenceLimits.archiveOctetsMax else {
            throw .tooMuch(part: "The archive", what: "octets", limit: ReferenceLimits.archiveOctetsMax)
        }
        self.bytes = bytes
        let cursor = Cursor(bytes: bytes)
        guard let end = Self.end(bytes), let count = cursor.short(end + 10), let length = cursor.long(end + 12),
            let start = cursor.long(end + 16)
        else { throw .badArchive(reason: "it is no zip archive, or its end is missing") }
        guard cursor.short(end + 4) == 0, cursor.short(end + 6) == 0, cursor.short(end + 8) == count, count < 0xFFFF, start < 0xFFFF_FFFF
        else {
            throw .badArchive(reason: "it has several volumes, or is larger than 4 GiB")
        }
        guard count <= ReferenceLimits.archiveFilesMax else {
            throw .tooMuch(part: "The archive", what: "files", limit: ReferenceLimits.archiveFilesMax)
        }
        guard start + length <= end else { throw .badArchive(reason: "its list of files lies outside it") }
        var (files, names): ([File], Set<String>) = ([], [])
        var (position, total) = (start, 0)
        for _ in 0..<count {
            let file = try Self.file(cursor, &position, listEnd: start + length)
            guard !file.path.hasSuffix("/") else { continue }
            guard names.insert(file.path).inserted else { throw .badArchive(reason: "it holds \(file.path.prefix(200)) twice") }
            total += file.octets
            guard total <= ReferenceLimits.partsOctetsMax else {
                throw .tooMuch(part: "The archive", what: "octets when it is unpacked", limit: ReferenceLimits.partsOctetsMax)
            }
            files.append(file)
        }
        let places = files.map(\.place).sorted { $0.lowerBound < $1.lowerBound }
        for (one, next) in zip(places, places.dropFirst()) where next.lowerBound < one.upperBound {
            throw .badArchive(reason: "two of its files overlap")
        }
        self.files = files
    }

    /// The octets of a file; throws `notUnfolded` where they are not those that the list says.
    public func octets(of file: File) throws(PackFault) -> [UInt8] {
        let stored = bytes[file.place]
        let octets = file.isDeflated ? Deflate.unfold(stored, .bare, octetsMax: file.octets) : Array(stored)
        guard let octets, octets.count == file.octets, Deflate.crc32(octets) == file.checksum else { throw .notUnfolded(part: file.path) }
        return octets
    }

    /// Where the record at the end begins: the last that fits with the comment behind it.
    private static func end(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let cursor = Cursor(bytes: bytes)
        for position in stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
        where cursor.long(position) == 0x0605_4B50 && cursor.short(position + 20) == bytes.count - position - 22 {
            return position
        }
        return nil
    }

    private static func file(_ cursor: Cursor, _ position: inout Int, listEnd: Int) throws(PackFault) -> File {
        guard position + 46 <= listEnd, cursor.long(position) == 0x0201_4B50, let flags = cursor.short(position + 8),
            let method = cursor.short(position + 10), let checksum = cursor.long(position + 16), let folded = cursor.long(position + 20),
            let unfolded = cursor.long(position + 24), let nameLength = cursor.short(position + 28),
            let extra = cursor.short(position + 30),
            let comment = cursor.short(position + 32), let offset = cursor.long(position + 42),
            position + 46 + nameLength + extra + comment <= listEnd
        else { throw .badArchive(reason: "its list of files is cut short") }
        let name = cursor.bytes[position + 46..<position + 46 + nameLength]
        position += 46 + nameLength + extra + comment
        guard let path = String(validating: name, as: UTF8.self), isInside(path) else {
            throw .pathOutside(path: String(String(decoding: name, as: UTF8.self).prefix(200)))
        }
        guard flags & 0x2041 == 0, method == 0 || method == 8 else {
            throw .badArchive(reason: "\(path.prefix(200)) is encrypted or compressed in a way that is not read")
        }
        guard unfolded <= ReferenceLimits.partOctetsMax, unfolded <= (folded + 1) * ReferenceLimits.archiveRatioMax else {
            throw .tooMuch(part: path, what: "octets when it is unpacked", limit: ReferenceLimits.partOctetsMax)
        }
        // The file's own head repeats the name; readers that believe different ones would see different files.
        guard cursor.long(offset) == 0x0403_4B50, let ownName = cursor.short(offset + 26), let ownExtra = cursor.short(offset + 28),
            offset + 30 + ownName + ownExtra + folded <= cursor.bytes.count,
            cursor.bytes[offset + 30..<offset + 30 + ownName].elementsEqual(name), method == 8 || folded == unfolded
        else { throw .badArchive(reason: "\(path.prefix(200)) is not where the list says") }
        let first = offset + 30 + ownName + ownExtra
        return File(
            path: path, octets: unfolded, isDeflated: method == 8, checksum: UInt32(checksum), place: first..<first + folded)
    }

    /// Whether a path stays in its folder, on every system.
    static func isInside(_ path: String) -> Bool {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\\" || $0 == ":" })
        else {
            return false
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { index, part in
            part != ".." && part != "." && (!part.isEmpty || index == parts.count - 1)
        }
    }

    /// Reads numbers, the lowest octet first; `nil` outside of the archive.
    private struct Cursor {
        let bytes: [UInt8]

        func short(_ position: Int) -> Int? {
            guard position >= 0, position + 2 <= bytes.count else { return nil }
            return Int(bytes[position]) | Int(bytes[position + 1]) << 8
        }

        func long(_ position: Int) -> Int? {
            guard let low = short(position), let high = short(position + 2) else { return nil }
            return low | high << 16
        }
    }
}
