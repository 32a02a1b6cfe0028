/// Answers for many sets of conditions at once which of them hold, by sets of rules that are prepared when the file is read.
///
/// For each kind of condition there is the set of rules that do not ask, and for each value the rules that ask for it. What holds for an
/// item is their intersection; only conditions on numbers are looked at one by one, and only for rules that are left by then.
struct ConditionIndex: Sendable {
    private let count: Int
    /// For each rule what it asks of numbers, side by side in memory.
    private let numeric: [RuleConditions.Numbers]
    /// Rules that have conditions at all; an absent `unless` holds never.
    private var present: RuleSet
    private var tlp: [RuleSet]
    private var pap: [RuleSet]
    private var audience: [RuleSet]
    private var mentions: [RuleSet]
    private var group: Words
    private var sector: Words
    private var author: Words
    private var type: Words
    private var label: Words
    private var numbers: RuleSet
    private var destination: Words
    private var destinationSector: Words
    /// Rules that do not look at single organisations.
    private(set) var withoutDestination: RuleSet

    init(_ all: [RuleConditions?]) {
        count = all.count
        numeric = all.map { ($0 ?? RuleConditions()).numbers }
        let none = RuleSet(count: count)
        present = none
        tlp = Array(repeating: none, count: 6)
        pap = Array(repeating: none, count: 5)
        audience = Array(repeating: none, count: 5)
        mentions = Array(repeating: none, count: 4)
        numbers = none
        withoutDestination = none
        (group, sector, author, type) = (Words(none), Words(none), Words(none), Words(none))
        (label, destination, destinationSector) = (Words(none), Words(none), Words(none))
        for (number, condition) in all.enumerated() {
            if let condition { add(condition, number) }
        }
    }

    private mutating func add(_ condition: RuleConditions, _ number: Int) {
        present.insert(number)
        for mark in 0..<6 where condition.tlp.map({ $0 & 1 << mark != 0 }) ?? true { tlp[mark].insert(number) }
        for mark in 0..<5 where condition.pap.map({ $0 & 1 << mark != 0 }) ?? true { pap[mark].insert(number) }
        for kind in 0..<5 where condition.audience.map({ $0 & 1 << kind != 0 }) ?? true { audience[kind].insert(number) }
        for mention in 0..<4 where condition.mentions.map({ Int($0) & mention != 0 }) ?? true { mentions[mention].insert(number) }
        group.add(condition.group, number)
        sector.add(condition.sector, number)
        author.add(condition.author, number)
        type.add(condition.type, number)
        label.add(condition.label, number)
        if condition.asksNumbers { numbers.insert(number) }
        destination.add(condition.destination?.organisations, number)
        destinationSector.add(condition.destination?.sectors, number)
        if condition.destination == nil { withoutDestination.insert(number) }
    }

    /// The rules all of whose conditions on the item and the audience hold; those on destinations are asked separately.
    func holding(for item: ItemFacts, to circle: AudienceFacts) -> RuleSet {
        var result = present
        // No rule can ask for "no mark" alone, so the sixth set holds those that do not ask.
        result.formIntersection(tlp[item.tlp.map { Int($0.rawValue) } ?? 5])
        result.formIntersection(pap[Int(item.pap?.rawValue ?? 0)])
        result.formIntersection(audience[Int(circle.kind.rawValue)])
        result.formIntersection(mentions[Int(item.mentions.rawValue & 3)])
        if result.isEmpty { return result }
        group.narrow(&result) { if circle.kind == .closed, let name = circle.nameKey { $0(name) } }
        sector.narrow(&result) { if circle.kind == .sector, let name = circle.nameKey { $0(name) } }
        author.narrow(&result) { found in
            guard let one = item.author else { return }
            found(one.idKey)
            found(one.nameKey)
            found(one.isOurs ? RuleConditions.ours : RuleConditions.others)
        }
        type.narrow(&result) { item.typeKeys.forEach($0) }
        label.narrow(&result) { item.labelKeys.forEach($0) }
        let (octets, age, confidence) = (item.octets, item.ageSeconds, item.confidence)
        for index in result.words.indices {
            var asked = result.words[index] & numbers.words[index]
            var failing: UInt64 = 0
            while asked != 0 {
                let bit = asked.trailingZeroBitCount
                asked &= asked - 1
                if !numeric[index << 6 + bit].hold(octets: octets, ageSeconds: age, confidence: confidence) { failing |= 1 << UInt64(bit) }
            }
            result.words[index] &= ~failing
        }
        return result
    }

    /// Leaves in `rules` only those whose condition on destinations holds for the organisation, or that have none.
    func narrow(_ rules: inout RuleSet, for one: Addressee) {
        rules.formIntersection(present)
        destination.narrow(&rules) { found in
            found(one.idKey)
            found(one.nameKey)
        }
        destinationSector.narrow(&rules) { one.sectorKeys.forEach($0) }
    }

    /// What conditions on destinations see of an organisation, ended by an empty word for each kind: whoever shares it is judged alike.
    func destinationWords(of one: Addressee, into words: inout [String]) {
        if destination.asksFor(one.idKey) { words.append(one.idKey) }
        if destination.asksFor(one.nameKey) { words.append(one.nameKey) }
        words.append("")
        for sector in one.sectorKeys where destinationSector.asksFor(sector) { words.append(sector) }
        words.append("")
    }

    /// One kind of condition that is a list of words: who does not ask, and who asks for which word.
    private struct Words: Sendable {
        private var free: RuleSet
        private var numbers: [String: [Int32]] = [:]

        init(_ none: RuleSet) { free = none }

        mutating func add(_ words: [String]?, _ number: Int) {
            guard let words else { return free.insert(number) }
            for word in words { numbers[word, default: []].append(Int32(number)) }
        }

        func asksFor(_ word: String) -> Bool { numbers[word] != nil }

        /// Leaves in `set` only the rules that do not ask or ask for one of the words that `each` gives.
        func narrow(_ set: inout RuleSet, each: ((String) -> Void) -> Void) {
            if numbers.isEmpty { return set.formIntersection(free) }
            var fitting: RuleSet?
            each { word in
                guard let found = numbers[word] else { return }
                if fitting == nil { fitting = free }
                for number in found { fitting?.insert(Int(number)) }
            }
            set.formIntersection(fitting ?? free)
        }
    }
}
