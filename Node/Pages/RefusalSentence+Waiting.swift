extension RefusalSentence {
    /// What waits to leave: approvals, and the people who give them.
    static let waiting: KeyValuePairs<String, RefusalSentence> = [
        "busy": .init(
            "目前等待處理的要求太多。請稍後再試。",
            "目前等待处理的请求太多。请稍后再试。"),
        "too-many-waiting": .init(
            "等待發出的分享已達上限。請撤銷其中一些，或請批准人處理。",
            "等待发出的分享已达上限。请撤销其中一些，或请批准人处理。"),
        "rules-changed": .init(
            "規則所要求的批准數目已經改變。請重新分享。",
            "规则所要求的批准数目已经改变。请重新分享。"),
        "stopping": .init(
            "節點正在停止。請待節點再次運作後再試。",
            "节点正在停止。请待节点再次运行后再试。"),
        "not-waiting": .init(
            "此分享已不在等待。請在「待處理」頁查看其結果。",
            "此分享已不在等待。请在“待处理”页查看其结果。"),
        "leaving": .init(
            "此分享正在發出，已不能撤銷。請改為撤回項目。",
            "此分享正在发出，已不能撤销。请改为撤回条目。"),
        "unreadable-order": .init(
            "無法讀取當時的分享要求。請重新分享。",
            "无法读取当时的分享请求。请重新分享。"),
        "unknown-share": .init(
            "沒有這項等待發出的分享。請查看「待處理」頁。",
            "没有这项等待发出的分享。请查看“待处理”页。"),
        "malformed-statement": .init(
            "批准的聲明或簽署格式不正確。請使用 causeway approve 指令製作兩者。",
            "批准的声明或签名格式不正确。请使用 causeway approve 命令生成两者。"),
        "invalid-approval": .init(
            "無法讀取所批准的分享、節點或決定。請複製所顯示的分享識別碼，再批准或否決。",
            "无法读取所批准的分享、节点或决定。请复制所显示的分享标识符，再批准或否决。"),
        "own-key": .init(
            "你有自己的密鑰，其他人因此無須只依賴此節點的說法。請使用 causeway outgoing approve 指令，以該密鑰批准。",
            "你有自己的密钥，其他人因此无须只依赖此节点的说法。请使用 causeway outgoing approve 命令，以该密钥批准。"),
        "malformed-approval": .init(
            "無法讀取此批准。請以 causeway outgoing approve 指令重新製作。",
            "无法读取此批准。请以 causeway outgoing approve 命令重新生成。"),
        "approval-of-another-share": .init(
            "此批准是為另一項分享、另一節點或另一網絡簽署的。請查看現時等待的分享，再作批准。",
            "此批准是为另一项分享、另一节点或另一网络签署的。请查看当前等待的分享，再作批准。"),
        "approval-not-signed": .init(
            "此批准並非以該人已登記的密鑰簽署。請使用與所登記公開密鑰相符的密鑰檔案簽署。",
            "此批准并非以该人已登记的密钥签署。请使用与所登记公钥相符的密钥文件签署。"),
        "approval-time": .init(
            "此批准的時間與現在相差太遠。請校正時鐘後再批准。",
            "此批准的时间与现在相差太远。请校正时钟后再批准。"),
        "approval-before-person": .init(
            "此批准的時間早於該人獲加入的時間。請再批准一次。",
            "此批准的时间早于该人被添加的时间。请再批准一次。"),
        "approval-by-requester": .init(
            "要求分享的人不能自行批准，使用同一機器用戶的人亦不能。請由另一人以其本人的密鑰批准。",
            "请求分享的人不能自行批准，使用同一机器用户的人也不能。请由另一人以其本人的密钥批准。"),
        "unknown-person": .init(
            "此處沒有使用這個名稱的人。請核對名稱，如有需要先將該人加入。",
            "此处没有使用这个名称的人。请核对名称，如有需要先将该人添加。"),
        "invalid-user": .init(
            "機器用戶的名稱太長，或含有不可列印的字元。請選擇簡單的名稱。",
            "机器用户的名称太长，或含有不可打印的字符。请选择简单的名称。"),
        "unacceptable-key": .init(
            "此公開密鑰不可信任。請以 causeway people key 指令製作密鑰，並提供所顯示的公開密鑰。",
            "此公钥不可信任。请以 causeway people key 命令生成密钥，并提供所显示的公钥。"),
        "invalid-key": .init(
            "這不是由 64 個十六進制數字組成的公開密鑰。請以 causeway people key 指令製作密鑰，並提供所顯示的數字。",
            "这不是由 64 个十六进制数字组成的公钥。请以 causeway people key 命令生成密钥，并提供所显示的数字。"),
        "key-taken": .init(
            "已有另一人使用此密鑰，兩人不可共用一個密鑰。請為每人各自製作密鑰。",
            "已有另一人使用此密钥，两人不可共用一个密钥。请为每人各自生成密钥。"),
    ]
}
