import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// What is asked of a provider.
struct OpenIDRequest: Equatable, Sendable {
    let address: String
    /// A form that is posted; `nil` with GET.
    var form: String?
    var authorization: String?
}

/// What a provider answered, within bounds.
struct OpenIDAnswer: Equatable, Sendable {
    let status: Int
    let octets: [UInt8]
}

/// The way to a provider, so that tests need no socket.
protocol OpenIDTransport: Sendable {
    func send(_ request: OpenIDRequest) async throws(OpenIDFault) -> OpenIDAnswer
}

/// Over HTTP with TLS 1.2 at least, by the system's authorities; no redirection is followed, and no answer is read beyond its bounds.
struct OpenIDHTTP: OpenIDTransport {
    func send(_ request: OpenIDRequest) async throws(OpenIDFault) -> OpenIDAnswer {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        configuration.tlsConfiguration = tls
        configuration.timeout.connect = .seconds(OpenIDLimits.connectSeconds)
        configuration.timeout.read = .seconds(OpenIDLimits.answerSeconds)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        let answer = await Self.answer(request, client)
        try? await client.shutdown()
        return try answer.get()
    }

    private static func answer(_ request: OpenIDRequest, _ client: HTTPClient) async -> Result<OpenIDAnswer, OpenIDFault> {
        var asked = HTTPClientRequest(url: request.address)
        asked.headers.add(name: "accept", value: "application/json")
        if let authorization = request.authorization { asked.headers.add(name: "authorization", value: authorization) }
        if let form = request.form {
            asked.method = .POST
            asked.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            asked.body = .bytes(ByteBuffer(string: form))
        }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(OpenIDLimits.answerSeconds)
        do {
            let response = try await client.execute(asked, timeout: .seconds(OpenIDLimits.answerSeconds))
            var octets: [UInt8] = []
            for try await piece in response.body {
                guard octets.count + piece.readableBytes <= OpenIDLimits.answerOctetsMax else { return .failure(.tooLong) }
                guard clock.now < end else { return .failure(.late) }
                octets.append(contentsOf: piece.readableBytesView)
            }
            return .success(OpenIDAnswer(status: Int(response.status.code), octets: octets))
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout || error == .connectTimeout {
            return .failure(.late)
        } catch {
            return .failure(.unreachable)
        }
    }
}

/// JSON of a provider: its members' names in the way of this house.
enum OpenIDJSON {
    /// `nil` for what is no such JSON.
    static func read<Value: Decodable>(_ type: Value.Type, _ octets: [UInt8]) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(type, from: Data(octets))
    }
}
