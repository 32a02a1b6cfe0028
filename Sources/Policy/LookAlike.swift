import Foundation

/// What remains of a name when everything is left out that people do not see at a glance: two names that are equal here look alike.
///
/// Case, accents, width, spaces and punctuation go; letters of other scripts that look like Latin ones become those, as do digits that
/// look like letters. It finds the likenesses that deceive in a list of names; it is no measure of how near two words are.
public struct LookAlike: Hashable, Sendable {
    private let skeleton: String

    public init(_ name: String) {
        var skeleton = ""
        for scalar in name.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            if let twin = Self.twins[scalar] {
                skeleton.append(twin)
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                skeleton.unicodeScalars.append(scalar)
            }
        }
        skeleton = skeleton.replacingOccurrences(of: "rn", with: "m").replacingOccurrences(of: "vv", with: "w")
        // A name of signs alone is like itself and nothing else.
        self.skeleton = skeleton.isEmpty ? name : skeleton
    }

    /// Letters and digits by what they look like, in lower case.
    private static let twins: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("a", "аɑα"), ("b", "ьЬβ"), ("c", "сϲ"), ("d", "ԁ"), ("e", "еεҽ"), ("g", "ɡ"), ("h", "һ"), ("i", "іıι1l|"), ("j", "ј"),
            ("k", "кκ"), ("m", "м"), ("h", "нн"), ("n", "ոη"), ("o", "оο0օ"), ("p", "рρ"), ("q", "ԛ"), ("s", "ѕ5"), ("t", "тτ"),
            ("u", "սυ"),
            ("v", "νѵ"), ("w", "ԝω"), ("x", "хχ"), ("y", "уγ"), ("z", "ᴢ"), ("b", "в"), ("ss", "ß"), ("o", "ø"), ("d", "đ"), ("l", "ł"),
        ]
        var twins: [Unicode.Scalar: String] = [:]
        for (latin, others) in groups {
            for scalar in others.unicodeScalars { twins[scalar] = latin == "l" ? "i" : latin }
        }
        return twins
    }()
}
