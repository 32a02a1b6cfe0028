import Accounts
import Sodium

/// A registration and an assertion by another implementation: PyPI `soft-webauthn` 0.1.4, with the flag that says that the user was verified,
/// which it leaves out. Its key was made for this file.
enum SoftPasskey {
    static let party = RelyingParty(id: "portal.bank.example", origin: "https://portal.bank.example", name: "Bank")
    static let userHandle = [UInt8](0..<16)
    static let creationChallenge = [UInt8](0..<32)
    static let requestChallenge = [UInt8](32..<64)

    static let attestation = PasskeyAttestation(
        id: octets(
            "88671cd9323e0156896aa2800f9d4b7a83c3711bb3593f32758743defed9347c"),
        clientData: octets(
            "7b2274797065223a2022776562617574686e2e637265617465222c20226368616c6c656e6765223a202241414543417751464267634943"
                + "516f4c4441304f4478415245684d554652595847426b6147787764486838222c20226f726967696e223a202268747470733a2f2f706f72"
                + "74616c2e62616e6b2e6578616d706c65227d"),
        attestation: octets(
            "a363666d74646e6f6e656761747453746d74a068617574684461746158a4a21dc63f8faabc649609da87f9867f0a58dffb5909905191cb"
                + "e1860bc7bf36a9450000000000000000000000000000000000000000002088671cd9323e0156896aa2800f9d4b7a83c3711bb3593f3275"
                + "8743defed9347ca501020326200121582050989b09529e8128e6681cd9ed4f2812997d1ddadef18df50876df0455fbd743225820926917"
                + "84a4d06bb9f2929ac2e7e8146ece8ddab06cdacc2f5d4e2b25e8aa81c5"))

    static let assertion = PasskeyAssertion(
        id: attestation.id,
        clientData: octets(
            "7b2274797065223a2022776562617574686e2e676574222c20226368616c6c656e6765223a2022494345694979516c4a69636f4b536f72"
                + "4c4330754c7a41784d6a4d304e5459334f446b364f7a7739506a38222c20226f726967696e223a202268747470733a2f2f706f7274616c"
                + "2e62616e6b2e6578616d706c65227d"),
        authenticatorData: octets(
            "a21dc63f8faabc649609da87f9867f0a58dffb5909905191cbe1860bc7bf36a90500000001"),
        signature: octets(
            "3045022037079d01ea6b52115bb973e4032342243614f4478aff32bce69ebe28ce7d1d3d022100c0c82cde2825810bed5813815c0d6fb1"
                + "328b163fa3938269f8ab12032673cd2c"),
        userHandle: userHandle)

    private static func octets(_ hex: String) -> [UInt8] { [UInt8](hex: hex) ?? [] }
}
