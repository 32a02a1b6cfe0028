/// One key of the settings, as the manual describes it.
public struct SettingDescription: Equatable, Sendable {
    /// The key as it stands in the file.
    public var key: String
    /// The variable of the environment that wins over the file.
    public var variable: String
    /// What a value has to be, as the end of a sentence.
    public var expectation: String
    /// The value in the file that `init` writes, as it stands there.
    public var standard: String
    /// What it is for, in sentences.
    public var meaning: String

    public init(key: String, variable: String, expectation: String, standard: String, meaning: String) {
        self.key = key
        self.variable = variable
        self.expectation = expectation
        self.standard = standard
        self.meaning = meaning
    }
}

extension NodeSettings {
    /// Every key, in the order of the file that `init` writes and with what is said of it there, so that the two cannot differ.
    public static var descriptions: [SettingDescription] {
        var comment: [Substring] = []
        var descriptions: [SettingDescription] = []
        for line in commentedDefaults.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# ") {
                comment.append(line.dropFirst(2))
            } else if let colon = line.firstIndex(of: ":"), let key = SettingsKey(rawValue: String(line[..<colon])) {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                descriptions.append(
                    SettingDescription(
                        key: key.rawValue, variable: key.variable, expectation: key.expectation, standard: String(value),
                        meaning: comment.joined(separator: " ")))
            } else {
                comment = []
            }
        }
        return descriptions
    }
}
