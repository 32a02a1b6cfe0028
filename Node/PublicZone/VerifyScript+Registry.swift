extension VerifyScript {
    /// Records, and the fold of them.
    static let registry = #"""
        /** What a record says (chapter 3): read by itself, with every field in its range. */
        const Records = (() => {
          const recordMax = 61440, endpointsMax = 8, u16 = 0xffff, u32 = 0xffffffff;
          const spaces = "\\u0020\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000";
          const outerSpace = new RegExp(`^[${spaces}]|[${spaces}]$`, "u");
          const forbidden = new RegExp(
            "[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ue000-\\uf8ff\\ufdd0-\\ufdef"
              + "\\ufeff\\ufff0-\\uffff\\u{e0000}-\\u{e0fff}\\u{f0000}-\\u{10ffff}"
              + Array.from({ length: 15 }, (_, index) => `\\u{${(index + 1).toString(16)}fffe}\\u{${(index + 1).toString(16)}ffff}`).join("") + "]", "u");
          const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
          const hostName = new RegExp(`^(?:${label}\\.)*${label}$`);
          const groups = /^[0-9a-f]{1,4}(:[0-9a-f]{1,4})*$/;

          const isText = (text, least, most) =>
            Octets.of(text).length >= least && Octets.of(text).length <= most && !outerSpace.test(text) && !forbidden.test(text);

          function isIPv6(text) {
            const parts = text.split("::");
            if (parts.length === 1) return groups.test(text) && text.split(":").length === 8;
            const written = parts.filter((part) => part !== "");
            return parts.length === 2 && written.every((part) => groups.test(part))
              && written.reduce((sum, part) => sum + part.split(":").length, 0) < 8;
          }

          function isEndpoint(text) {
            const colon = text.lastIndexOf(":"), host = text.slice(0, Math.max(colon, 0)), port = text.slice(colon + 1);
            if (colon < 0 || Octets.of(text).length > 259 || !/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65535) return false;
            if (host.startsWith("[") && host.endsWith("]")) return isIPv6(host.slice(1, -1));
            if (/^[0-9.]+$/.test(host)) return /^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(host) && host.split(".").every((part) => part <= 255);
            return host.length <= 253 && hostName.test(host) && !/^[0-9]+$/.test(host.split(".").at(-1));
          }

          const check = (holds, name) => { if (!holds) throw new Refusal(name); };

          function genesis(reader) {
            const version = reader.unsigned(255), origin = reader.text(recordMax), name = reader.text(recordMax);
            const key = reader.octets(32), created = reader.unsigned(u32);
            reader.array(3);
            const delay = reader.unsigned(u32), threshold = reader.unsigned(u16), witnesses = reader.unsigned(u16);
            return { version, origin, name, key, created, delay, threshold, witnesses };
          }

          function checkGenesis(record) {
            check(record.version === 1, "unknownVersion");
            check(/^[!-*,-~]{1,160}$/.test(record.origin), "originUnacceptable");
            check(isText(record.name, 1, 200), "nameUnacceptable");
            const { threshold, witnesses } = record;
            check(threshold === 0 && witnesses === 0 || 2 * threshold > witnesses && witnesses >= threshold, "parametersUnacceptable");
          }

          function organisation(reader) {
            return { rootKey: reader.octets(32), name: reader.text(recordMax), sector: reader.text(recordMax), created: reader.unsigned(u32) };
          }

          function checkOrganisation(record) {
            check(isText(record.name, 1, 200), "nameUnacceptable");
            check(isText(record.sector, 0, 64), "sectorUnacceptable");
          }

          function certificate(reader) {
            return {
              organisation: reader.octets(16), node: reader.octets(16), key: reader.octets(32), role: reader.unsigned(1),
              endpoints: reader.list(endpointsMax, () => reader.text(recordMax)), notBefore: reader.unsigned(u32), notAfter: reader.unsigned(u32),
            };
          }

          function checkCertificate(record) {
            check(record.endpoints.every(isEndpoint), "endpointUnacceptable");
            check(new Set(record.endpoints).size === record.endpoints.length, "endpointRepeated");
            check(record.notBefore <= record.notAfter, "validityEmpty");
          }

          function admission(reader, count) {
            const record = { organisation: reader.octets(16), sector: reader.text(recordMax), admitted: count === 4 ? reader.unsigned(u32) : 0 };
            // The minute 0 is written by leaving the field out.
            return count === 4 && record.admitted === 0 ? reader.refuse() : record;
          }

          const checkSector = (record) => check(isText(record.sector, 0, 64), "sectorUnacceptable");

          /** By the number that stands first in a payload: the kind's name, how many fields it has, how they are read and what they have to be. */
          const kinds = new Map([
            [1, ["genesis", [7], genesis, checkGenesis]],
            [2, ["organisation", [5], organisation, checkOrganisation]],
            [3, ["certificate", [8], certificate, checkCertificate]],
            [4, ["admission", [3, 4], admission, checkSector]],
            [5, ["standing", [3], (reader) => ({ organisation: reader.octets(16), change: reader.unsigned(2) }), () => {}]],
            [6, ["revocation", [3], (reader) => ({ node: reader.octets(16), key: reader.octets(32) }), () => {}]],
            [7, ["authority", [4], (reader) => ({ organisation: reader.octets(16), rootKey: reader.octets(32), recoveryKey: reader.octets(32) }), () => {}]],
            [8, ["sector", [3], (reader) => ({ organisation: reader.octets(16), sector: reader.text(recordMax) }), checkSector]],
          ]);

          /** A record: what it says, the octets that were signed, and the signatures. */
          function read(octets) {
            check(octets.length <= recordMax, "tooLong");
            const reader = new CBOR(octets, "malformed");
            reader.array(2);
            const signed = reader.byteString(recordMax), signatures = reader.list(4, () => reader.octets(64));
            reader.end();
            const inner = new CBOR(signed, "malformed");
            const count = inner.array(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), number = inner.unsigned();
            check(kinds.has(number), "unknownKind");
            const [kind, counts, fields, checkFields] = kinds.get(number);
            if (!counts.includes(count)) inner.refuse();
            const says = fields(inner, count);
            inner.end();
            checkFields(says);
            return { kind, says, signed, signatures };
          }

          return { read };
        })();

        /**
         * What records say together, folded in their order (chapter 3). The key of who had to sign a record is read from what came before it,
         * never from the record itself, but where the record introduces that key.
         */
        class Registry {
          static #standings = ["suspended", "admitted", "expelled"];
          static #nodesMax = 256;
          static #keysMax = 64;
          static #periodsMax = 16;

          organisations = new Map();
          nodes = new Map();
          size = 1;
          /** Which node has or had an operation key, and every root key and recovery key that there is or was. */
          #holders = new Map();
          #authorityKeys = new Set();

          /** Begins with a genesis that the key in it signed. */
          static async founded(octets) {
            const registry = new Registry(), record = Records.read(octets);
            if (record.kind !== "genesis") throw new Refusal("genesisMissing");
            registry.genesis = record.says;
            registry.coordinatorKey = record.says.key;
            Registry.#introduced(registry.coordinatorKey);
            registry.networkOctets = new Uint8Array();
            await registry.#verify(record, [[registry.coordinatorKey]]);
            registry.networkOctets = await Hashes.leaf(octets);
            registry.network = Octets.hex(registry.networkOctets);
            return registry;
          }

          /** Folds a record in at its position; throws why it is refused. */
          async apply(octets, position) {
            const record = Records.read(octets);
            if (record.kind === "genesis") throw new Refusal("genesisRepeated");
            await this.#verify(record, this.#authorities(record));
            this.size = position;
            await this.#place(record.kind, record.says);
            await this.#commit(record.kind, record.says);
            return record;
          }

          async #verify(record, authorities) {
            if (record.signatures.length !== authorities.length) throw new Refusal("signatureCount");
            const message = CBOR.encode("causeway/record/1", this.networkOctets, record.signed);
            for (const [index, keys] of authorities.entries()) {
              let isSigned = false;
              for (const key of keys) isSigned = isSigned || await Signatures.accepts(key, record.signatures[index], message);
              if (!isSigned) throw new Refusal("signatureInvalid");
            }
          }

          static #introduced(key) {
            if (!Signatures.isKey(key)) throw new Refusal("keyUnacceptable");
          }

          #known(id) {
            const organisation = this.organisations.get(Octets.hex(id));
            if (!organisation) throw new Refusal("organisationUnknown");
            return organisation;
          }

          /** Whose signatures the record must carry, in their order; each by one of the keys given. */
          #authorities({ kind, says }) {
            switch (kind) {
              case "organisation":
                Registry.#introduced(says.rootKey);
                return [[says.rootKey]];
              case "certificate": {
                const root = this.#known(says.organisation).rootKey;
                Registry.#introduced(says.key);
                return says.role === 1 ? [[root], [says.key], [this.coordinatorKey]] : [[root], [says.key]];
              }
              case "revocation": {
                const node = this.nodes.get(Octets.hex(says.node));
                if (!node) throw new Refusal("nodeUnknown");
                return [[this.organisations.get(node.organisation).rootKey]];
              }
              case "authority": {
                const { rootKey, recoveryKey } = this.#known(says.organisation);
                Registry.#introduced(says.rootKey);
                Registry.#introduced(says.recoveryKey);
                return [recoveryKey ? [rootKey, recoveryKey] : [rootKey], [says.rootKey]];
              }
              default: return [[this.coordinatorKey]];
            }
          }

          async #identifier(label, key) {
            return Octets.hex((await Hashes.sha256(CBOR.encode(label, this.networkOctets, key))).subarray(0, 16));
          }

          /** Refuses what has no place in the registry as it is (chapter 3, "A node MUST refuse"). */
          async #place(kind, says) {
            const refuseIf = (holds, name) => { if (holds) throw new Refusal(name); };
            if (kind === "organisation") {
              refuseIf(this.organisations.has(await this.#identifier("causeway/organisation/1", says.rootKey)), "organisationRepeated");
              refuseIf(this.#authorityKeys.has(Octets.hex(says.rootKey)), "rootKeyOfAnother");
              return;
            }
            if (kind === "revocation") {
              const key = this.nodes.get(Octets.hex(says.node)).keys.find((held) => Octets.areEqual(held.key, says.key));
              refuseIf(!key, "operationKeyUnknown");
              refuseIf(key.isRevoked, "revocationRepeated");
              return;
            }
            const organisation = this.#known(says.organisation), { standing } = organisation;
            refuseIf(standing === "expelled", "expelled");
            switch (kind) {
              case "certificate": return this.#placeCertificate(says, organisation, refuseIf);
              case "admission": return refuseIf(standing !== "applied", "admissionRepeated");
              case "standing":
                refuseIf(standing === "applied", "neverAdmitted");
                return refuseIf(standing === Registry.#standings[says.change], "standingUnchanged");
              case "sector":
                refuseIf(standing === "applied", "neverAdmitted");
                return refuseIf(organisation.sector === says.sector, "sectorUnchanged");
              case "authority": return this.#placeAuthority(says, organisation, refuseIf);
            }
          }

          async #placeCertificate(says, organisation, refuseIf) {
            const id = Octets.hex(says.node), key = Octets.hex(says.key), node = this.nodes.get(id);
            refuseIf((this.#holders.get(key) ?? id) !== id, "operationKeyOfAnother");
            if (!node) {
              refuseIf(id !== await this.#identifier("causeway/node/1", says.key), "nodeIdentifierMismatch");
              return refuseIf(organisation.nodes.length >= Registry.#nodesMax, "nodesTooMany");
            }
            refuseIf(node.organisation !== organisation.id, "nodeOfAnother");
            const held = node.keys.find((one) => Octets.areEqual(one.key, says.key));
            refuseIf(held?.isRevoked, "operationKeyRevoked");
            const isLater = says.notBefore > node.notBefore || says.notBefore === node.notBefore && says.notAfter > node.notAfter;
            refuseIf(!isLater, "certificateNotLater");
            refuseIf(!held && node.keys.length >= Registry.#keysMax, "keysTooMany");
          }

          #placeAuthority(says, organisation, refuseIf) {
            const [root, recovery] = [Octets.hex(says.rootKey), Octets.hex(says.recoveryKey)];
            const isRootKept = root === Octets.hex(organisation.rootKey);
            const isRecoveryKept = organisation.recoveryKey !== null && recovery === Octets.hex(organisation.recoveryKey);
            refuseIf(!isRootKept && this.#authorityKeys.has(root), "rootKeyOfAnother");
            refuseIf(!isRecoveryKept && this.#authorityKeys.has(recovery) || recovery === root, "recoveryKeyOfAnother");
            refuseIf(isRootKept && isRecoveryKept, "authorityUnchanged");
          }

          async #commit(kind, says) {
            switch (kind) {
              case "organisation": {
                const id = await this.#identifier("causeway/organisation/1", says.rootKey);
                this.organisations.set(id, {
                  id, rootKey: says.rootKey, recoveryKey: null, name: says.name, sector: says.sector, standing: "applied", admittedAt: null, nodes: [],
                });
                this.#authorityKeys.add(Octets.hex(says.rootKey));
                return;
              }
              case "certificate": return this.#commitCertificate(says);
              case "revocation":
                this.nodes.get(Octets.hex(says.node)).keys.find((held) => Octets.areEqual(held.key, says.key)).isRevoked = true;
                return;
              case "admission":
                Object.assign(this.#known(says.organisation), { sector: says.sector, standing: "admitted", admittedAt: this.size });
                return;
              case "standing":
                this.#known(says.organisation).standing = Registry.#standings[says.change];
                return;
              case "sector":
                this.#known(says.organisation).sector = says.sector;
                return;
              case "authority":
                Object.assign(this.#known(says.organisation), { rootKey: says.rootKey, recoveryKey: says.recoveryKey });
                this.#authorityKeys.add(Octets.hex(says.rootKey)).add(Octets.hex(says.recoveryKey));
            }
          }

          #commitCertificate(says) {
            const id = Octets.hex(says.node), period = [says.notBefore, says.notAfter];
            const organisation = this.#known(says.organisation);
            this.#holders.set(Octets.hex(says.key), id);
            if (!this.nodes.has(id)) {
              this.nodes.set(id, { id, organisation: organisation.id, keys: [] });
              organisation.nodes.push(id);
            }
            const node = this.nodes.get(id);
            const held = node.keys.find((one) => Octets.areEqual(one.key, says.key)) ?? { key: says.key, isRevoked: false, periods: [] };
            const last = held.periods.at(-1);
            if (last && says.notBefore <= last[1] + 1) last[1] = says.notAfter;
            else held.periods.push(period);
            if (held.periods.length > Registry.#periodsMax) held.periods.shift();
            node.keys = [held, ...node.keys.filter((one) => one !== held)];
            Object.assign(node, { role: says.role, notBefore: says.notBefore, notAfter: says.notAfter });
          }

          static isCertified = (held, minute) => held.periods.some(([first, last]) => first <= minute && minute <= last);

          /** The keys with which a node may speak at a minute: certified for it and not revoked. */
          keysAt(node, minute) {
            const keys = this.nodes.get(node)?.keys ?? [];
            return keys.filter((held) => !held.isRevoked && Registry.isCertified(held, minute)).map((held) => held.key);
          }

          isCoordinators(organisation) {
            return organisation.nodes.some((id) => this.nodes.get(id).role === 1);
          }

          /** The witnesses of the state, and how many of them make a quorum (chapter 3.12); true only of a whole registry. */
          witnesses() {
            const order = (left, right) => left.admittedAt - right.admittedAt || (left.id < right.id ? -1 : 1);
            const candidates = [...this.organisations.values()].filter((one) => one.standing === "admitted" && !this.isCoordinators(one)).sort(order);
            const { witnesses, threshold } = this.genesis;
            if (candidates.length >= witnesses) return { ids: candidates.slice(0, witnesses).map((one) => one.id), threshold };
            return { ids: candidates.map((one) => one.id), threshold: candidates.length === 0 ? 0 : Math.floor(candidates.length / 2) + 1 };
          }
        }

        """#
}
