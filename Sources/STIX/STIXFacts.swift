/// What rules ask about a bundle, read from its objects: types, labels, confidence.
public struct STIXFacts: Equatable, Sendable {
    /// The types of the objects, each once, sorted.
    public let types: [String]
    /// The labels of all objects, each once, sorted; at most `STIXLimits.labelsMax`.
    public let labels: [String]
    /// The smallest confidence of an object, 0 to 100; `nil` where none has one.
    public let confidence: Int?

    /// Reads them out of a bundle. What is no list of texts, or no whole number from 0 to 100, is passed over: the bundle's author wrote it.
    public init(of bundle: STIXBundle) throws(STIXError) {
        let document = try JSONReader.read(bundle.bytes)
        var labels: Set<String> = []
        var smallest: Int?
        if let list = document.member("objects", of: 0), document.kind(list) == .array {
            for object in document.elements(of: list) where document.kind(object) == .object {
                if let found = document.member("labels", of: object), document.kind(found) == .array {
                    for label in document.elements(of: found)
                    where document.kind(label) == .string && labels.count < STIXLimits.labelsMax {
                        labels.insert(document.text(label))
                    }
                }
                if let found = document.member("confidence", of: object), document.kind(found) == .number,
                    let number = Int(String(decoding: document.bytes[document.range(found)], as: UTF8.self)), (0...100).contains(number)
                {
                    smallest = min(number, smallest ?? number)
                }
            }
        }
        types = Set(bundle.objects.map(\.type)).sorted()
        self.labels = labels.sorted()
        confidence = smallest
    }
}
