import HTTPTypes
import NIOCore
import Synchronization

/// Answers that were made for the edition in force, ready to be sent again.
///
/// Law: nothing from here is older than the source's pulse, or than an item whose time is over. Of what is in memory only as much as
/// `PublicZoneLimits.answersKeptOctetsMax` allows: what was not asked for while the younger half filled goes.
final class AnswerCache: Sendable {
    /// An answer with the head and body as they are written; its octets are here once.
    struct Ready: Sendable {
        private let bare: PublicAnswer
        let head: HTTPResponse
        let body: ByteBuffer

        fileprivate init(_ answer: PublicAnswer, head: HTTPResponse, octets: [UInt8]) {
            var bare = answer
            bare.body = nil
            self.bare = bare
            self.head = head
            body = ByteBuffer(bytes: octets)
        }

        /// The answer, or only that nothing has changed for who has this version already.
        func answer(unless ifNoneMatch: String?) -> PublicAnswer {
            var answer = bare.unless(ifNoneMatch)
            if answer.status == bare.status { answer.body = Array(buffer: body) }
            return answer
        }
    }

    private struct State {
        var pulse: ZonePulse?
        /// Seconds since 1970 after which nothing here counts.
        var until: Int64 = .min
        var younger: [String: Ready] = [:]
        var older: [String: Ready] = [:]
        var youngerOctets = 0

        mutating func clear() {
            (younger, older, youngerOctets) = ([:], [:], 0)
        }
    }

    private let state = Mutex(State())
    private let octetsMax: Int
    private let seconds: @Sendable () -> Int64

    /// `seconds` gives the second since 1970.
    init(octetsMax: Int = PublicZoneLimits.answersKeptOctetsMax, seconds: @escaping @Sendable () -> Int64) {
        self.octetsMax = octetsMax
        self.seconds = seconds
    }

    /// What is ready at a path, if it is of this pulse.
    func ready(_ path: String, _ pulse: ZonePulse) -> Ready? {
        let now = seconds()
        return state.withLock { state in
            guard state.pulse == pulse, now < state.until else { return nil }
            if let ready = state.younger[path] { return ready }
            guard let ready = state.older.removeValue(forKey: path) else { return nil }
            Self.put(ready, at: path, in: &state, octetsMax)
            return ready
        }
    }

    /// Keeps an answer that was made while `pulse` was in force, in an edition that ends at a second.
    func keep(_ answer: PublicAnswer, at path: String, _ pulse: ZonePulse, expires: Int64) {
        guard let octets = answer.body, answer.status == 200, answer.reservation == nil,
            octets.count <= PublicZoneLimits.answerKeptOctetsMax
        else { return }
        var fields = HTTPFields()
        for (name, value) in answer.fields {
            guard let name = HTTPFields.Element.Name(name) else { return }
            fields[name] = value
        }
        fields[.contentLength] = String(octets.count)
        let ready = Ready(answer, head: HTTPResponse(status: .ok, headerFields: fields), octets: octets)
        let now = seconds()
        state.withLock { state in
            let until = min(expires, now + PublicZoneLimits.answerKeptSeconds)
            if state.pulse != pulse || now >= state.until {
                state.clear()
                state.pulse = pulse
                state.until = until
            }
            state.until = min(state.until, until)
            Self.put(ready, at: path, in: &state, octetsMax)
        }
    }

    private static func put(_ ready: Ready, at path: String, in state: inout State, _ octetsMax: Int) {
        let octets = ready.body.readableBytes + PublicZoneLimits.answerOverheadOctets
        if state.youngerOctets + octets > octetsMax / 2 {
            state.older = state.younger
            (state.younger, state.youngerOctets) = ([:], 0)
        }
        if state.younger.updateValue(ready, forKey: path) == nil { state.youngerOctets += octets }
    }
}
