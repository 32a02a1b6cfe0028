import Accounts
import Exchange
import Pages

/// Pages that say why something was not done, that nothing was changed, and what to do next.
enum RefusalPage {
    static func page(_ fault: PortalFault) -> Layout.Page { page(fault.title, fault.advice) }

    static func page(_ refusal: AccountRefusal) -> Layout.Page { page(.notDone, refusal.phrase) }

    /// What an operation says is in English, and marked so; most codes have a sentence in Chinese, which then stands first.
    static func page(_ refusal: OperationError) -> Layout.Page {
        Layout.Page(
            .notDone, nil,
            """
            <h1>\(.notDone)</h1>
            <p>\(.nothingChanged)</p>
            \(notice(refusal))
            <p><a href="/">\(.toOverview)</a></p>
            """)
    }

    /// The refusal of an operation as a notice on another page.
    static func notice(_ refusal: OperationError) -> HTML {
        """
        <div class="notice bad" role="alert">\(OperationWords(refusal).paragraphs)<p class="fine"><code>\(refusal.code)</code></p></div>
        """
    }

    static func notice(_ refusal: AccountRefusal) -> HTML { notice(refusal.phrase) }

    static func notice(_ phrase: Phrase) -> HTML { "<div class=\"notice bad\" role=\"alert\"><p>\(phrase)</p></div>" }

    private static func page(_ title: Phrase, _ advice: Phrase) -> Layout.Page {
        Layout.Page(title, nil, "<h1>\(title)</h1>\n<p>\(advice)</p>\n<p><a href=\"/\">\(.toOverview)</a></p>")
    }
}

extension OperationWords {
    init(_ refusal: OperationError) { self.init(of: refusal.code, reason: "\(refusal.reason)", remedy: "\(refusal.remedy)") }
}

extension PortalFault {
    var title: Phrase {
        switch self {
        case .notFound: Phrase("There is no such page", "沒有這個頁面", "没有这个页面")
        case .badRequest, .methodNotAllowed: Phrase("The request cannot be read", "無法讀取請求", "无法读取请求")
        case .wrongHost: Phrase("This is another address", "地址不符", "地址不符")
        case .foreignForm: Phrase("The form was not taken", "表格未獲接受", "表单未被接受")
        case .notAllowed: Phrase("Your role does not allow this", "你的角色不容許此操作", "你的角色不允许此操作")
        case .tooLong: Phrase("That is too long", "內容太長", "内容太长")
        case .wrongType: Phrase("That kind of content is not taken", "不接受這類內容", "不接受这类内容")
        case .busy: Phrase("Too much is being uploaded", "目前上載的內容太多", "目前上传的内容太多")
        case .fault: Phrase("Something here failed", "此處發生錯誤", "此处发生错误")
        }
    }

    var advice: Phrase {
        switch self {
        case .notFound:
            Phrase(
                "The address is wrong, or what was here is gone or not yours to see.", "地址有誤，或內容已移除，或你無權查看。",
                "地址有误，或内容已移除，或你无权查看。")
        case .badRequest, .methodNotAllowed:
            Phrase("Go back and try again.", "請返回再試。", "请返回再试。")
        case .wrongHost:
            Phrase(
                "This portal answers at one address only. Ask your node’s operator for it (setting portal-url).",
                "本入口網站只在一個地址提供服務，請向節點操作員查詢（設定 portal-url）。", "本门户只在一个地址提供服务，请向节点操作员查询（设置 portal-url）。")
        case .foreignForm:
            Phrase(
                "It is too old, your session has ended, or it did not come from a page of this portal. Nothing was changed. Go back: what you wrote is still there. Log in again in another tab if you have to, load the page anew and send it again.",
                "表格過舊、你的工作階段已結束，或表格並非來自本網站。沒有作出任何更改。請返回，你所寫的內容仍在；如有需要，請在另一分頁重新登入，重新載入頁面後再提交。",
                "表单过旧、你的会话已结束，或表单并非来自本网站。没有做出任何更改。请返回，你所写的内容仍在；如有需要，请在另一标签页重新登录，重新加载页面后再提交。")
        case .notAllowed:
            Phrase("Ask an operator of your node for the role that it needs.", "請向節點操作員要求所需角色。", "请向节点操作员申请所需角色。")
        case .tooLong:
            Phrase(
                "A form takes at most 16 MiB of content. Share more with the causeway command.", "表格最多接受 16 MiB 內容。更大的內容請使用 causeway 指令分享。",
                "表单最多接受 16 MiB 内容。更大的内容请使用 causeway 命令分享。")
        case .wrongType:
            Phrase("Send it with the form of the page.", "請使用頁面上的表格提交。", "请使用页面上的表单提交。")
        case .busy: Phrase("Try again in half a minute.", "請於半分鐘後再試。", "请于半分钟后再试。")
        case .fault:
            Phrase(
                "The node’s log says what. Try again; if it stays, tell your node’s operator.", "詳情載於節點日誌。請再試；如問題持續，請通知節點操作員。",
                "详情见节点日志。请再试；如问题持续，请通知节点操作员。")
        }
    }
}

