public import Exchange

extension OperationError {
    /// Whether starting the node again would end the same way until somebody changes something: settings, passphrase, files.
    ///
    /// A supervisor must not try again then. What can pass by itself (a port or directory in use, a full disk) is not among them.
    public var outlastsRestart: Bool {
        switch code {
        case "already-running": false
        case "sealed", "registry", "key-file", "settings", "storage.newer-schema", "storage.not-a-database", "storage.foreign-database",
            "storage.corrupt", "socket-path-too-long", "api-in-the-clear", "api-certificate":
            true
        default: status < 500
        }
    }
}
