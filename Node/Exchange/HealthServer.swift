import Hummingbird
import HummingbirdCore
public import Logging
public import ServiceLifecycle

/// The health endpoint: `GET /health` answers 200 or 503, for load balancers and supervisors; `GET /metrics` gives figures for Prometheus.
///
/// It is what a node says without a login, so it says its state and counts, and nobody's name.
public struct HealthServer: Service {
    private let host: String
    private let port: Int
    private let logger: Logger
    private let health: @Sendable () async -> HealthReport
    private let metrics: @Sendable () async -> MetricsPage
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// `port` 0 takes a free one, of which `onListening` learns.
    public init(
        host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in },
        health: @escaping @Sendable () async -> HealthReport, metrics: @escaping @Sendable () async -> MetricsPage
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.health = health
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Serves until graceful shutdown. Throws the `OperationError` `health-not-listening` when the address is taken.
    public func run() async throws {
        let router = Router(context: BasicRequestContext.self)
        router.get("health") { [health] _, _ in
            let report = await health()
            return Response(json: report, status: report.healthy ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [metrics] _, _ in
            Response(
                status: .ok, headers: [.contentType: MetricsPage.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await metrics().text)))
        }
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(ExchangeLimits.idleSeconds))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(ExchangeLimits.healthConnectionsMax, logger: logger)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch {
            if error is CancellationError { throw error }
            throw OperationError(
                code: "health-not-listening", reason: "The health endpoint cannot listen on \(host):\(port): \(error).",
                remedy: "Change `health` in the settings, or stop the process that uses the port.", status: 500)
        }
    }
}