extension AccountRefusal {
    /// What a person is told. Of somebody who is not logged in it says the same whatever was wrong.
    var phrase: Phrase {
        switch self {
        case .notRecognised:
            Phrase(
                "E-mail address, password or code is wrong, or the account may not log in. A code can be used once: wait for the next.",
                "電郵地址、密碼或驗證碼有誤，或該帳戶不可登入。每個驗證碼只可使用一次，請等候下一個。", "电邮地址、密码或验证码有误，或该账户不可登录。每个验证码只能使用一次，请等候下一个。")
        case .wait(let seconds):
            Phrase(
                "Too many attempts failed. Try again in \(seconds) seconds.", "失敗次數過多，請於 \(seconds) 秒後再試。", "失败次数过多，请于 \(seconds) 秒后再试。")
        case .locked:
            Phrase(
                "A hundred attempts failed in a row. Ask an operator of your node to let you in again.", "已連續失敗一百次。請節點操作員讓你重新登入。",
                "已连续失败一百次。请节点操作员让你重新登录。")
        case .busy: Phrase("Many people log in at this moment. Try again.", "目前有太多人登入，請再試。", "目前登录的人太多，请再试。")
        case .invitationUnknown:
            Phrase(
                "This link was used, has expired or never was. Ask an operator of your node for a new one.",
                "此連結已使用、已過期或從不存在。請向節點操作員索取新連結。",
                "此链接已使用、已过期或从不存在。请向节点操作员索取新链接。")
        case .password(let fault): fault.phrase
        case .codeWrong:
            Phrase(
                "The code is wrong or was used already. Wait for the next, and look whether the clock of your device is right.",
                "驗證碼有誤或已使用。請等候下一個，並檢查裝置時鐘是否準確。", "验证码有误或已使用。请等候下一个，并检查设备时钟是否准确。")
        case .passkeyWrong:
            Phrase("The passkey could not be used here. Try again.", "此處無法使用該通行密鑰，請再試。", "此处无法使用该通行密钥，请再试。")
        case .lastFactor:
            Phrase("It is your last second step. Add another one first.", "這是你最後一個第二步驗證方式，請先加入另一個。", "这是你最后一个第二步验证方式，请先添加另一个。")
        case .stepUp: Phrase("Show your second step first.", "請先完成第二步驗證。", "请先完成第二步验证。")
        case .invalidName:
            Phrase(
                "A name has 1 to 128 octets of printable characters, without spaces around it.", "名稱須為 1 至 128 個位元組的可列印字元，前後不得有空格。",
                "名称须为 1 至 128 个字节的可打印字符，前后不得有空格。")
        case .invalidAddress: Phrase("That is no e-mail address.", "這不是電郵地址。", "这不是电邮地址。")
        case .nameTaken: Phrase("Somebody here has this name.", "此名稱已有人使用。", "此名称已有人使用。")
        case .addressTaken: Phrase("Somebody here has this e-mail address.", "此電郵地址已有人使用。", "此电邮地址已有人使用。")
        case .invalidRoles:
            Phrase("Choose at least one role that this node has.", "請選擇此節點具備的至少一個角色。", "请选择此节点具备的至少一个角色。")
        case .unknownAccount: Phrase("There is no such account.", "沒有這個帳戶。", "没有这个账户。")
        case .wrongState: Phrase("The account’s state does not allow it.", "帳戶的狀態不容許此操作。", "账户的状态不允许此操作。")
        case .lastOperator:
            Phrase(
                "There would be no operator any more. Make somebody else an operator first.", "這樣將沒有操作員。請先指定另一位操作員。", "这样将没有操作员。请先指定另一位操作员。"
            )
        case .full: Phrase("There are as many as there may be. Remove one first.", "數量已達上限，請先移除一個。", "数量已达上限，请先移除一个。")
        case .fault: PortalFault.fault.advice
        }
    }
}

extension PasswordFault {
    var phrase: Phrase {
        switch self {
        case .short(let min):
            Phrase(
                "The password needs at least \(min) characters. Four or five words that have nothing to do with each other are easy to keep in mind.",
                "密碼至少須有 \(min) 個字元。四、五個互不相關的詞語容易記住。", "密码至少须有 \(min) 个字符。四五个互不相关的词语容易记住。")
        case .long(let max):
            Phrase("The password may have at most \(max) octets.", "密碼最多 \(max) 個位元組。", "密码最多 \(max) 个字节。")
        case .common:
            Phrase(
                "This password is among those that are tried first: choose another.", "這是最先會被猜到的密碼之一，請另選。", "这是最先会被猜到的密码之一，请另选。")
        case .ownName:
            Phrase(
                "The password is made of your own or your organisation’s name: choose another.", "密碼由你或機構的名稱組成，請另選。", "密码由你或机构的名称组成，请另选。")
        case .notRepeated: Phrase("The two passwords differ.", "兩次輸入的密碼不同。", "两次输入的密码不同。")
        }
    }
}

extension Phrase {
    static let notDone = Phrase("That was not done", "未能完成", "未能完成")
    static let nothingChanged = Phrase("Nothing was changed.", "沒有作出任何更改。", "没有做出任何更改。")
    static let toOverview = Phrase("To the overview", "返回概覽", "返回概览")
}
