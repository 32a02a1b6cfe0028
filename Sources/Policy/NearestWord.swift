/// The known word that a mistyped one is nearest to; `nil` when none is near.
func nearestWord(to typed: String, among words: [String]) -> String? {
    let near = words.map { (word: $0, distance: typingErrors(between: $0, and: typed)) }.min { $0.distance < $1.distance }
    guard let near, near.distance <= min(RulebookLimits.typingErrorsMax, max(2, near.word.count / 2)) else { return nil }
    return near.word
}

/// How many letters have to be put in, left out or changed to make one word the other (Levenshtein).
private func typingErrors(between left: String, and right: String) -> Int {
    let letters = Array(right.lowercased().prefix(64).map { $0 == "_" ? "-" : $0 })
    var row = Array(0...letters.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in letters.enumerated() {
            let changed = diagonal + (letter == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
        }
    }
    return row[letters.count]
}
