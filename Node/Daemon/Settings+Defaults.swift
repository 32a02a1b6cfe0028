extension NodeSettings {
    /// The settings file that `init` writes: every key with its default and what it is for.
    public static let commentedDefaults = """
        # Settings of this node. `causeway config check` reads this file and says what is wrong with it; an unknown key is
        # an error. The environment wins over this file (CAUSEWAY_ and the key in capitals, with `_` for `-`:
        # CAUSEWAY_LOG_LEVEL), and the flags of `causeway serve` (--log-level) win over both.

        # Where peers connect to this node, such as "0.0.0.0:7400". Empty: it only dials out, and is a full member all the same.
        listen: ""

        # What others are told to dial, as they see it, such as "node.example:7400". Leave it empty together with `listen`.
        advertise: []

        # Peers to dial besides those that the registry names, such as "coordinator.example:7400".
        peers: []

        # Where GET /health and GET /metrics answer, such as "127.0.0.1:7480". It asks for no login: keep it on loopback or behind a proxy.
        # Empty turns it off.
        health: ""

        # debug, info, notice, warning or error; text for people, json for a log collector. Logs go to standard error.
        log-level: info
        log-format: text

        # A file with the passphrase of the keys, readable by the node's user alone. Empty: asked for in a terminal.
        passphrase-file: ""

        # Whether this node keeps ciphertext of groups it is not in, for members that are away. It cannot read it.
        mailbox: false

        # How much ciphertext a mailbox keeps of one author, in MiB; beyond it the oldest goes first.
        mailbox-quota-mib: 1024

        # Whether this node joins nodes that can only dial out, so that they reach each other. It needs `listen`, and sees only
        # the encrypted stream between them.
        relay: false

        # How many days the keys of items are kept. What arrives later is not opened any more; what was opened before stays.
        # Who gets hold of disk and passphrase can get a destroyed key back while this node's encryption key of that time is
        # kept, up to 210 days. 0 keeps the keys of items for ever.
        keep-keys-days: 90

        # Your word that the volume of this directory is encrypted where the node cannot see it, as by the provider of a virtual
        # disk. `causeway status` then says nothing of it.
        volume-encrypted: false

        # Where the public zone answers, such as "127.0.0.1:7490": what members shared with everyone and moderators made public, as
        # pages, feeds and files for machines. Put it behind a web server with TLS. Empty turns it off.
        public-zone: ""

        # How the world reaches it, such as "https://zone.node.example": feeds and site maps need whole addresses.
        public-zone-url: ""

        # Where the public reports incidents, or faults of the zone, such as "mailto:zone@coordinator.example". It stands on the
        # pages and in security.txt.
        public-zone-contact: ""

        # Whether the public zone names the member organisations.
        public-zone-members: true

        # The mark for content that carries none: clear, green, amber, amber+strict or red. Empty refuses such content, so
        # that whoever shares it has to say `--tlp`.
        default-tlp: ""

        # Where machines read and share with tokens (TAXII 2.1; `causeway token create`), such as "127.0.0.1:7500". Empty turns it off.
        api: ""

        # How the world reaches it, such as "https://taxii.node.example": some clients need whole addresses.
        api-url: ""

        # PEM files of a certificate with its chain, and of its key; read at the start. Empty: plain HTTP, for a proxy that adds TLS.
        api-tls-certificate: ""
        api-tls-key: ""

        # Plain HTTP is served on loopback alone, because tokens would travel in the clear. Your word that a proxy on another
        # machine adds TLS, and that nobody listens in between.
        api-behind-proxy: false

        # How many requests each token has in a minute, and each address that comes without one.
        api-requests-per-minute: 6000

        # Where representatives of your organisation log in with a browser, such as "127.0.0.1:7600". Empty turns it off.
        portal: ""

        # How browsers reach it, such as "https://portal.bank.example": cookies, links and passkeys go by it. Empty: http://localhost and the port.
        portal-url: ""

        # PEM files of a certificate with its chain, and of its key; read at the start. Empty: plain HTTP, for a proxy that adds TLS.
        portal-tls-certificate: ""
        portal-tls-key: ""

        # Your word that a proxy adds TLS in front of it, and sets X-Forwarded-For.
        portal-behind-proxy: false

        # A provider of identities (OpenID Connect) whose word takes the place of the password; the second step stays. Its name to the letter, such as
        # "https://login.bank.example", and what it calls this node. Its return address is that of the portal with /login/openid/return. Empty: none.
        openid-issuer: ""
        openid-client-id: ""

        # A file with the secret that the provider gave this node, readable by the node's user alone. Empty: a public client, with PKCE.
        openid-client-secret-file: ""

        # What stands on the button behind "Log in with". Empty: the provider's host.
        openid-name: ""

        # Days without a login after which an account is dormant, until an operator reinstates it (`causeway account reinstate`). 0: never.
        # The last operator stays.
        accounts-dormant-days: 90

        # A file with passwords that nobody may take, one a line, besides what is refused anyway; read at the start. Empty: none.
        password-list: ""

        # The registry says who is a member. When neither the coordinator nor enough witnesses have confirmed the one here for so
        # many hours, sharing TLP:RED or AMBER+STRICT asks for --despite-stale-registry; after so many days it is refused. 0: never.
        registry-stale-hours: 24
        registry-refuse-days: 7

        # The server that takes this node's mail to your own people, such as "mail.bank.example:587", and whom mail is from, such as
        # "Causeway <node@bank.example>". Empty sends none. `causeway mail test` tries it.
        mail-server: ""
        mail-from: ""

        # tls (mostly port 465), starttls (mostly port 587; required, never left out), or none for a server on this machine.
        mail-security: starttls

        # Whom the server knows, and a file with the password, readable by the node's user alone. It is read when mail is sent.
        mail-user: ""
        mail-password-file: ""

        # A PEM file with the authorities that the server's certificate is judged by. Empty: the system's.
        mail-authorities: ""

        """
}
