import STIX

/// Small files in which one thing at a time is varied.
enum Sample {
    static let bundleID = "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d"
    static let indicatorID = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
    static let identityID = "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff"

    /// A bundle of these objects, on one line.
    static func bundle(_ objects: String...) -> String {
        #"{"type":"bundle","id":"\#(bundleID)","objects":["# + objects.joined(separator: ",") + "]}"
    }

    /// An indicator; `more` are further members with a comma before them.
    static func indicator(
        id: String = indicatorID, created: String = "2024-02-07T00:00:00.000Z", modified: String = "2024-02-07T00:00:00.000Z",
        name: String = "one", _ more: String = ""
    ) -> String {
        #"{"type":"indicator","spec_version":"2.1","id":"\#(id)","created":"\#(created)","modified":"\#(modified)","#
            + #""name":"\#(name)","pattern":"[file:name = 'a']","pattern_type":"stix","valid_from":"2024-02-07T00:00:00Z"\#(more)}"#
    }

    /// An indicator that refers to these markings.
    static func marked(_ references: String..., id: String = indicatorID) -> String {
        indicator(id: id, #","object_marking_refs":["# + references.map { "\"\($0)\"" }.joined(separator: ",") + "]")
    }

    /// A marking definition; `more` are its members that say what it means, with a comma before them.
    static func definition(id: String, _ more: String) -> String {
        #"{"type":"marking-definition","spec_version":"2.1","id":"\#(id)","created":"2022-10-01T00:00:00.000Z"\#(more)}"#
    }
}

/// Reads text as a bundle.
func parse(_ text: String) throws(STIXError) -> STIXBundle { try STIXBundle(parsing: Array(text.utf8)) }

/// The error of reading octets as a bundle; `nil` if they are one.
func fault(_ bytes: [UInt8]) -> STIXError? {
    do throws(STIXError) {
        _ = try STIXBundle(parsing: bytes)
        return nil
    } catch {
        return error
    }
}

/// The error of reading text as a bundle; `nil` if it is one.
func fault(_ text: String) -> STIXError? { fault(Array(text.utf8)) }

extension STIXError {
    /// The fault of JSON, if it is one.
    var json: JSONFault? {
        guard case .notJSON(let fault, _) = self else { return nil }
        return fault
    }
}
