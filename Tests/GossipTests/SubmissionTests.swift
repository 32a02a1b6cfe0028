import Gossip
import Sodium
import Testing
import Wire

@Suite("A submission")
struct SubmissionTests {
    /// The coordinator and a node that has dialled it.
    private func meeting(members: Set<Int> = [0, 1]) -> (mesh: Mesh, link: Int) {
        let mesh = Mesh(seed: 1, nodes: 2)
        mesh.members = members
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        mesh.run(100)
        return (mesh, link)
    }

    private func outcomes(_ mesh: Mesh, at index: Int = 1) -> [Note] {
        mesh.nodes[index].notes.filter {
            switch $0 {
            case .submitted, .submissionFailed, .receipt: true
            default: false
            }
        }
    }

    @Test("comes to the coordinator in any standing, and its answer back", arguments: [Set([0, 1]), [0]])
    func answered(_ members: Set<Int>) {
        let (mesh, _) = meeting(members: members)
        mesh.feed(1, .submit([[1, 2], [3]]))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.map(\.records) == [[[1, 2], [3]]])
        #expect(outcomes(mesh).isEmpty)
        mesh.feed(0, .receipt(mesh.nodes[0].submissions[0].session, code: 7, text: "no"))
        mesh.run(100)
        #expect(outcomes(mesh) == [.submitted(code: 7, text: "no")])
        // And the next one.
        mesh.feed(1, .submit([[4]]))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.last?.records == [[4]])
    }

    @Test("is not taken by a node that is not the coordinator, which says so")
    func notTheCoordinator() {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 1)
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2), .submission([[1]]))
        mesh.run(100)
        #expect(mesh.nodes[1].submissions.isEmpty)
        #expect(mesh.nodes[2].inbox.contains { if case .receipt(code: 1, _) = $0 { true } else { false } })
    }

    @Test("is sent to the coordinator alone: not to other members, not before Hello, not to a key that is no more the coordinator's")
    func sentToTheCoordinator() {
        let mesh = Mesh(seed: 1, nodes: 3)
        mesh.dial(1, 2)
        mesh.run(100)
        mesh.feed(1, .submit([[1]]))
        #expect(outcomes(mesh) == [.submissionFailed(.noCoordinator)])
        mesh.dial(1, 0)
        mesh.feed(1, .submit([[1]]))
        #expect(outcomes(mesh).count == 2)
        mesh.run(100)
        var directory = mesh.directory(mesh.members)
        directory.nodes[mesh.nodes[0].id]?.currentKey = mesh.nodes[2].key.verifyingKey.octets
        mesh.feed(1, .directory(directory))
        mesh.feed(1, .submit([[1]]))
        #expect(outcomes(mesh) == Array(repeating: .submissionFailed(.noCoordinator), count: 3))
        mesh.feed(1, .directory(mesh.directory(mesh.members)))
        mesh.feed(1, .submit([[1]]))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.map(\.records) == [[[1]]])
        #expect(mesh.count(to: 2) { if case .submission = $0 { true } else { false } } == 0)
    }

    @Test("or application that comes before the answer to another is dropped")
    func oneAtATime() {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 1)
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), .submission([[1]]), .submission([[2]]), .application([3]))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.map(\.records) == [[[1]]])
        #expect(mesh.nodes[0].applications.isEmpty)
        mesh.feed(0, .receipt(mesh.links[link].listenerSession, code: 0, text: ""))
        mesh.say(link, by: 1, .application([4]), .submission([[5]]))
        mesh.run(100)
        #expect(mesh.nodes[0].applications == [[4]])
        #expect(mesh.nodes[0].submissions.count == 1)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("whose connection is lost before the answer fails once, and can be sent again on the next")
    func connectionLost() {
        let (mesh, link) = meeting()
        mesh.feed(1, .submit([[1]]))
        mesh.run(100)
        mesh.cut(link)
        #expect(outcomes(mesh) == [.submissionFailed(.connectionLost)])
        mesh.feed(1, .submit([[1]]))
        #expect(outcomes(mesh).last == .submissionFailed(.noCoordinator))
        mesh.dial(1, 0)
        mesh.run(100)
        mesh.feed(1, .submit([[1]]))
        mesh.run(100)
        // The answer to the first goes nowhere; that to the second arrives.
        let sessions = mesh.nodes[0].submissions.map(\.session)
        #expect(sessions.count == 2)
        mesh.feed(0, .receipt(sessions[0], code: 1, text: "first"))
        mesh.run(100)
        mesh.feed(0, .receipt(sessions[1], code: 0, text: "second"))
        mesh.run(100)
        #expect(outcomes(mesh).dropFirst(2) == [.submitted(code: 0, text: "second")])
    }

    @Test("that is under way when this node's disk or the coordinator fails ends too", arguments: [0, 1])
    func failures(_ failing: Int) {
        let (mesh, _) = meeting()
        mesh.feed(1, .submit([[1]]))
        mesh.run(5)
        if failing == 0 {
            mesh.stop(0)
        } else {
            mesh.feed(1, .storageFailed(restored: mesh.nodes[1].store.readers(registryOrigin: Mesh.origin)))
        }
        mesh.run(1_000)
        #expect(outcomes(mesh) == [.submissionFailed(.connectionLost)])
    }

    @Test("that is not answered in time fails; the late answer is not taken for that of another")
    func unanswered() {
        let (mesh, link) = meeting()
        mesh.feed(1, .submit([[1]]))
        mesh.run(GossipLimits.submissionMilliseconds - 1)
        #expect(outcomes(mesh).isEmpty)
        mesh.run(1)
        #expect(outcomes(mesh) == [.submissionFailed(.unanswered)])
        mesh.feed(1, .submit([[2]]))
        #expect(outcomes(mesh).last == .submissionFailed(.noCoordinator))
        mesh.feed(0, .receipt(mesh.links[link].listenerSession, code: 0, text: "late"))
        mesh.run(100)
        #expect(outcomes(mesh).last == .receipt(mesh.links[link].diallerSession, code: 0, text: "late"))
        mesh.feed(1, .submit([[2]]))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.last?.records == [[2]])
    }

    @Test("of no records, of too many or of one too long is not sent, nor a second one beside the first")
    func unsuitable() {
        let (mesh, link) = meeting()
        for records in [
            [], Array(repeating: [1], count: WireLimits.recordsPerSubmissionMax + 1),
            [[UInt8](repeating: 1, count: WireLimits.recordOctetsMax + 1)],
        ] {
            mesh.feed(1, .submit(records))
            #expect(outcomes(mesh).last == .submissionFailed(.unsuitable))
        }
        mesh.feed(1, .submit([[1]]))
        mesh.feed(1, .submit([[2]]))
        #expect(outcomes(mesh).last == .submissionFailed(.anotherUnderWay))
        mesh.run(100)
        #expect(mesh.nodes[0].submissions.map(\.records) == [[[1]]])
        mesh.feed(0, .receipt(mesh.links[link].listenerSession, code: 0, text: ""))
        mesh.run(100)
        #expect(outcomes(mesh).last == .submitted(code: 0, text: ""))
    }
}
