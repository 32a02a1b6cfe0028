import Foundation

/// Which passwords are taken (NIST SP 800-63B-4, 3.1.1): long ones that nobody tries first.
///
/// There is no rule on what a password is composed of, and none expires. A password counts in Unicode's form NFC, whoever's keyboard
/// it was typed on; a character is a Unicode scalar.
public struct PasswordRules: Sendable {
    /// Words of the organisation's own: its names, and the host of its portal.
    private let organisation: [String]
    /// Whether a line of the operator's own list says exactly this, in small letters.
    private let isListed: @Sendable (String) -> Bool

    /// `isListed` is asked for whole passwords in NFC and small letters.
    public init(organisation: [String], isListed: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.organisation = organisation
        self.isListed = isListed
    }

    /// The lines of a list of passwords that are not taken, one a line, as `isListed` looks for them.
    public static func list(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isNewline).map { canonical(String($0)).lowercased() })
    }

    /// What is hashed of a password: its octets in NFC.
    static func canonical(_ password: String) -> String { password.precomposedStringWithCanonicalMapping }

    /// Throws why a password is not taken for somebody with these names: the person's, and the parts of their address.
    public func check(_ password: String, of names: [String]) throws(PasswordFault) {
        let password = Self.canonical(password)
        guard password.utf8.count <= AccountsLimits.passwordOctetsMax else { throw .long(max: AccountsLimits.passwordOctetsMax) }
        guard password.unicodeScalars.count >= AccountsLimits.passwordCharactersMin else {
            throw .short(min: AccountsLimits.passwordCharactersMin)
        }
        let lower = password.lowercased()
        guard !isListed(lower) else { throw .common }
        let scalars = Array(lower.unicodeScalars)
        guard !Self.isRepetition(scalars), Self.remainder(of: scalars, without: Self.everybodys) >= AccountsLimits.passwordRemainderMin
        else {
            throw .common
        }
        let own = (names + organisation).flatMap(Self.words)
        guard Self.remainder(of: scalars, without: Self.everybodys + own) >= AccountsLimits.passwordRemainderMin else { throw .ownName }
    }

    // MARK: - What remains

    /// Words with which passwords are padded out; found in any of them they count as nothing.
    private static let everybodys = [
        "password", "passphrase", "passwort", "passw", "welcome", "letmein", "changeme", "secret", "admin", "administrator", "causeway",
        "login",
        "iloveyou", "dragon", "monkey", "football", "princess", "sunshine", "master", "summer", "winter", "autumn", "spring", "qwerty",
        "qwertz", "azerty",
    ].map { Array($0.unicodeScalars) }

    /// Keys beside one another, and letters and digits in their order.
    private static let rows = [
        "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
        "abcdefghijklmnopqrstuvwxyz", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ].map { Array($0.unicodeScalars) }

    private static let pairs: Set<[Unicode.Scalar]> = {
        var pairs: Set<[Unicode.Scalar]> = []
        for row in rows {
            for (first, second) in zip(row, row.dropFirst()) {
                pairs.insert([first, second])
                pairs.insert([second, first])
            }
        }
        return pairs
    }()

    /// Whether the whole is one short pattern, again and again.
    static func isRepetition(_ scalars: [Unicode.Scalar]) -> Bool {
        (1...AccountsLimits.passwordPatternMax).contains { period in
            scalars.count >= 3 * period && zip(scalars, scalars.dropFirst(period)).allSatisfy { $0 == $1 }
        }
    }

    /// How many characters are left when words count as nothing, a run of one character or of neighbouring keys as one, and separators not.
    static func remainder(of scalars: [Unicode.Scalar], without words: [[Unicode.Scalar]]) -> Int {
        var rest: [Unicode.Scalar] = []
        let folded = scalars.map(fold)
        var index = 0
        while index < scalars.count {
            let word = words.filter { word in
                scalars[index...].starts(with: word) || folded[index...].starts(with: word)
            }.map(\.count).max()
            if let word {
                index += word
            } else {
                rest.append(scalars[index])
                index += 1
            }
        }
        var count = 0
        var run = 0
        for (position, scalar) in rest.enumerated() {
            let follows = position > 0 && (rest[position - 1] == scalar || pairs.contains([rest[position - 1], scalar]))
            run = follows ? run + 1 : 0
            guard !separators.contains(scalar) else { continue }
            // The first two of a run count, so that "no" and "oo" in a word cost nothing; with a third they are one together.
            if run < 2 { count += 1 } else if run == 2 { count -= 1 }
        }
        return count
    }

    private static let separators: Set<Unicode.Scalar> = [" ", "-", "_", ".", ",", "/", "@", "+", "'"]

    /// Digits and signs that stand for letters, so that "p@ssw0rd" is a word.
    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "@", "4": "a"
        case "0": "o"
        case "1", "!": "i"
        case "3": "e"
        case "5", "$": "s"
        case "7": "t"
        default: scalar
        }
    }

    /// The words of a name or an address that are long enough to mean something.
    private static func words(_ name: String) -> [[Unicode.Scalar]] {
        let parts = canonical(name).lowercased().unicodeScalars.split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
        let words = parts.map { Array($0) }.filter { word in
            word.count >= AccountsLimits.ownNameCharactersMin || word.count >= 2 && word.allSatisfy { !$0.isASCII }
        }
        return words.filter { !["com", "org", "net", "gov", "edu", "the", "and"].contains(String(String.UnicodeScalarView($0))) }
    }
}
