import Exchange

extension Operation {
    static let zone: [Operation] = [
        Operation(arrives: "zoneQueue waiting - 7") { try await $0.zoneQueue("waiting", cursor: nil, limit: 7) == FakeNode.zonePage },
        Operation(arrives: "zoneQueue published n/1 8") {
            try await $0.zoneQueue("published", cursor: "n/1", limit: 8) == FakeNode.zonePage
        },
        Operation(arrives: "zoneItem 0f0f") { try await $0.zoneItem("0f0f") == FakeNode.zoneDetail },
        Operation(arrives: "zoneApprove 0f0f mitigation true") {
            try await $0.zoneApprove("0f0f", ZoneApproval(topic: "mitigation", featured: true)) == FakeNode.zoneItem
        },
        Operation(arrives: "zoneApprove 0f0f - false") { try await $0.zoneApprove("0f0f", ZoneApproval()) == FakeNode.zoneItem },
        Operation(arrives: "zoneReturn 0f0f “Why”\n漢") {
            try await $0.zoneReturn("0f0f", ZoneRefusal(reason: "“Why”\n漢")) == FakeNode.zoneRefused
        },
        Operation(arrives: "zoneWithdraw 0f0f No.") {
            try await $0.zoneWithdraw("0f0f", ZoneRefusal(reason: "No.")) == FakeNode.zoneRefused
        },
        Operation(arrives: "zoneFeature 0f0f true") {
            try await $0.zoneFeature("0f0f", ZoneFeaturing(featured: true)) == FakeNode.zoneItem
        },
        Operation(arrives: "representatives") { try await $0.representatives() == [FakeNode.representatives] },
        Operation(arrives: "setRepresentatives City/ü 3") {
            try await $0.setRepresentatives("City/ü", RepresentativesChange(representatives: 3)) == [FakeNode.representatives]
        },
        Operation(arrives: "setRepresentatives City/ü none") {
            try await $0.setRepresentatives("City/ü", RepresentativesChange(representatives: nil)) == [FakeNode.representatives]
        },
    ]
}
