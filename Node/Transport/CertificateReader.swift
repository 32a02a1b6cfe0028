package import SwiftASN1

/// The two things that this protocol reads in a peer's certificate (RFC 5280 §4.1): its key and our extension.
///
/// The bytes are taken as they stand, never re-encoded. Everything else in a certificate is skipped: TLS has proven
/// the key by the time the connection is used, and the extension's own signature covers the key.
package struct CertificateReader: Equatable, Sendable {
    /// SubjectPublicKeyInfo in DER, head included.
    package let keyInfo: ArraySlice<UInt8>
    /// The value of the binding extension.
    package let binding: ArraySlice<UInt8>

    /// The object identifier of the binding extension.
    package static let bindingOID: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 55738, 1, 1]

    /// The field `version` of a certificate that may have extensions.
    private static let version3: ArraySlice<UInt8> = [0xA0, 3, 2, 1, 2]

    /// Reads the DER of one certificate.
    package init(_ certificate: [UInt8]) throws(HandshakeRefusal) {
        let found: (keyInfo: ASN1Node, bindings: [ArraySlice<UInt8>])
        do { found = try Self.walk(certificate) } catch { throw .certificateMalformed }
        guard let first = found.bindings.first else { throw .extensionMissing }
        guard found.bindings.count == 1 else { throw .extensionDuplicate }
        keyInfo = found.keyInfo.encodedBytes
        binding = first
    }

    private static func walk(_ certificate: [UInt8]) throws -> (ASN1Node, [ArraySlice<UInt8>]) {
        let outer = try children(of: try DER.parse(certificate), limit: 3)
        guard outer.count == 3 else { throw HandshakeRefusal.certificateMalformed }
        // version [0], serial, signature, issuer, validity, subject, key, unique identifiers [1] [2], extensions [3]
        var fields = try children(of: outer[0], limit: 10)[...]
        guard fields.first?.encodedBytes == version3 else { throw HandshakeRefusal.certificateMalformed }
        fields = fields.dropFirst(6)
        guard let keyInfo = fields.popFirst(), keyInfo.identifier == .sequence else {
            throw HandshakeRefusal.certificateMalformed
        }
        guard let last = fields.last, last.identifier == ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific) else {
            return (keyInfo, [])
        }
        guard case .constructed(let wrapped) = last.content, let list = Array(wrapped).first else {
            throw HandshakeRefusal.certificateMalformed
        }
        let extensions = try children(of: list, limit: TransportLimits.extensionsMax)
        return (keyInfo, try extensions.compactMap(value))
    }

    /// The value of an extension if it is ours: identifier, an optional critical flag, an octet string.
    private static func value(of node: ASN1Node) throws -> ArraySlice<UInt8>? {
        let parts = try children(of: node, limit: 3)
        guard parts.count >= 2 else { throw HandshakeRefusal.certificateMalformed }
        guard try ASN1ObjectIdentifier(derEncoded: parts[0]) == bindingOID else { return nil }
        return try ASN1OctetString(derEncoded: parts[parts.count - 1]).bytes
    }

    private static func children(of node: ASN1Node, limit: Int) throws -> [ASN1Node] {
        guard node.identifier == .sequence, case .constructed(let nodes) = node.content else {
            throw HandshakeRefusal.certificateMalformed
        }
        let children = Array(nodes.prefix(limit + 1))
        guard children.count <= limit else { throw HandshakeRefusal.certificateMalformed }
        return children
    }
}
