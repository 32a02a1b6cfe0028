import Exchange
import Testing

@testable import Portal

@Suite("Forms as browsers send them")
struct FormTests {
    @Test("A plain form is read octet for octet")
    func urlencoded() throws {
        let form = try #require(FormFields(urlencoded: "a=1+2&b=%E6%BC%A2%26&c&a=3"))
        #expect(form["a"] == "1 2" && form["b"] == "漢&" && form["c"].isEmpty && form.has("c") && form.all("a") == ["1 2", "3"])
        #expect(form.query(replacing: "a", with: "x y") == "b=%E6%BC%A2%26&a=x%20y")
    }

    @Test("A form that is badly written is none", arguments: ["a=%", "a=%g0", "a=%C3", "%FF=1"])
    func unreadable(text: String) { #expect(FormFields(urlencoded: text) == nil) }

    @Test("A form of too many fields is none")
    func tooMany() {
        #expect(FormFields(urlencoded: String(repeating: "a=1&", count: PortalLimits.fieldsMax + 1)) == nil)
    }

    private func multipart(_ parts: String...) -> [UInt8] {
        Array((parts.map { "--x\r\nContent-Disposition: form-data; \($0)\r\n" }.joined() + "--x--\r\n").utf8)
    }

    @Test("A form with files: fields, an empty file, and octets that look like a boundary")
    func files() throws {
        let octets = multipart(
            "name=\"title\"\r\n\r\n漢\r\nb", "name=\"file\"; filename=\"a\\%22.json\"\r\nContent-Type: application/json\r\n\r\n{}\r\n--y",
            "name=\"none\"; filename=\"\"\r\n\r\n")
        let form = try #require(MultipartForm.fields(octets, contentType: "multipart/form-data; boundary=x"))
        #expect(form["title"] == "漢\nb")
        #expect(form.files.map(\.name) == ["a\\\".json", ""])
        #expect(form.files[0].octets == Array("{}\r\n--y".utf8) && form.files[0].type == "application/json" && form.files[1].octets.isEmpty)
    }

    @Test(
        "An upload that no browser writes is none",
        arguments: [
            "", "--x", "--x\r\n", "junk--x--", "--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\na", "--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\na\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\na\r\n--x--more",
        ])
    func unreadableUpload(text: String) {
        #expect(MultipartForm.fields(Array(text.utf8), contentType: "multipart/form-data; boundary=x") == nil)
    }

    @Test("An upload cut at any octet is none, and never a fault")
    func cut() {
        let octets = multipart("name=\"a\"\r\n\r\n1", "name=\"f\"; filename=\"b\"\r\n\r\n2")
        for count in 0..<octets.count - 2 {
            #expect(MultipartForm.fields(Array(octets.prefix(count)), contentType: "multipart/form-data; boundary=x") == nil)
        }
    }

    @Test(
        "A boundary that is missing or none refuses the form",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x", "multipart/form-data; boundary=a b",
        ])
    func boundary(type: String) { #expect(MultipartForm.fields(multipart("name=\"a\"\r\n\r\n1"), contentType: type) == nil) }

    @Test(
        "A file that is neither a bundle nor text is named and refused", arguments: ["a.zip", "a.exe", "a", "a.html", "a.svg"])
    func wrongFile(name: String) {
        let form = FormFields([], files: [UploadedFile(field: "file", name: name, type: "text/plain", octets: [0x50, 0x4B, 3, 4])])
        #expect(throws: ShareForm.Fault.unknownFile(name)) { try ShareForm(reading: form) }
    }

    @Test("Pasted or uploaded, a bundle takes the place of the text; text that is no UTF-8 is refused")
    func bundle() throws {
        #expect(try ShareForm(reading: FormFields([("body", " \n{\"type\":\"bundle\"}")])).text.bundle.isEmpty == false)
        let file = UploadedFile(field: "file", name: "x.bin", type: "", octets: Array("{}".utf8))
        #expect(try ShareForm(reading: FormFields([], files: [file])).text.bundle == Array("{}".utf8))
        let bad = UploadedFile(field: "file", name: "x.txt", type: "", octets: [0xFF])
        #expect(throws: ShareForm.Fault.notText) { try ShareForm(reading: FormFields([], files: [bad])) }
    }

    @Test("Named recipients come from boxes and lines, each once, with their representatives")
    func recipients() throws {
        let form = try ShareForm(
            reading: FormFields([
                ("to", "organisations"), ("organisation", "City Telecom"), ("organisations", "Tram Co\nCity Telecom"),
                ("people", "City Telecom: Ben\nTram Co: Ng 漢\nnobody"),
            ]))
        let expected: Destination = .organisations([
            NamedRecipient("City Telecom", people: ["Ben"]), NamedRecipient("Tram Co", people: ["Ng 漢"]),
        ])
        #expect(form.text.request.to == expected)
    }
}
