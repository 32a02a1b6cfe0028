public import Sodium
import Wire

/// What one backup is made of: the names of its segments in order, signed by the node, and inside a seal which files they are.
///
/// Without the code its date, size and segments can be read and checked; with it, everything.
public struct Manifest: Equatable, Sendable {
    /// One file of the data directory; its segments stand one after the other, in the order of the files.
    public struct File: Equatable, Sendable {
        public let name: String
        public let octets: UInt64

        public init(name: String, octets: UInt64) {
            self.name = name
            self.octets = octets
        }

        /// All segments but a file's last are full.
        var segments: Int { Int((octets + UInt64(BackupLimits.segmentOctets) - 1) / UInt64(BackupLimits.segmentOctets)) }
    }

    static let version: UInt64 = 1
    private static let magic = Array("CWAYBKM1".utf8)
    private static let detailsLabel = "causeway/backup-details/1"
    private static let signingLabel = "causeway/backup/1"

    /// Which code opens it.
    public let key: Octets16
    let signer: Octets32
    /// Random.
    public let identifier: Octets16
    /// Seconds since 1970.
    public let created: UInt64
    /// What wrote it, such as "causeway/0.1.0".
    public let release: String
    /// Octets of all files.
    public let octets: UInt64
    public let segments: [Octets32]
    private let sealed: [UInt8]

    /// Makes and seals what `files` and `segments` say; `encoded` signs it. Only a liar claims another key's identifier.
    init(
        claiming claimed: Octets16? = nil, key: borrowing BackupKey, identifier: Octets16 = SecureRandom.octets16(), created: UInt64,
        release: String, files: [File], segments: [Octets32]
    ) {
        self.key = claimed ?? key.identifier
        signer = key.signing.verifyingKey.octets
        self.identifier = identifier
        self.created = created
        self.release = release
        octets = files.reduce(0) { $0 + $1.octets }
        self.segments = segments
        var writer = CBORWriter()
        writer.array(files.count)
        for file in files {
            writer.array(2)
            writer.text(file.name)
            writer.unsigned(file.octets)
        }
        let open = Self.open(self.key, signer, identifier, created, release, octets, segments)
        sealed = key.sealing.seal(writer.bytes, label: Self.detailsLabel, additional: open)
    }

    /// The file of the manifest.
    func encoded(signing key: borrowing BackupKey) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: segments.count * 32 + 4_096)
        writer.array(2)
        writer.raw(Self.open(self.key, signer, identifier, created, release, octets, segments))
        writer.byteString(sealed)
        let body = writer.bytes
        return Self.magic + Self.big(UInt32(body.count)) + body + key.signing.sign(Self.message(body)).array
    }

    /// Reads a manifest and checks the signature that it carries; whose that is, `check` says.
    ///
    /// Throws `newerFormat` or `manifestDamaged`; `name` is what people call it.
    init(file: [UInt8], name: String) throws(BackupError) {
        let damaged = BackupError.manifestDamaged(name)
        guard file.count > Self.magic.count + 4 + 64, file.starts(with: Self.magic.dropLast()) else { throw damaged }
        guard file.starts(with: Self.magic) else { throw .newerFormat(name) }
        let head = Self.magic.count + 4
        let count = file[Self.magic.count..<head].reduce(0) { $0 << 8 | Int($1) }
        guard count <= BackupLimits.bodyOctetsMax, file.count == head + count + 64 else { throw damaged }
        let body = Array(file[head..<head + count])
        do {
            try self.init(body: body)
        } catch {
            throw damaged
        }
        guard let signature = Octets64(file.suffix(64)), let verifying = try? VerifyingKey(signer),
            verifying.accepts(signature, over: Self.message(body))
        else { throw damaged }
    }

    private init(body: [UInt8]) throws(CBORError) {
        var reader = CBORReader(body)
        try reader.array(exactly: 2)
        try reader.array(exactly: 8)
        guard try reader.unsigned() == Self.version else { throw .invalidValue }
        key = try reader.octets()
        signer = try reader.octets()
        identifier = try reader.octets()
        created = try reader.unsigned()
        release = try reader.text(limit: BackupLimits.releaseOctetsMax)
        octets = try reader.unsigned()
        let names = try reader.byteString(limit: BackupLimits.segmentsMax * 32)
        guard names.count.isMultiple(of: 32) else { throw .wrongCount }
        segments = stride(from: names.startIndex, to: names.endIndex, by: 32).compactMap { Octets32(names[$0..<$0 + 32]) }
        sealed = Array(try reader.byteString(limit: BackupLimits.detailsOctetsMax + BackupLimits.sealOctets))
        try reader.end()
    }

    /// The files, once the manifest is known to be for this code and by the node that has its key.
    ///
    /// Throws `wrongCode`, `notGenuine` or `detailsDamaged`.
    public func files(name: String, with secret: borrowing BackupSecret) throws(BackupError) -> [File] {
        guard key == secret.identifier else {
            throw .wrongCode(backup: name, wanted: Self.short(key), given: Self.short(secret.identifier))
        }
        guard signer == secret.verifyingKey.octets else { throw .notGenuine(name) }
        let open = Self.open(key, signer, identifier, created, release, octets, segments)
        guard let details = BackupSeal.open(sealed, label: Self.detailsLabel, additional: open, with: secret),
            let files = try? Self.files(in: details),
            files.reduce(UInt64(0), { $0 + $1.octets }) == octets, files.reduce(0, { $0 + $1.segments }) == segments.count
        else { throw .detailsDamaged(name) }
        return files
    }

    private static func files(in details: [UInt8]) throws(CBORError) -> [File] {
        var reader = CBORReader(details)
        var files: [File] = []
        for _ in 0..<(try reader.array(limit: BackupLimits.filesMax)) {
            try reader.array(exactly: 2)
            let name = try reader.text(limit: BackupLimits.nameOctetsMax)
            // A name is one of a file right in the directory, whoever wrote it.
            guard isPlain(name), !files.contains(where: { $0.name == name }) else { throw .invalidValue }
            let octets = try reader.unsigned()
            guard octets <= UInt64(BackupLimits.segmentsMax) * UInt64(BackupLimits.segmentOctets) else { throw .tooLong }
            files.append(File(name: name, octets: octets))
        }
        try reader.end()
        return files
    }

    /// Letters, digits, point, hyphen and underline, not beginning with a point.
    static func isPlain(_ name: String) -> Bool {
        guard (1...BackupLimits.nameOctetsMax).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".") else { return false }
        return name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet) || ".-_".utf8.contains(octet)
        }
    }

    /// The digits by which people tell codes apart.
    public static func short(_ key: Octets16) -> String { String(key.hex.prefix(8)) }

    private static func open(
        _ key: Octets16, _ signer: Octets32, _ identifier: Octets16, _ created: UInt64, _ release: String, _ octets: UInt64,
        _ segments: [Octets32]
    ) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: segments.count * 32 + 256)
        writer.array(8)
        writer.unsigned(version)
        writer.octets(key)
        writer.octets(signer)
        writer.octets(identifier)
        writer.unsigned(created)
        writer.text(release)
        writer.unsigned(octets)
        writer.byteStringHead(segments.count * 32)
        for segment in segments { segment.withUnsafeBytes { writer.raw($0) } }
        return writer.bytes
    }

    private static func message(_ body: [UInt8]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: body.count + 32)
        writer.array(2)
        writer.text(signingLabel)
        writer.byteString(body)
        return writer.bytes
    }

    private static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) } }
}
