import Testing

@Suite("Arrows: Node knows Protocol knows Sources, and nothing points back")
struct ArrowTests {
    let repository = Repository.shared
    let manifest: Manifest

    init() throws {
        manifest = Manifest(try #require(repository.file("Package.swift")).text)
    }

    @Test("The manifest was read: every target has a folder in a room, with sources in it")
    func everyTargetHasAFolder() {
        #expect(manifest.targets.contains { $0.name == "HouseTests" })
        for target in manifest.targets {
            #expect(House.rooms.contains(target.room), "\(target.name) lives in \(target.path), which is no room")
            #expect(!repository.files(under: target.path).isEmpty, "\(target.path) holds nothing")
        }
    }

    @Test("Targets are declared from the ground up, each after what it needs")
    func declarationsAreInArrowOrder() {
        let rooms = manifest.targets.compactMap { House.rooms.firstIndex(of: $0.room) }
        #expect(rooms == rooms.sorted(), "Package.swift lists Sources, then Protocol, then Node, then Tests")
        for (index, target) in manifest.targets.enumerated() {
            let later = Set(manifest.targets[index...].map(\.name))
            let wrong = target.dependencies.filter(later.contains)
            #expect(wrong.isEmpty, "\(target.name) needs \(wrong), declared after it")
        }
    }

    @Test("A target depends only on its own room and on rooms below")
    func dependenciesPointDown() {
        for target in manifest.targets {
            for dependency in target.dependencies.compactMap({ manifest.target($0) }) {
                let arrow = "\(target.room)/\(target.name) → \(dependency.room)/\(dependency.name)"
                #expect(isBelow(dependency, target), "\(arrow) points up")
            }
        }
    }

    @Test("What Sources and Protocol bring in from outside is exactly the house's table")
    func outsideModulesAreListed() {
        for target in manifest.targets where ["Sources", "Protocol"].contains(target.room) {
            guard let allowed = House.outsideModules[target.name] else {
                Issue.record("\(target.name) has no line in House.outsideModules: say what it may import")
                continue
            }
            let outside = target.dependencies.filter { manifest.target($0)?.isSystemLibrary ?? (manifest.target($0) == nil) }
            #expect(Set(outside).isSubset(of: allowed), "\(target.name) declares \(outside); the house allows \(allowed.sorted())")
        }
    }

    @Test("A module with one keeper is imported by its keeper only")
    func keptModulesStayWithTheirKeeper() {
        for target in manifest.targets where !target.isTest {
            for dependency in target.dependencies {
                guard let keepers = House.keepers[dependency] else { continue }
                #expect(keepers.contains(target.name), "\(dependency) belongs to \(keepers.sorted()), not to \(target.name)")
            }
        }
    }

    @Test("Every import is declared by its target, or is a platform module that its room may use")
    func importsAreDeclared() {
        for file in repository.swiftFiles {
            guard let target = manifest.target(holding: file.path) else { continue }
            let platform = ["Sources", "Protocol"].contains(target.room) ? House.pureModules : House.platformModules
            let allowed = platform.union(target.dependencies)
            for line in ImportLine.all(in: file.text) where !allowed.contains(House.companions[line.module] ?? line.module) {
                Issue.record("\(file.path):\(line.line) imports \(line.module), which \(target.name) may not")
            }
        }
    }

    @Test("Every Swift file belongs to a target")
    func noFileIsOrphaned() {
        for file in repository.swiftFiles where file.path != "Package.swift" {
            #expect(manifest.target(holding: file.path) != nil, "\(file.path) is compiled by nothing")
        }
    }

    @Test("Parts of the protocol take time and randomness as inputs and reach for no disk, socket or thread")
    func protocolPartsAreValues() {
        for file in repository.files(under: "Protocol") where file.path.hasSuffix(".swift") && !file.path.hasPrefix("Protocol/Vectors/") {
            let text = SwiftText(file.text)
            for (index, line) in text.lines.enumerated() {
                for (word, why) in House.forbiddenInProtocol where line.contains(word) {
                    Issue.record("\(file.path):\(index + 1) uses \(word): \(why)")
                }
            }
            guard House.systemRandomness[file.path] == nil else { continue }
            for line in unseededRandomness(in: String(decoding: text.code, as: UTF8.self)) {
                Issue.record("\(file.path):\(line) uses randomness without naming a generator")
            }
        }
    }

    private func isBelow(_ lower: Manifest.Target, _ upper: Manifest.Target) -> Bool {
        guard let low = House.rooms.firstIndex(of: lower.room), let high = House.rooms.firstIndex(of: upper.room) else { return false }
        return low <= high
    }
}
