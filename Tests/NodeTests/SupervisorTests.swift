import Exchange
import Foundation
import Glibc
import ServiceLifecycle
import Testing

@testable import Daemon

@Suite("The service manager: what it is told, and when")
struct SupervisorTests {
    @Test("Notices arrive in one datagram, at a path and at an abstract name", arguments: [false, true])
    func notices(isAbstract: Bool) throws {
        let manager = try ServiceManager(isAbstract: isAbstract)
        let socket = try #require(SupervisorSocket(environment: ["NOTIFY_SOCKET": manager.name]))
        #expect(socket.tell([.ready, .status("as it\nshould\rbe"), .alive, .stopping]))
        #expect(manager.received() == "READY=1\nSTATUS=as it should be\nWATCHDOG=1\nSTOPPING=1")
        #expect(manager.received() == nil)
    }

    @Test("Without a manager, or with an address that cannot be one, nobody is told")
    func noManager() {
        let names = [
            "", "/", "@", "notify", "vsock:2:1", "/" + String(repeating: "a", count: 107), "@" + String(repeating: "a", count: 107),
        ]
        for name in names { #expect(SupervisorSocket(environment: ["NOTIFY_SOCKET": name]) == nil, "\(name)") }
        #expect(SupervisorSocket(environment: [:]) == nil)
        let gone = SupervisorSocket(environment: ["NOTIFY_SOCKET": "/nonexistent/notify"])
        #expect(gone?.tell([.ready]) == false)
    }

    @Test("The watchdog counts when it is meant for this process")
    func watchdog() {
        func seconds(_ environment: [String: String]) -> Double? {
            SupervisorSocket(environment: environment.merging(["NOTIFY_SOCKET": "@x"]) { $1 }, process: 7)?.watchdogSeconds
        }
        #expect(seconds(["WATCHDOG_USEC": "3000000"]) == 3)
        #expect(seconds(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7"]) == 3)
        #expect(seconds(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"]) == nil)
        for text in ["0", "-1", "", "soon"] { #expect(seconds(["WATCHDOG_USEC": text]) == nil) }
    }

    @Test("READY comes once, after every part stands; nothing comes after STOPPING")
    func order() async throws {
        let manager = try ServiceManager(isAbstract: true)
        let supervision = Supervision(
            SupervisorSocket(environment: ["NOTIFY_SOCKET": manager.name]), awaiting: [.peers, .localInterface, .health])
        await supervision.stands(.peers)
        await supervision.stands(.peers)
        await supervision.stands(.publicZone)
        await supervision.lives("early")
        #expect(manager.received() == "WATCHDOG=1")
        await supervision.stands(.localInterface)
        #expect(manager.received() == nil)
        await supervision.stands(.health)
        #expect(manager.received() == "READY=1\nSTATUS=ready")
        await supervision.stands(.health)
        await supervision.lives("admitted")
        #expect(manager.received() == "WATCHDOG=1\nSTATUS=admitted")
        await supervision.stops()
        await supervision.stops()
        await supervision.lives("late")
        #expect(manager.received() == "STOPPING=1\nSTATUS=ending in order")
        #expect(manager.received() == nil)
    }

    @Test("A real node says how it is, and that it ends")
    func realNode() async throws {
        let federation = try await Federation()
        let manager = try ServiceManager(isAbstract: false)
        let socket = try #require(SupervisorSocket(environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "200000"]))
        let supervision = Supervision(socket, awaiting: [.peers])
        await supervision.stands(.peers)
        let service = SupervisionService(
            core: federation.coordinator.core, supervision: supervision, watchdogSeconds: socket.watchdogSeconds)
        #expect(service.seconds == 0.1)
        let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: quiet))
        async let ended: Void = group.run()
        #expect(manager.received() == "READY=1\nSTATUS=ready")
        try await eventually("a sign of life") { manager.received() == "WATCHDOG=1\nSTATUS=admitted, 0 peers connected" }
        await group.triggerGracefulShutdown()
        try await ended
        try await eventually("the end") { manager.received() == "STOPPING=1\nSTATUS=ending in order" }
    }

    @Test(
        "What stays refused until somebody changes something is told apart from what passes",
        arguments: [
            ("not-initialised", 404, true), ("wrong-passphrase", 401, true), ("unknown-setting", 422, true), ("not-joined", 422, true),
            ("storage.newer-schema", 500, true), ("storage.corrupt", 500, true), ("sealed", 500, true), ("already-running", 409, false),
            ("storage.in-use", 500, false), ("storage.disk-full", 500, false), ("transport", 500, false),
            ("health-not-listening", 500, false), ("stopped", 500, false),
        ])
    func restarts(code: String, status: Int, isFinal: Bool) {
        #expect(OperationError(code: code, reason: "", remedy: "", status: status).outlastsRestart == isFinal)
    }

    @Test("Every key of the settings is described, as the file that init writes has it")
    func everySetting() {
        #expect(NodeSettings.descriptions.map(\.key).sorted() == SettingsKey.allCases.map(\.rawValue).sorted())
        for setting in NodeSettings.descriptions {
            #expect(setting.meaning.count > 20 && !setting.standard.isEmpty, "\(setting.key)")
        }
    }
}

/// A service manager's end of the notification socket.
private final class ServiceManager {
    /// What stands in `NOTIFY_SOCKET`.
    let name: String
    private let descriptor: Int32

    init(isAbstract: Bool) throws {
        let unique = "causeway-\(UUID().uuidString.prefix(8))"
        name = isAbstract ? "@" + unique : NSTemporaryDirectory() + unique
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let octets = isAbstract ? [0] + unique.utf8 : Array(name.utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + octets.count)
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(descriptor >= 0 && bound == 0)
    }

    deinit {
        close(descriptor)
        if !name.hasPrefix("@") { unlink(name) }
    }

    /// The next datagram, if one has come.
    func received() -> String? {
        var octets = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &octets, octets.count, 0)
        return count >= 0 ? String(decoding: octets[..<count], as: UTF8.self) : nil
    }
}
