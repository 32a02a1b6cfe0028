import Sodium
import Wire

/// The wrapper of a signed statement: `[statement bytes, signature]`. The signature covers exactly those bytes.
struct Signed: Sendable {
    let statement: ArraySlice<UInt8>
    let signature: Octets64

    init(reading bytes: ArraySlice<UInt8>, limit: Int) throws(CBORError) {
        guard bytes.count <= limit else { throw .tooLong }
        var reader = CBORReader(bytes)
        try reader.array(exactly: 2)
        statement = try reader.byteString(limit: limit)
        signature = try reader.octets()
        try reader.end()
    }

    static func encode(_ statement: [UInt8], _ signature: Octets64) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: statement.count + 72)
        writer.array(2)
        writer.byteString(statement)
        writer.octets(signature)
        return writer.bytes
    }
}
