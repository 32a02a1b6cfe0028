import Sodium
import Testing

/// Signatures about which libraries differ, made from the curve's equations alone by another program.
///
/// All are over "edge" and under the key of RFC 8032's first vector, and every one satisfies the equation that some library
/// checks: with the cofactor, without reducing S, or without a look at R.
@Suite struct SignatureEdgeTests {
    static let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    static let honest =
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
        + "a4d2c535673d0acc64beaceb95aaf6b0509e9a3fe27f23f7488877d58e226601"

    /// R is the honest one plus each point of low order but the neutral one: accepted where the cofactor is multiplied in.
    static let mixedOrder = [
        "096828e26a956d733e69607a8335b9344e3a94e3ae3ca9d9190912d9223e4204"
            + "1fbd8a9afc2ba307a32d6e63043638103bef4590e44815a1e971aa19ef0b0503",
        "9133ad1526b49c540de49ec490ca802dfd52b44162bced90ed9a96661ce7ee93"
            + "b9531294eca2cdc60e4f829cbeccd2de6effc09d13bcfc64bc25d54e821b0000",
        "c953943490c13767bb2298a9e63443d6b0185e5157ae02ac94b2783932c6d215"
            + "0e783b6c869de68b7e0ce9d75f1007b4dec9ce27be502e3534efd0809f5f2e02",
        "427a38dbff8d0612ff71a4553556cc8eb011c71f18615fe00bee7c8f3dc199b5"
            + "ffdf7ec0bcc6a72ff3049a42966af422c3062f4642bae534933b43ea43df9e0a",
        "e497d71d956a928cc1969f857cca46cbb1c56b1c51c35626e6f6ed26ddc1bdfb"
            + "20674eee7ab4a49df80113242de102df4c14bbbf39a6ed0f37b7dc9c000ef903",
        "5ccc52ead94b63abf21b613b6f357fd202ad4bbe9d43126f12656999e318116c"
            + "170b15bc8b4fe357554fb3a8b3d1101c29986ecfe28bae276755f927cf96b60e",
        "24ac6bcb6f3ec89844dd675619cbbc294fe7a1aea851fd536b4d87c6cd392dea"
            + "e8d8dca87fd94ab8bf1a4474bbf48978b5587c0f5fce1f3ba4ced23d85752f02",
    ]

    /// R is a point of low order, in each canonical spelling and then each other: the third is accepted by OpenSSL.
    static let lowOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000"
            + "0520a915a4fbbebb4cce659d1d05e9f6d8baa3c156af7a7699f106b3d562820e",
        "0000000000000000000000000000000000000000000000000000000000000080"
            + "564693b741200dd902ad05c0226a1ce95f31a8c95f908750b87e51d5d7d5f402",
        "0100000000000000000000000000000000000000000000000000000000000000"
            + "445132615b9405b9aa4faaf06dc6057cbb6ce65179764bc974219810fa82a702",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
            + "023fd8d4f71d5714719e42d5404519fb4e9f2057b2812f52c2ced6af486bb901",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"
            + "f339d33e9536cf15863d33538b4fdb9ec7fe0beec9335501c2ed978dd44c9502",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
            + "8c28fcfe3f10959abe88137d4e7c10e992d435f472db03de571fc4e70bd6d107",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
            + "742b1a36dc4200400aecda22695b1701e17c7dfe65618f80b92759765832f507",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            + "7acfee74053ca74e9c051f977f94a419a9dde7ab96f25aee0f3423ee28f78b01",
        "0100000000000000000000000000000000000000000000000000000000000080"
            + "84c4475fb4833b05fea8dc5b4f90b5682403e1e2c97b3d526799e740a890e109",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "1b8056aca775ce3f85222431701f27ea0c229d4d26fdb02f37a4739f9b058507",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            + "dbe69bcb5ae7e36e5b80138ba36e03e5eaccdfe57752776308ca3cd5dc573603",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "d8ea5ce1f226b9bcbc56483b0ad3ad1747b73bd0b2ced87e946af6883e985e08",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            + "0ef92aa7bfce7618574836d1cf1429d9bb70318e8fad23438017cd2f0dfb0308",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "72e9c366baa1e8061ee7d9ba18c45b149a0a549e83624498466191286cab090a",
    ]

    /// S is the honest one plus the group order 1, 2, 7, 8 and 15 times.
    static let unreduced = [
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
            + "91a6bb9281a01c243b5ba48e74a4d5c5509e9a3fe27f23f7488877d58e226611",
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
            + "7e7ab1ef9b032f7c11f89b31539eb4da509e9a3fe27f23f7488877d58e226621",
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
            + "1f9e7ec01ff38a3441087260ac7f0f43519e9a3fe27f23f7488877d58e226671",
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
            + "0c72741d3a569d8c17a569038b79ee57519e9a3fe27f23f7488877d58e226681",
        "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
            + "873d2da8f20b1ef5f3ee2e78a14e07ea519e9a3fe27f23f7488877d58e2266f1",
    ]

    @Test("The honest signature is accepted")
    func accepted() throws { #expect(try isAccepted(Self.honest)) }

    @Test("A signature at an edge is refused", arguments: mixedOrder + lowOrder + unreduced)
    func refused(_ signature: String) throws { #expect(try !isAccepted(signature)) }

    private func isAccepted(_ signature: String) throws -> Bool {
        try VerifyingKey(#require(Octets32(hex: Self.key))).accepts(#require(Octets64(hex: signature)), over: Array("edge".utf8))
    }
}
