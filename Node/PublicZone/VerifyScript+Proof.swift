extension VerifyScript {
    /// The proof file as a whole.
    static let proof = #"""
        /** What stands in an item (chapter 4.11), as far as a page shows it. */
        const Contents = (() => {
          const marks = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"], dataMax = 268435456;

          /** Throws `contentMalformed` for what is not the encoding of an item. */
          function read(octets) {
            const reader = new CBOR(octets, "contentMalformed");
            const count = reader.array(7, 8, 9);
            const [kind, tlp] = [reader.unsigned(5), reader.unsigned(4)];
            reader.unsigned(4);
            const title = reader.text(512), mediaType = reader.text(128), created = reader.unsigned(), data = reader.byteString(dataMax);
            if (count >= 8) {
              reader.list(256, () => {
                reader.array(2);
                return [reader.octets(16), reader.list(64, () => reader.text(128))];
              });
            }
            if (count === 9) {
              reader.array(4);
              [reader.unsigned(), reader.unsigned(2), reader.unsigned(1), reader.optional(32)];
            }
            reader.end();
            return { kind, mark: "TLP:" + marks[tlp], title, mediaType, created, data };
          }

          return { read, bundle: 0, reshare: 3 };
        })();

        /** A proof file (chapter 3.9): reading and checking it, in the order of the specification. */
        const Proof = (() => {
          const fileMax = 48 * 1048576, bodyMax = 32 * 1048576, noteMax = 131072, recordMax = 61440, headerMax = 512, recordsMax = 256, hashesMax = 64;
          const itemKind = 1;

          const malformed = () => { throw new Refusal("proofMalformed"); };

          /** An object with exactly these members, and perhaps those. */
          function object(value, names, optional = []) {
            if (!(value instanceof Map)) malformed();
            for (const name of value.keys()) if (!names.includes(name) && !optional.includes(name)) malformed();
            for (const name of names) if (!value.has(name)) malformed();
            return value;
          }

          const number = (value) => typeof value === "number" ? value : malformed();
          const text = (value) => value instanceof Uint8Array ? Octets.text(value) : malformed();

          function octets(value, limit) {
            const decoded = value instanceof Uint8Array ? Base64.decode(value) : null;
            if (decoded === null) malformed();
            if (decoded.length > limit) throw new Refusal("proofTooLong");
            return decoded;
          }

          function list(value, limit) {
            if (!Array.isArray(value)) malformed();
            if (value.length > limit) throw new Refusal("proofTooLong");
            return value;
          }

          const hexadecimal = (value, count) => Octets.fromHex(text(value), count) ?? malformed();
          const hashes = (value) => list(value, hashesMax).map((one) => {
            const hash = octets(one, 32);
            return hash.length === 32 ? hash : malformed();
          });

          /** Reads the file. Throws `proofTooLong`, `proofMalformed` or `proofVersion`. */
          function read(file) {
            if (file.length > fileMax) throw new Refusal("proofTooLong");
            const json = PlainJSON.read(file);
            if (!(json instanceof Map) || !json.has("format")) malformed();
            if (text(json.get("format")) !== "causeway/proof/1") throw new Refusal("proofVersion");
            object(json, ["format", "network", "registry", "journal", "entry"]);
            const registry = object(json.get("registry"), ["checkpoint", "records"]);
            const journal = object(json.get("journal"), ["node", "group", "incarnation", "checkpoint"]);
            const entry = object(json.get("entry"), ["position", "header", "inclusion"], ["body", "secret"]);
            return {
              network: text(json.get("network")), networkOctets: hexadecimal(json.get("network"), 32),
              registryCheckpoint: octets(registry.get("checkpoint"), noteMax),
              records: list(registry.get("records"), recordsMax).map((value) => {
                const record = object(value, ["position", "record", "inclusion"]);
                return {
                  position: number(record.get("position")), octets: octets(record.get("record"), recordMax), inclusion: hashes(record.get("inclusion")),
                };
              }),
              node: hexadecimal(journal.get("node"), 16), group: hexadecimal(journal.get("group"), 16),
              incarnation: hexadecimal(journal.get("incarnation"), 16), journalCheckpoint: octets(journal.get("checkpoint"), noteMax),
              position: number(entry.get("position")), header: octets(entry.get("header"), headerMax), inclusion: hashes(entry.get("inclusion")),
              body: entry.has("body") ? octets(entry.get("body"), bodyMax) : null,
              secret: entry.has("secret") ? hexadecimal(entry.get("secret"), 32) : null,
            };
          }

          function readHeader(octets) {
            const reader = new CBOR(octets, "headerMalformed");
            reader.array(11);
            const header = {
              kind: reader.unsigned(5), journal: reader.octets(32), salt: reader.octets(16), epoch: reader.optional(16),
              step: reader.unsigned(0xffff), registrySize: reader.unsigned(), time: reader.unsigned(0xffffffff), keepUntil: reader.unsigned(0xffffffff),
              bodyLength: reader.unsigned(), bodyHash: reader.octets(32), commitment: reader.optional(32),
            };
            reader.end();
            return (header.epoch === null) === (header.commitment === null) ? header : reader.refuse();
          }

          /** Gives what `body` gives; a refusal in it has this name for who reads the proof. */
          async function as(name, body) {
            try {
              return await body();
            } catch (error) {
              throw error instanceof Refusal ? new Refusal(name) : error;
            }
          }

          async function genesis(file) {
            const positions = file.records.map((record) => record.position);
            const isOrdered = positions[0] === 0 && positions.every((position, index) => index === 0 || positions[index - 1] < position);
            if (!isOrdered) throw new Refusal("recordOrder");
            const registry = await as("genesisRefused", () => Registry.founded(file.records[0].octets));
            if (registry.network !== file.network) throw new Refusal("networkMismatch");
            return registry;
          }

          async function checkRecords(file, checkpoint) {
            for (const record of file.records) {
              const leaf = await Hashes.leaf(record.octets);
              const isThere = await Hashes.isIncluded(leaf, record.position, checkpoint.size, record.inclusion, checkpoint.root);
              if (!isThere) throw new Refusal("recordNotIncluded");
            }
          }

          async function fold(file, registry) {
            const kinds = [];
            for (const record of file.records.slice(1)) {
              kinds.push((await as("recordRefused", () => registry.apply(record.octets, record.position))).kind);
            }
            return kinds;
          }

          function writer(file, registry) {
            const node = registry.nodes.get(Octets.hex(file.node));
            if (!node) throw new Refusal("writerUnknown");
            const organisation = registry.organisations.get(node.organisation);
            if (organisation.admittedAt === null) throw new Refusal("writerNotAdmitted");
            return { node, organisation };
          }

          async function entryHeader(file, registrySize) {
            const header = readHeader(file.header);
            const journal = await Hashes.sha256(CBOR.encode("causeway/journal/1", file.networkOctets, file.node, file.group, file.incarnation));
            if (!Octets.areEqual(journal, header.journal)) throw new Refusal("journalMismatch");
            if (header.registrySize > registrySize) throw new Refusal("registryTooSmall");
            return header;
          }

          /** The content of the body: `null` when it is not in the file, or sealed. */
          async function content(file, header) {
            const { body, secret } = file;
            if (body !== null && (body.length !== header.bodyLength || !Octets.areEqual(await Hashes.ofBody(body), header.bodyHash))) {
              throw new Refusal("bodyMismatch");
            }
            if (secret !== null && (body === null || header.commitment === null)) throw new Refusal("keyWithoutSealedBody");
            if (body === null || header.commitment === null) return { octets: body, state: body === null ? "absent" : "plain" };
            if (secret === null) return { octets: null, state: "sealed" };
            return { octets: await Sealed.open(body, header.commitment, secret), state: "opened" };
          }

          /** Who cosigned the registry's checkpoint, as far as the records in the file prove it (chapter 3.12). */
          async function witnessing(file, registry, note) {
            const times = new Map();
            let coordinatorTime = null, unproven = 0;
            for (const line of note.others) {
              const found = await Notes.cosignature(line, note.checkpoint, registry.coordinatorKey, (node, minute) => registry.keysAt(node, minute));
              if (found?.node === null) {
                coordinatorTime = Math.max(coordinatorTime ?? 0, found.time);
                continue;
              }
              const organisation = found && registry.organisations.get(registry.nodes.get(found.node).organisation);
              if (!organisation || organisation.standing !== "admitted" || registry.isCoordinators(organisation)) unproven++;
              else times.set(organisation.id, Math.max(times.get(organisation.id) ?? 0, found.time));
            }
            const isWhole = file.records.length === note.checkpoint.size, { ids, threshold } = registry.witnesses();
            const signed = ids.filter((id) => times.has(id)).length;
            const quorum = isWhole && threshold > 0 && signed >= threshold ? `${signed} / ${ids.length}` : null;
            return { coordinatorTime, cosigners: times.size, unproven, quorum };
          }

          /**
           * Checks a proof step by step. `step(name, body)` runs each check and gives what it gave; `expected` is the network that the reader
           * means, in hexadecimal, or `null`. Throws the refusal's name.
           */
          async function verify(octets, expected, step) {
            const file = await step("file", () => read(octets), (read) => ({ octets: octets.length, network: read.network }));
            await step("expected", () => {
              if (expected !== null && expected !== file.network) throw new Refusal("networkUnexpected");
              return expected !== null;
            }, (isExpected) => ({ isExpected }));
            const registry = await step("genesis", () => genesis(file), (made) => ({ network: made.network, networkName: made.genesis.name }));
            const note = await step(
              "registryCheckpoint",
              () => as("registryCheckpoint", () => Notes.verified(file.registryCheckpoint, registry.genesis.origin, [registry.coordinatorKey])),
              ({ checkpoint }) => ({ origin: checkpoint.origin, size: checkpoint.size, root: Octets.hex(checkpoint.root) }));
            await step("records", () => checkRecords(file, note.checkpoint), () => ({ records: file.records.length }));
            await step("fold", () => fold(file, registry), (kinds) => ({ kinds }));
            const { node, organisation } = await step("writer", () => writer(file, registry), (found) => ({
              organisation: found.organisation.name, organisationID: found.organisation.id, standing: found.organisation.standing, node: found.node.id,
            }));
            const header = await step("header", () => entryHeader(file, note.checkpoint.size), (read) => ({
              journal: Octets.hex(read.journal), claimedTime: read.time * 60,
            }));
            const keys = node.keys.map((held) => held.key);
            const journal = await step(
              "journalCheckpoint", () => as("journalCheckpoint", () => {
                const origin = `${registry.genesis.origin}/journal/${Octets.hex(header.journal)}`;
                return Notes.verified(file.journalCheckpoint, origin, keys);
              }),
              ({ checkpoint, signer }) => ({ size: checkpoint.size, root: Octets.hex(checkpoint.root), key: Octets.hex(signer) }));
            const item = await step("entry", async () => {
              const leaf = await Hashes.leaf(file.header);
              if (!await Hashes.isIncluded(leaf, file.position, journal.checkpoint.size, file.inclusion, journal.checkpoint.root)) {
                throw new Refusal("entryNotIncluded");
              }
              return Octets.hex(leaf);
            }, (leaf) => ({ item: leaf, position: file.position }));
            const shown = await step("body", () => content(file, header), ({ state }) => ({ state, octets: header.bodyLength, hash: Octets.hex(header.bodyHash) }));
            const signer = node.keys.find((held) => Octets.areEqual(held.key, journal.signer));
            const isInside = Registry.isCertified(signer, header.time);
            const witnesses = await step("witnesses", () => witnessing(file, registry, note), (found) => ({ ...found, isInside }));
            return { item, header, organisation, network: file.network, content: shown.octets, state: shown.state, witnesses, isExpected: expected !== null };
          }

          /**
           * What the item says: the author's octets, which `bundle.json` has to be. A re-share holds the original's own proof, which is checked in the
           * same way; once, as re-shares do not nest.
           */
          async function original(findings, step) {
            const read = () => {
              if (findings.content === null) throw new Refusal("contentNotShown");
              if (findings.header.kind !== itemKind) throw new Refusal("contentMalformed");
              return Contents.read(findings.content);
            };
            const describe = (said) => ({ title: said.title, mark: said.mark, created: said.created, mediaType: said.mediaType });
            const said = await step("content", read, describe);
            if (said.kind === Contents.bundle) return said;
            return step("original", async () => {
              if (said.kind !== Contents.reshare) throw new Refusal("contentMalformed");
              const within = await verify(said.data, findings.network, async (_, body) => body());
              if (within.content === null) throw new Refusal("contentNotShown");
              const first = within.header.kind === itemKind ? Contents.read(within.content) : null;
              if (first?.kind !== Contents.bundle) throw new Refusal("contentMalformed");
              return { ...first, item: within.item, organisation: within.organisation };
            }, (first) => ({ ...describe(first), item: first.item, organisation: first.organisation.name, organisationID: first.organisation.id }));
          }

          return { verify, original, fileMax };
        })();

        """#
}
