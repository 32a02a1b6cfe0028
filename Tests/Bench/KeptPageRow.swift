import Foundation

/// A page of the public zone that is kept, asked for by many connections, beside nginx serving the same octets from a file.
struct KeptPageRow {
    /// The zone's address without a slash at the end.
    let base: String
    let folder: String

    func measure() async throws -> [Row] {
        guard let wrk = Self.program("wrk"), let nginx = Self.program("nginx") else {
            note("wrk or nginx is not here: the kept page is not measured (apt-get install wrk nginx-light)")
            return []
        }
        // nginx reads paths that are not whole from its own folder.
        let site = URL(fileURLWithPath: folder).path + "/nginx"
        try FileManager.default.createDirectory(atPath: site + "/en", withIntermediateDirectories: true)
        let page = try await ZoneRows.get(base + "/en/index.html")
        try page.write(toFile: site + "/en/index.html", atomically: true, encoding: .utf8)
        let port = try freePort()
        try Self.configuration(site, port).write(toFile: site + "/nginx.conf", atomically: true, encoding: .utf8)
        let server = Process()
        server.executableURL = URL(fileURLWithPath: nginx)
        server.arguments = ["-p", site, "-c", site + "/nginx.conf", "-g", "daemon off;"]
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        let theirs = "http://127.0.0.1:\(port)/en/index.html"
        for _ in 0..<BenchLimits.serverLooksMax where (try? await ZoneRows.get(theirs)) == nil {
            guard server.isRunning else { throw BenchFault("nginx ended at once: nginx -t -c \(site)/nginx.conf says why") }
            try await Task.sleep(for: .milliseconds(100))
        }
        guard try await ZoneRows.get(theirs) == page else { throw BenchFault("nginx serves another page") }
        var (ours, nginxs, ratios) = (Samples(), Samples(), Samples())
        for round in 0..<BenchLimits.keptPageRounds {
            let pair: (Double, Double)
            if round.isMultiple(of: 2) {
                let first = try Self.rate(wrk, base + "/en/index.html")
                pair = (first, try Self.rate(wrk, theirs))
            } else {
                let first = try Self.rate(wrk, theirs)
                pair = (try Self.rate(wrk, base + "/en/index.html"), first)
            }
            ours.add(pair.0)
            nginxs.add(pair.1)
            ratios.add(pair.0 / pair.1)
        }
        return [
            Row(
                name: "zone page, kept", unit: "requests/s", value: ours.median, baseline: "nginx serving the same file",
                baselineValue: nginxs.median, ratio: ratios.median, target: .ratio(0.5), direction: .atLeast)
        ]
    }

    private static func configuration(_ site: String, _ port: UInt16) -> String {
        """
        user \(NSUserName());
        worker_processes auto;
        pid \(site)/pid;
        error_log /dev/null;
        events { worker_connections 1024; }
        http {
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000;
            open_file_cache max=100;
            types { text/html html; }
            client_body_temp_path \(site)/body; proxy_temp_path \(site)/proxy; fastcgi_temp_path \(site)/fastcgi;
            uwsgi_temp_path \(site)/uwsgi; scgi_temp_path \(site)/scgi;
            server { listen 127.0.0.1:\(port); root \(site); }
        }
        """
    }

    /// Requests a second that a server answers, all of them well.
    private static func rate(_ wrk: String, _ address: String) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: wrk)
        process.arguments = [
            "-t1", "-c\(BenchLimits.keptPageConnections)", "-d\(BenchLimits.keptPageSeconds)s", address,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard !text.contains("Non-2xx"), !text.contains("Socket errors"), let match = text.firstMatch(of: #/Requests/sec:\s+([0-9.]+)/#),
            let rate = Double(match.1)
        else { throw BenchFault("\(address) was not served well: \(text)") }
        return rate
    }

    private static func program(_ name: String) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
