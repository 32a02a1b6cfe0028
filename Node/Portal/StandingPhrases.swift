import Pages

/// Why somebody is not let in or gets no key: words of the registry and of the node, from a short list.
extension Phrase {
    /// An organisation's standing in the registry, as a report names it.
    init(standing: String) {
        switch standing {
        case "applied": self.init("applied", "已申請", "已申请")
        case "admitted": self.init("admitted", "已獲接納", "已被接纳")
        case "suspended": self.init("suspended", "已暫停", "已暂停")
        case "expelled": self.init("expelled", "已除名", "已除名")
        default: self.init(verbatim: standing)
        }
    }

    /// Why an organisation would not be given a group's key now; or its standing.
    init(withoutKey reason: String) {
        switch reason {
        case "not in the registry": self.init("not in the registry", "不在登記冊內", "不在登记册内")
        case "has no node": self.init("has no node", "沒有節點", "没有节点")
        case "its node's certificate has ended or is revoked":
            self.init("its node’s certificate has ended or is revoked", "節點的憑證已失效或被撤銷", "节点的证书已失效或被撤销")
        case "its node has announced no encryption key yet":
            self.init("its node has announced no encryption key yet", "節點尚未公布加密密鑰", "节点尚未公布加密密钥")
        case "its node's encryption key has expired":
            self.init("its node’s encryption key has expired", "節點的加密密鑰已過期", "节点的加密密钥已过期")
        default: self.init(standing: reason)
        }
    }
}
