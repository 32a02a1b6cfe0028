import Portal

extension NodeSettings {
    /// The first key about OpenID Connect whose value does not fit the others.
    var openIDFault: SettingsKey? {
        guard let openIDIssuer else {
            if openIDClient != nil || openIDSecretFile != nil || openIDName != nil { return .openIDIssuer }
            return nil
        }
        guard OpenIDSettings.isIssuer(openIDIssuer) else { return .openIDIssuer }
        guard let openIDClient, OpenIDSettings.isClient(openIDClient) else { return .openIDClient }
        if let openIDName, !OpenIDSettings.isName(openIDName) { return .openIDName }
        return nil
    }

    /// The provider of identities by which people log in; `nil` when the settings name none. The secret is read each time, so it can be changed.
    var openID: OpenIDSettings? {
        guard let openIDIssuer, let openIDClient else { return nil }
        let secret = openIDSecretFile.map { file in
            { @Sendable () throws -> [UInt8] in try SecretFile.read(file, octetsMax: OpenIDLimits.secretOctetsMax + 2, withoutLineEnd: true)
            }
        }
        return OpenIDSettings(
            issuer: openIDIssuer, client: openIDClient, secret: secret, name: openIDName ?? OpenIDSettings.host(of: openIDIssuer))
    }
}
