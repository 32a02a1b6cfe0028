import STIX

/// The resources of TAXII 2.1 as JSON; members that are left out are those the standard lets be left out.
enum TAXIIResource {
    struct Discovery: Encodable {
        var title: String
        var description: String
        var `default`: String
        var api_roots: [String]
    }

    struct Root: Encodable {
        var title: String
        var description: String
        var versions = [TAXIIMedia.type]
        var max_content_length = ExchangeLimits.envelopeOctetsMax
    }

    struct Collection: Encodable {
        var id: String
        var title: String
        var description: String
        var alias: String?
        var can_read: Bool
        var can_write: Bool
        var media_types = [TAXIIMedia.content]

        init(_ collection: TAXIICollection) {
            id = collection.id
            title = collection.title
            description = collection.description
            alias = collection.alias.isEmpty ? nil : collection.alias
            can_read = collection.canRead
            can_write = collection.canWrite
        }
    }

    struct Collections: Encodable {
        /// Left out when there are none.
        var collections: [Collection]?
    }

    struct Manifest: Encodable {
        struct Record: Encodable {
            var id: String
            var date_added: String
            var version: String
            var media_type = TAXIIMedia.content
        }

        var more: Bool?
        var objects: [Record]?
    }

    struct Versions: Encodable {
        var more: Bool?
        var versions: [String]?
    }

    struct Status: Encodable {
        struct Detail: Encodable {
            var id: String
            var version: String
            var message: String?
        }

        var id: String
        var status: String
        var request_timestamp: String
        var total_count: Int
        var success_count = 0
        var successes: [Detail]?
        var failure_count = 0
        var failures: [Detail]?
        var pending_count = 0
        var pendings: [Detail]?

        init(_ status: TAXIIStatus) {
            id = status.id
            request_timestamp = STIXTime.text(status.requested)
            total_count = status.count
            func details(_ message: String?) -> [Detail]? {
                status.objects.isEmpty ? nil : status.objects.map { Detail(id: $0.id, version: $0.version, message: message) }
            }
            switch status.state {
            case .success:
                self.status = "complete"
                success_count = status.count
                successes = details(nil)
            case .pending(let reason):
                self.status = "pending"
                pending_count = status.count
                pendings = details(reason)
            case .failure(let reason):
                self.status = "complete"
                failure_count = status.count
                failures = details(reason)
            }
        }
    }

    struct Failure: Encodable {
        var title: String
        var description: String
        var error_code: String
        var http_status: String

        init(_ error: TAXIIError) {
            title = error.title
            description = error.description
            error_code = error.code
            http_status = "\(error.status)"
        }
    }

    /// An envelope of octets as their authors wrote them; an empty one is `{}`.
    static func envelope(_ envelope: TAXIIPageOctets, next: String?) -> [UInt8] {
        guard envelope.count > 0 || next != nil else { return Array("{}".utf8) }
        var octets: [UInt8] = []
        octets.reserveCapacity(envelope.octets.count + 128)
        octets += Array((next.map { #"{"more":true,"next":"\#($0)","objects":["# } ?? #"{"more":false,"objects":["#).utf8)
        octets += envelope.octets
        octets += Array("]}".utf8)
        return octets
    }
}
