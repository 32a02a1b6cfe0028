import Pages

/// Parts of forms: each field with its label, and what is to be known of it said before it.
enum Fields {
    /// A line of text.
    static func text(
        _ name: String, _ label: Phrase, value: String = "", type: HTML = "text", hint: Phrase? = nil, isNeeded: Bool = false,
        autocomplete: HTML = "off", lengthMax: Int = 512
    ) -> HTML {
        """
        <p class="field"><label for="f-\(name)">\(label)</label>\(described(name, hint))
        <input id="f-\(name)" name="\(name)" type="\(type)" value="\(value)" autocomplete="\(autocomplete)" maxlength="\(lengthMax)"\
        \(" aria-describedby=\"h-\(name)\"", if: hint != nil)\(" required", if: isNeeded)></p>

        """
    }

    /// A code of six digits, or one of the recovery codes.
    static func code(hint: Phrase) -> HTML {
        """
        <p class="field"><label for="f-code">\(.code)</label>\(described("code", hint))
        <input id="f-code" name="code" type="text" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="64" \
        aria-describedby="h-code" required></p>

        """
    }

    static func password(_ name: String, _ label: Phrase, hint: Phrase? = nil, isNew: Bool) -> HTML {
        text(
            name, label, type: "password", hint: hint, isNeeded: true, autocomplete: isNew ? "new-password" : "current-password",
            lengthMax: 256)
    }

    /// One of several values.
    static func select(_ name: String, _ label: Phrase, _ choices: [(value: String, label: Phrase)], chosen: String, hint: Phrase? = nil)
        -> HTML
    {
        let options = choices.map { choice in
            "<option value=\"\(choice.value)\"\(" selected", if: choice.value == chosen)>\(choice.label)</option>" as HTML
        }
        return """
            <p class="field"><label for="f-\(name)">\(label)</label>\(described(name, hint))
            <select id="f-\(name)" name="\(name)"\(" aria-describedby=\"h-\(name)\"", if: hint != nil)>\(options)</select></p>

            """
    }

    static func check(_ name: String, value: String = "yes", _ label: HTML, isChecked: Bool = false) -> HTML {
        """
        <label class="check"><input type="checkbox" name="\(name)" value="\(value)"\(" checked", if: isChecked)> \(label)</label>

        """
    }

    static func radio(_ name: String, value: String, _ label: HTML, isChecked: Bool = false) -> HTML {
        """
        <label class="check"><input type="radio" name="\(name)" value="\(value)"\(" checked", if: isChecked)> \(label)</label>

        """
    }

    /// A button that does one thing: a form of its own.
    static func button(_ action: String, _ label: Phrase, _ visitor: Visitor, class name: HTML = "", fields: [(String, String)] = [])
        -> HTML
    {
        let hidden = fields.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
        return """
            <form method="post" action="\(action)">\(visitor.token)\(hidden)<button class="\(name)">\(label)</button></form>
            """
    }

    private static func described(_ name: String, _ hint: Phrase?) -> HTML {
        guard let hint else { return "" }
        return "\n<span class=\"hint\" id=\"h-\(name)\">\(hint)</span>"
    }
}

extension Phrase {
    static let code = Phrase("Code", "驗證碼", "验证码")
}
