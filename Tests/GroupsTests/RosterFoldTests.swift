import Testing
import Wire

@testable import Groups

/// What stewards can do to each other; members stand before the bar, stewards behind it.
struct RosterFoldTests {
    @Test("A removal beats an addition that did not see it; who saw it can add again")
    func removalBeatsConcurrentAddition() throws {
        let scenario = try RosterScenario(
            """
            in: A adds E
            out: A removes E seeing in
            unseeing: A adds E seeing in
            again: A adds E seeing out
            aside: A removes E
            """)
        #expect(try scenario.outcome(of: "in") == "A E | A")
        #expect(try scenario.outcome(of: "in out") == "A | A")
        #expect(try scenario.outcome(of: "in out unseeing") == "A | A")
        #expect(try scenario.outcome(of: "in out unseeing again") == "A E | A")
        #expect(try scenario.outcome() == "A | A")
    }

    @Test("A member that is no steward changes nothing but its own membership")
    func onlyStewards() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            add: B adds C seeing b
            remove: B removes A seeing b
            appoint: B appoints B seeing b
            dismiss: B dismisses A seeing b
            stranger: D adds D seeing b
            """)
        #expect(try scenario.outcome() == "A B | A")
        #expect(try scenario.withoutEffect() == "add remove appoint dismiss stranger")
    }

    @Test("An appointed steward does what the founder does, until it is dismissed")
    func appointment() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            early: B adds D seeing b
            s: A appoints B seeing b
            c: B adds C seeing s
            f: B dismisses A seeing c
            late: A adds E seeing f
            d: B dismisses B seeing late
            last: B adds F seeing d
            """)
        #expect(try scenario.outcome(of: "b early s c") == "A B C | A B")
        #expect(try scenario.outcome(of: "b s c f") == "A B C | B")
        #expect(try scenario.outcome() == "A B C |")
        #expect(try scenario.withoutEffect() == "early late last")
    }

    @Test("An appointment waits for membership, and ends with it")
    func stewardsAreMembers() throws {
        let scenario = try RosterScenario(
            """
            s: A appoints B
            b: A adds B seeing s
            r: A removes B seeing b
            again: A adds B seeing r
            """)
        #expect(try scenario.outcome(of: "s") == "A | A")
        #expect(try scenario.outcome(of: "s b") == "A B | A B")
        #expect(try scenario.outcome() == "A B | A")
    }

    @Test("A dismissal beats an appointment that did not see it")
    func dismissalBeatsConcurrentAppointment() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            d: A dismisses B seeing s
            again: A appoints B seeing s
            after: A appoints B seeing d
            """)
        #expect(try scenario.outcome(of: "b s d again") == "A B | A")
        #expect(try scenario.outcome() == "A B | A B")
    }

    @Test("Two stewards who remove each other are both removed, and a majority of the others elects one")
    func mutualRemoval() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            d: B adds D seeing c
            e: A adds E seeing d
            a-out: B removes A seeing e
            b-out: A removes B seeing e
            one: C appoints D seeing a-out, b-out
            two: E appoints D seeing one
            f: D adds F seeing two
            a-in: D adds A seeing f
            """)
        #expect(try scenario.outcome(of: "b s c d e a-out b-out") == "C D E |")
        #expect(try scenario.outcome(of: "b s c d e a-out b-out one") == "C D E |")
        #expect(try scenario.outcome(of: "b s c d e a-out b-out one two") == "C D E | D")
        #expect(try scenario.outcome() == "A C D E F | D")
        #expect(try scenario.withoutEffect().isEmpty)
    }

    @Test("A removed steward gains nothing by additions, appointments and a chain of them that it claims to have signed before")
    func backdating() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            b-out: A removes B seeing s
            c: B adds C seeing s
            cs: B appoints C seeing c
            d: C adds D seeing cs
            ds: C appoints D seeing d
            b-in: D adds B seeing ds
            e: D adds E seeing b-in
            """)
        #expect(try scenario.outcome(of: "b s c cs d ds b-in e") == "A B C D E | A B C D")
        #expect(try scenario.outcome() == "A | A")
        #expect(try scenario.withoutEffect() == "c cs d ds b-in e")
    }

    @Test("What somebody else vouched for too outlives the removed steward")
    func secondSupport() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            c-too: A adds C seeing c
            cs: B appoints C seeing c-too
            cs-too: A appoints C seeing cs
            d: C adds D seeing cs-too
            b-out: A removes B seeing s
            """)
        #expect(try scenario.outcome() == "A C D | A C")
        #expect(try scenario.withoutEffect() == "c cs")
    }

    @Test("What a removed steward did before its removal, as the remover knew it, stays")
    func seenIsKept() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            cs: B appoints C seeing c
            b-out: A removes B seeing cs
            d: C adds D seeing cs
            """)
        #expect(try scenario.outcome() == "A C D | A C")
    }

    @Test("A removal takes effect although its signer was removed at the same time")
    func removalsAreNeverVoid() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: A adds C seeing s
            b-out: A removes B seeing c
            c-out: B removes C seeing c
            """)
        #expect(try scenario.outcome() == "A | A")
        #expect(try scenario.withoutEffect().isEmpty)
    }

    @Test("A removal by somebody whose appointment was void in what they saw takes no effect")
    func voidStewardRemovesNobody() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            b-out: A removes B seeing s
            c: B adds C seeing s
            cs: B appoints C seeing c
            a-out: C removes A seeing cs, b-out
            """)
        #expect(try scenario.outcome() == "A | A")
        #expect(try scenario.withoutEffect() == "c cs a-out")
    }

    @Test("Every organisation leaves by itself; what it added stays when the leaving saw it")
    func leaving() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            c-off: C leaves seeing c
            b-off: B leaves seeing c
            """)
        #expect(try scenario.outcome(of: "b s c b-off") == "A C | A")
        #expect(try scenario.outcome() == "A | A")
        let node = try filled(103) as NodeID
        var roster = try scenario.roster(of: "b s c")
        try roster.sign(
            .remove, try filled(3), signer: node, time: Minute(1), network: scenario.group.network, directory: scenario.group.directory,
            with: try signingKey(3))
        #expect(try roster.organisations == [filled(1), filled(2)])
    }

    @Test("The founder can leave; who was added again by somebody who saw it is no steward")
    func founderLeaves() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            off: A leaves seeing s
            late: A adds C seeing s
            a: B adds A seeing off
            """)
        #expect(try scenario.outcome(of: "b s off") == "B | B")
        #expect(try scenario.outcome(of: "b s off late") == "B | B")
        #expect(try scenario.outcome() == "A B | B")
        #expect(try scenario.withoutEffect() == "late")
    }

    @Test("When the only member leaves nobody is inside, and nobody comes back in")
    func nobodyLeft() throws {
        let scenario = try RosterScenario(
            """
            off: A leaves
            back: A adds A seeing off
            vote: A appoints A seeing off
            stranger: B adds B seeing off
            """)
        #expect(try scenario.outcome() == "|")
        #expect(try scenario.withoutEffect() == "back vote stranger")
    }

    @Test("An operation waits until everything it saw is there, stewardship or not")
    func waits() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            """)
        let roster = try scenario.roster(of: "b c")
        #expect(roster.waitingCount == 1 && roster.withoutEffect.isEmpty)
        #expect(try roster.heads == [scenario.operation("b").hash])
        #expect(try scenario.outcome(of: "b c") == "A B | A")
        #expect(try scenario.outcome() == "A B C | A B")
    }

    @Test("A long chain of appointments is void from its root on")
    func longChain() throws {
        var lines = ["b: A adds B", "s: A appoints B seeing b", "c: A adds C seeing s", "p: B appoints C seeing c"]
        for round in 0..<100 {
            let (signer, other) = round % 2 == 0 ? ("C", "B") : ("B", "C")
            lines.append("d\(round): \(signer) dismisses \(other) seeing all")
            lines.append("p\(round): \(signer) appoints \(other) seeing all")
        }
        lines.append("e: B adds E seeing all")
        let chain = try RosterScenario(lines.joined(separator: "\n"))
        #expect(try chain.outcome() == "A B C E | A B C")
        lines += ["b-out: A removes B seeing c", "f: C adds F seeing e, b-out"]
        let broken = try RosterScenario(lines.joined(separator: "\n"))
        #expect(try broken.outcome() == "A C | A")
        #expect(try broken.roster().withoutEffect.count == 103)
    }
}

