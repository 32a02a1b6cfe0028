/// What people with accounts are written about.
///
/// A letter holds nothing that lets anybody in but the link of an invitation, and names nothing that was shared.
public enum AccountNews: Equatable, Sendable {
    /// With the whole link, and when it expires, as it is shown.
    case invited(link: String, until: String)
    /// Password and second step are set anew by an operator's wish.
    case reset(link: String, until: String)
    case factorsChanged(Change)
    /// Somebody logged in with a recovery code.
    case recoveryCodeUsed(left: Int)
    /// A hundred failures in a row.
    case locked
    /// A passkey was shown whose counter did not grow.
    case passkeyCopied

    public enum Change: CaseIterable, Sendable {
        case password
        case authenticator
        case recoveryCodes
        case passkeyAdded
        case passkeyRemoved
    }

    /// The letter to somebody, in their language, or in English for one that chose none.
    ///
    /// `time` is shown as it is given; `source` is from where it was done, empty for unknown.
    public func letter(to account: Account, organisation: String, time: String, source: String = "") -> AccountLetter {
        let language = ["zh-Hant", "zh-Hans"].contains(account.language) ? account.language : "en"
        func say(_ words: Words) -> String { words.text(in: language) }
        var lines = [say(Words("Dear \(account.name),", "\(account.name)：", "\(account.name)：")), ""]
        let (subject, body) = words(organisation)
        lines += body.map(say)
        if !isLink {
            lines += [
                "", say(Words("Time: \(time)", "時間：\(time)", "时间：\(time)")),
                source.isEmpty ? nil : say(Words("From: \(source)", "來源地址：\(source)", "来源地址：\(source)")), "",
                say(
                    Words(
                        "If this was not you, tell an operator of your node at once.", "如果不是你本人操作，請立即通知你的節點的操作員。",
                        "如果不是您本人操作，请立即通知您的节点的操作员。")),
            ].compactMap(\.self)
        }
        return AccountLetter(
            recipient: account.address, language: language, subject: say(subject), text: lines.joined(separator: "\n") + "\n")
    }

    private var isLink: Bool {
        switch self {
        case .invited, .reset: true
        default: false
        }
    }

    private func words(_ organisation: String) -> (subject: Words, lines: [Words]) {
        switch self {
        case .invited(let link, let until):
            (
                Words("Your account at \(organisation)", "你在\(organisation)的帳戶", "您在\(organisation)的账户"),
                [
                    Words(
                        "you are invited to the node of \(organisation), where security information is shared. Set up your account with this link:",
                        "現邀請你使用\(organisation)的節點，以分享網絡安全資訊。請用以下連結設定帳戶：",
                        "现邀请您使用\(organisation)的节点，以分享网络安全信息。请用以下链接设置账户：")
                ] + Self.lines(link, until)
            )
        case .reset(let link, let until):
            (
                Words("Set up your account anew", "請重新設定你的帳戶", "请重新设置您的账户"),
                [
                    Words(
                        "an operator of \(organisation) has reset your account. Your password, your second step and your sessions have ended. Set it up anew with this link:",
                        "\(organisation)的操作員已重設你的帳戶。你的密碼、第二步驗證和登入階段均已失效。請用以下連結重新設定：",
                        "\(organisation)的操作员已重置您的账户。您的密码、第二步验证和登录会话均已失效。请用以下链接重新设置：")
                ] + Self.lines(link, until)
            )
        case .factorsChanged(let change):
            (
                Words("How you log in was changed", "你的登入方式已更改", "您的登录方式已更改"),
                [
                    Words(
                        "this was changed at your account at \(organisation):", "你在\(organisation)的帳戶有以下更改：", "您在\(organisation)的账户有以下更改："),
                    change.words,
                ]
            )
        case .recoveryCodeUsed(let left):
            (
                Words("A recovery code was used", "有人使用了復原碼登入", "有人使用了恢复码登录"),
                [
                    Words(
                        "somebody logged in to your account at \(organisation) with one of your recovery codes. Codes left: \(left).",
                        "有人用你的其中一個復原碼登入了你在\(organisation)的帳戶。尚餘復原碼：\(left)個。",
                        "有人用您的其中一个恢复码登录了您在\(organisation)的账户。剩余恢复码：\(left)个。")
                ]
            )
        case .passkeyCopied:
            (
                Words("A passkey of yours was refused", "你的通行密鑰被拒絕", "您的通行密钥被拒绝"),
                [
                    Words(
                        "a passkey of your account at \(organisation) was refused, because its counter had not grown: there may be a copy of it. Remove it in your settings, and add a new one.",
                        "你在\(organisation)的帳戶的一個通行密鑰被拒絕，因為它的計數沒有增加，可能有人複製了它。請在設定中移除它，並新增另一個。",
                        "您在\(organisation)的账户的一个通行密钥被拒绝，因为它的计数没有增加，可能有人复制了它。请在设置中移除它，并添加另一个。")
                ]
            )
        case .locked:
            (
                Words("Your account is locked", "你的帳戶已被鎖定", "您的账户已被锁定"),
                [
                    Words(
                        "after \(AccountsLimits.failuresMax) failures in a row nobody can log in to your account at \(organisation) with a password. An operator can open it again.",
                        "由於連續\(AccountsLimits.failuresMax)次登入失敗，你在\(organisation)的帳戶暫時不能用密碼登入。操作員可以重新開啟。",
                        "由于连续\(AccountsLimits.failuresMax)次登录失败，您在\(organisation)的账户暂时不能用密码登录。操作员可以重新开启。")
                ]
            )
        }
    }

    private static func lines(_ link: String, _ until: String) -> [Words] {
        [
            Words("", "", ""), Words(link, link, link), Words("", "", ""),
            Words(
                "It can be used once, until \(until). Give it to nobody.", "連結只能使用一次，有效至\(until)。請勿轉交他人。",
                "链接只能使用一次，有效至\(until)。请勿转交他人。"),
        ]
    }
}

extension AccountNews.Change {
    fileprivate var words: Words {
        switch self {
        case .password: Words("a new password", "已設定新密碼", "已设置新密码")
        case .authenticator: Words("a new authenticator for codes of six digits", "已更換產生六位數驗證碼的驗證器", "已更换生成六位数验证码的验证器")
        case .recoveryCodes: Words("new recovery codes", "已產生新的復原碼", "已生成新的恢复码")
        case .passkeyAdded: Words("a passkey was added", "已新增通行密鑰", "已添加通行密钥")
        case .passkeyRemoved: Words("a passkey was removed", "已移除通行密鑰", "已移除通行密钥")
        }
    }
}

/// A sentence in the three languages.
private struct Words {
    private let english: String
    private let traditional: String
    private let simplified: String

    init(_ english: String, _ traditional: String, _ simplified: String) {
        self.english = english
        self.traditional = traditional
        self.simplified = simplified
    }

    func text(in language: String) -> String {
        switch language {
        case "zh-Hant": traditional
        case "zh-Hans": simplified
        default: english
        }
    }
}
