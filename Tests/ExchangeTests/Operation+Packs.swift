import Exchange

extension Operation {
    static let packs: [Operation] = [
        Operation(arrives: "packs") { try await $0.packs() == [FakeNode.packReport] },
        Operation(arrives: "pack a/b ü") { try await $0.pack("a/b ü") == FakeNode.packDetail },
        Operation(arrives: "packPart a/b ü?") { try await $0.packPart("a/b", "ü?") == FakeNode.packPart },
        Operation(arrives: "installPack 3 true") {
            try await $0.installPack([1, 2, 3], PackInstallation(replace: true)) == FakeNode.packInstalled
        },
    ]
}