/// Elections: votes count while there is no steward, from members, above the charter's percentage.
struct RosterElectionTests {
    /// Five members without a steward: the founder appointed nobody and stepped down.
    private static let vacancy = """
        b: A adds B
        c: A adds C seeing b
        d: A adds D seeing c
        e: A adds E seeing d
        off: A dismisses A seeing e

        """

    @Test(
        "More than the charter's percentage of the members elects, no fewer",
        arguments: [
            (50, "B C", ""), (50, "B C D", "E"), (60, "B C D", ""), (60, "B C D A", "E"), (99, "B C D A", ""), (99, "A B C D E", "E"),
        ])
    func threshold(electing: Int, voters: String, elected: String) throws {
        let votes = voters.split(separator: " ").map { "v\($0): \($0) appoints E seeing off" }.joined(separator: "\n")
        let scenario = try RosterScenario(Self.vacancy + votes, electing: UInt8(electing))
        #expect(try scenario.outcome() == (elected.isEmpty ? "A B C D E |" : "A B C D E | \(elected)"))
        #expect(try scenario.withoutEffect().isEmpty)
    }

    @Test("Half the members are no majority")
    func half() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            off: A dismisses A seeing b
            one: A appoints B seeing off
            two: B appoints B seeing off
            """)
        #expect(try scenario.outcome(of: "b off one") == "A B |")
        #expect(try scenario.outcome() == "A B | B")
    }

    @Test("Who votes twice counts once, and votes for different organisations are not added up")
    func countedOnce() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing off
                two: B appoints E seeing one
                three: C appoints E seeing off
                four: D appoints C seeing off
                """)
        #expect(try scenario.outcome() == "A B C D E |")
    }

    @Test("A vote while there is a steward is without effect")
    func stewardExists() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing e
                two: C appoints E seeing e
                three: D appoints E seeing e
                """)
        #expect(try scenario.outcome() == "A B C D E |")
        #expect(try scenario.withoutEffect() == "one two three")
        let after = try RosterScenario(
            Self.vacancy + """
                one: A appoints E seeing off
                two: B appoints E seeing off
                three: C appoints E seeing off
                four: D appoints B seeing one, two, three
                """)
        #expect(try after.outcome() == "A B C D E | E")
        #expect(try after.withoutEffect() == "four")
    }

    @Test("Strangers and former members have no vote")
    func electorate() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                b-off: B leaves seeing off
                one: B appoints E seeing b-off
                two: F appoints E seeing b-off
                three: C appoints E seeing b-off
                four: D appoints E seeing b-off
                """)
        #expect(try scenario.outcome() == "A C D E |")
        #expect(try scenario.withoutEffect() == "one two")
        #expect(try scenario.outcome(of: "b c d e off b-off three four") == "A C D E |")
    }

    @Test("The vote of somebody who has left since does not count")
    func departedVoter() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing off
                b-off: B leaves seeing one
                two: C appoints E seeing b-off
                three: D appoints E seeing b-off
                four: A appoints E seeing b-off
                """)
        #expect(try scenario.outcome(of: "b c d e off one b-off two three") == "A C D E |")
        #expect(try scenario.outcome() == "A C D E | E")
        #expect(try scenario.withoutEffect().isEmpty)
    }

    @Test("The vote of somebody who leaves at the same time is void")
    func leavingVoter() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing off
                two: C appoints E seeing off
                three: D appoints E seeing off
                b-off: B leaves seeing off
                """)
        #expect(try scenario.outcome(of: "b c d e off one two three") == "A B C D E | E")
        #expect(try scenario.outcome() == "A C D E |")
        #expect(try scenario.withoutEffect() == "one")
    }

    @Test("What an elected steward did is void when its election turns out to have had no majority")
    func lostElection() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing off
                two: C appoints E seeing one
                three: D appoints E seeing two
                f: E adds F seeing three
                b-off: B leaves seeing off
                more: A appoints E seeing three, b-off
                """)
        #expect(try scenario.outcome(of: "b c d e off one two three f") == "A B C D E F | E")
        #expect(try scenario.outcome(of: "b c d e off one two three f b-off") == "A C D E |")
        #expect(try scenario.outcome() == "A C D E | E")
        #expect(try scenario.withoutEffect() == "one f")
    }

    @Test("A removed steward cannot have organisations of its own choice elect: their votes rest on void additions")
    func backdatedElectorate() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            s: A appoints B seeing b
            c: A adds C seeing s
            a-out: B removes A seeing c
            f: A adds F seeing c
            g: A adds G seeing f
            b-out: A removes B seeing g
            off: A leaves seeing b-out
            one: F appoints G seeing off
            two: G appoints G seeing one
            in: G adds A seeing two
            """)
        #expect(try scenario.outcome(of: "b s c f g b-out off one two in") == "A C F G | G")
        #expect(try scenario.outcome() == "C |")
        #expect(try scenario.withoutEffect() == "f g one two in")
    }

    @Test("Organisations that only a void addition brought in do not make a majority harder")
    func voidElectorate() throws {
        let scenario = try RosterScenario(
            """
            b: A adds B
            c: A adds C seeing b
            s: A appoints B seeing c
            d: B adds D seeing s
            e: B adds E seeing d
            b-out: A removes B seeing s
            off: A leaves seeing b-out
            one: C appoints C seeing off, e
            """)
        #expect(try scenario.outcome() == "C | C")
        #expect(try scenario.withoutEffect() == "d e")
    }

    @Test("Votes end with a removal or dismissal of the elected one; a second election needs new ones")
    func secondElection() throws {
        let scenario = try RosterScenario(
            Self.vacancy + """
                one: B appoints E seeing off
                two: C appoints E seeing off
                three: D appoints E seeing off
                e-off: E dismisses E seeing one, two, three
                four: B appoints E seeing e-off
                five: C appoints E seeing e-off
                six: A appoints E seeing e-off
                """)
        #expect(try scenario.outcome(of: "b c d e off one two three e-off") == "A B C D E |")
        #expect(try scenario.outcome(of: "b c d e off one two three e-off four five") == "A B C D E |")
        #expect(try scenario.outcome() == "A B C D E | E")
    }
}
