extension VerifyScript {
    /// Hashes, trees, signatures and sealed bodies.
    static let cryptography = #"""
        /** Hashes and Merkle trees (chapter 2.2). */
        const Hashes = {
          sha256: async (octets) => new Uint8Array(await crypto.subtle.digest("SHA-256", octets)),
          leaf: (octets) => Hashes.sha256(Octets.joined(Uint8Array.of(0), octets)),
          node: (left, right) => Hashes.sha256(Octets.joined(Uint8Array.of(1), left, right)),

          async root(leaves) {
            if (leaves.length === 1) return leaves[0];
            let left = 1;
            while (2 * left < leaves.length) left *= 2;
            return Hashes.node(await Hashes.root(leaves.slice(0, left)), await Hashes.root(leaves.slice(left)));
          },

          /** What a header names as its body's hash: the root over chunks of 65,536 octets. */
          async ofBody(body) {
            const leaves = [];
            for (let start = 0; start === 0 || start < body.length; start += 65536) {
              leaves.push(await Hashes.leaf(body.subarray(start, start + 65536)));
            }
            return Hashes.root(leaves);
          },

          /** Whether the leaf stands at this index under the root (RFC 9162 2.1.3.2). */
          async isIncluded(leaf, index, size, proof, root) {
            if (index >= size) return false;
            let number = BigInt(index), last = BigInt(size) - 1n, value = leaf;
            for (const part of proof) {
              if (last === 0n) return false;
              if (number & 1n || number === last) {
                value = await Hashes.node(part, value);
                while (number !== 0n && !(number & 1n)) [number, last] = [number >> 1n, last >> 1n];
              } else {
                value = await Hashes.node(value, part);
              }
              [number, last] = [number >> 1n, last >> 1n];
            }
            return last === 0n && Octets.areEqual(value, root);
          },
        };

        /**
         * Signatures as chapter 1.6 wants them. The browser checks the equation; what browsers and libraries do not do alike is checked here
         * before: keys and R outside the group of prime order.
         */
        const Signatures = (() => {
          const p = 2n ** 255n - 19n, order = 2n ** 252n + 27742317777372353535851937790883648493n;
          const mod = (value) => (value % p + p) % p;
          const identity = [0n, 1n, 1n, 0n];
          const accepted = new Map();

          function power(base, exponent) {
            let result = 1n;
            for (; exponent > 0n; exponent >>= 1n, base = base * base % p) if (exponent & 1n) result = result * base % p;
            return result;
          }
          const d = mod(-121665n * power(121666n, p - 2n));
          const rootOfMinusOne = power(2n, (p - 1n) / 4n);
          const number = (octets) => octets.reduceRight((sum, octet) => sum << 8n | BigInt(octet), 0n);

          /** The point in extended coordinates; `null` for what is not the canonical encoding of a point on the curve. */
          function point(octets) {
            const whole = number(octets), sign = whole >> 255n, y = whole & (1n << 255n) - 1n;
            if (y >= p) return null;
            const square = mod(y * y - 1n) * power(mod(d * y * y + 1n), p - 2n) % p;
            let x = power(square, (p + 3n) / 8n);
            if (x * x % p !== square) x = x * rootOfMinusOne % p;
            if (x * x % p !== square || x === 0n && sign === 1n) return null;
            if ((x & 1n) !== sign) x = p - x;
            return [x, y, 1n, x * y % p];
          }

          function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
            const a = mod((y1 - x1) * (y2 - x2)), b = (y1 + x1) * (y2 + x2) % p, c = 2n * d * t1 % p * t2 % p, e = 2n * z1 * z2 % p;
            const f = b - a, g = e - c, h = e + c, i = b + a;
            return [mod(f * g), mod(h * i), mod(g * h), mod(f * i)];
          }

          function times(scalar, of) {
            let result = identity;
            for (; scalar > 0n; scalar >>= 1n, of = sum(of, of)) if (scalar & 1n) result = sum(result, of);
            return result;
          }

          const isIdentity = ([x, y, z]) => x === 0n && y === z;

          /** Whether it is the canonical encoding of a point of the prime-order group, and not its neutral one. */
          function isOfPrimeOrder(octets) {
            const found = point(octets);
            return found !== null && !isIdentity(found) && isIdentity(times(order, found));
          }

          function isKey(octets) {
            const name = Octets.hex(octets);
            if (!accepted.has(name)) accepted.set(name, isOfPrimeOrder(octets));
            return accepted.get(name);
          }

          /**
           * Whether the signature is the key's over the message. An R outside the group cannot come out of the equation without the cofactor, so
           * a browser that multiplies by it gives the same answer.
           */
          async function accepts(key, signature, message) {
            if (signature.length !== 64 || !isKey(key) || number(signature.subarray(32)) >= order) return false;
            if (!isOfPrimeOrder(signature.subarray(0, 32))) return false;
            const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
            return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
          }

          /** Whether this browser can check signatures at all. */
          async function isPossible() {
            try {
              const key = Octets.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", 32);
              await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
              return true;
            } catch {
              return false;
            }
          }

          return { isKey, accepts, isPossible };
        })();

        /** Sealed bodies (chapter 4.10): ChaCha20-Poly1305 of RFC 8439, which browsers do not have. */
        const Sealed = (() => {
          const chunkOctets = 65536, tagOctets = 16, plainMin = 512;

          function block(key, counter, nonce) {
            const start = new Uint32Array(16);
            start.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
            start.set(new Uint32Array(key.slice().buffer), 4);
            start[12] = counter;
            start.set(new Uint32Array(nonce.slice().buffer), 13);
            const state = start.slice();
            const quarter = (a, b, c, d) => {
              for (const [one, two, three, turn] of [[a, b, d, 16], [c, d, b, 12], [a, b, d, 8], [c, d, b, 7]]) {
                state[one] += state[two];
                const mixed = state[three] ^ state[one];
                state[three] = mixed << turn | mixed >>> 32 - turn;
              }
            };
            for (let round = 0; round < 10; round++) {
              for (let column = 0; column < 4; column++) quarter(column, column + 4, column + 8, column + 12);
              for (let column = 0; column < 4; column++) quarter(column, (column + 1) % 4 + 4, (column + 2) % 4 + 8, (column + 3) % 4 + 12);
            }
            for (let index = 0; index < 16; index++) state[index] += start[index];
            return new Uint8Array(state.buffer);
          }

          function authenticator(key, message) {
            const half = (octets, place) => new DataView(octets.buffer, octets.byteOffset).getBigUint64(place, true);
            const whole = (octets, place) => half(octets, place) | half(octets, place + 8) << 64n;
            const p = 2n ** 130n - 5n, r = whole(key, 0) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
            let sum = 0n;
            // The message is padded to blocks of 16 octets by whoever made it.
            for (let place = 0; place < message.length; place += 16) sum = (sum + (whole(message, place) | 1n << 128n)) * r % p;
            const tag = sum + whole(key, 16);
            return Uint8Array.from({ length: 16 }, (_, index) => Number(tag >> BigInt(8 * index) & 255n));
          }

          function openedChunk(chunk, key, nonce, additional) {
            const sealed = chunk.subarray(0, chunk.length - tagOctets);
            const padded = new Uint8Array(16 + Math.ceil(sealed.length / 16) * 16 + 16);
            padded[0] = additional;
            padded.set(sealed, 16);
            new DataView(padded.buffer).setUint32(padded.length - 16, 1, true);
            new DataView(padded.buffer).setUint32(padded.length - 8, sealed.length, true);
            const tag = authenticator(block(key, 0, nonce).subarray(0, 32), padded);
            if (!Octets.areEqual(tag, chunk.subarray(chunk.length - tagOctets))) throw new Refusal("wrongChunk");
            const plain = sealed.slice();
            for (let start = 0; start < plain.length; start += 64) {
              const stream = block(key, 1 + start / 64, nonce);
              for (let index = start; index < Math.min(start + 64, plain.length); index++) plain[index] ^= stream[index - start];
            }
            return plain;
          }

          /** How many octets hold so much content. */
          function paddedLength(content) {
            const length = 4 + content, exponent = 31 - Math.clz32(length);
            const unit = 2 ** (exponent - (32 - Math.clz32(exponent)));
            return Math.max(plainMin, Math.ceil(length / unit) * unit);
          }

          async function keys(secret) {
            const imported = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
            const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: CBOR.encode("causeway/item-keys/1") };
            const derived = new Uint8Array(await crypto.subtle.deriveBits(how, imported, 8 * 76));
            return { key: derived.subarray(0, 32), nonce: derived.subarray(32, 44), commitment: derived.subarray(44) };
          }

          /** The content of a sealed body, to which the header commits. */
          async function open(body, commitment, secret) {
            const derived = await keys(secret);
            if (!Octets.areEqual(derived.commitment, commitment)) throw new Refusal("wrongCommitment");
            if (body.length === 0 || (body.length - 1) % chunkOctets + 1 <= tagOctets) throw new Refusal("wrongLength");
            const parts = [];
            for (let start = 0, chunk = 0; start < body.length; start += chunkOctets, chunk++) {
              const nonce = derived.nonce.slice();
              for (let index = 0; index < 4; index++) nonce[8 + index] ^= chunk >>> 24 - 8 * index & 255;
              parts.push(openedChunk(body.subarray(start, start + chunkOctets), derived.key, nonce, start + chunkOctets >= body.length ? 1 : 0));
            }
            const whole = Octets.joined(...parts);
            const count = whole.length < 4 ? Infinity : new DataView(whole.buffer).getUint32(0);
            if (count > whole.length || whole.length !== paddedLength(count)) throw new Refusal("wrongPadding");
            if (whole.subarray(4 + count).some((octet) => octet !== 0)) throw new Refusal("nonzeroPadding");
            return whole.subarray(4, 4 + count);
          }

          return { open };
        })();

        """#

    /// Signed notes, checkpoints and cosignatures.
    static let notes = #"""
        /** A signed note and the checkpoint in it (chapter 2.6). Throws `Refusal`s of that chapter. */
        const Notes = (() => {
          const noteMax = 131072, linesMax = 64, sizeMax = 2n ** 53n, cosignatureTimeMax = 253402300799n;
          const nameForbidden = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;

          const base64 = (text) => /^[\x20-\x7e]*$/.test(text) ? Base64.decode(Octets.of(text)) : null;

          function line(text) {
            const space = text.lastIndexOf(" ");
            if (!text.startsWith("\u2014 ") || space < 2) throw new Refusal("noteSignatureLine");
            const name = text.slice(2, space), octets = base64(text.slice(space + 1));
            if (octets === null || octets.length < 5) throw new Refusal("noteSignatureLine");
            if (name === "" || nameForbidden.test(name)) throw new Refusal("noteKeyName");
            return { name, keyID: octets.subarray(0, 4), signature: octets.subarray(4) };
          }

          function read(octets) {
            if (octets.length > noteMax) throw new Refusal("noteTooLong");
            const whole = Octets.text(octets);
            if (whole === null) throw new Refusal("noteNotUTF8");
            if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new Refusal("noteControlCharacter");
            const place = whole.lastIndexOf("\n\n");
            if (place < 0 || !whole.endsWith("\n") || place + 2 === whole.length) throw new Refusal("noteWithoutSignatures");
            const lines = whole.slice(place + 2, -1).split("\n");
            if (lines.length > linesMax) throw new Refusal("noteTooManySignatures");
            return { text: whole.slice(0, place + 1), lines: lines.map(line) };
          }

          function readCheckpoint(text) {
            const lines = text.split("\n");
            if (lines.length !== 4 || lines[3] !== "") throw new Refusal("checkpointLines");
            if (!/^[!-*,-~]{1,255}$/.test(lines[0])) throw new Refusal("checkpointOrigin");
            if (!/^(0|[1-9][0-9]{0,15})$/.test(lines[1]) || BigInt(lines[1]) > sizeMax) throw new Refusal("checkpointSize");
            const root = base64(lines[2]);
            if (root === null || root.length !== 32) throw new Refusal("checkpointRoot");
            return { text, origin: lines[0], size: Number(lines[1]), root };
          }

          const keyID = async (name, kind, key) =>
            (await Hashes.sha256(Octets.joined(Octets.of(name), Uint8Array.of(0x0a, kind), key))).subarray(0, 4);

          const carries = async (signed, name, kind, key) => signed.name === name && Octets.areEqual(signed.keyID, await keyID(name, kind, key));

          /** The checkpoint of the log `origin`, the lines beside, and the key that signed it. */
          async function verified(octets, origin, keys) {
            const note = read(octets), checkpoint = readCheckpoint(note.text);
            if (checkpoint.origin !== origin) throw new Refusal("checkpointOtherOrigin");
            const signers = [], others = [];
            for (const signed of note.lines) {
              let signer = null;
              for (const key of keys) if (signer === null && await carries(signed, origin, 1, key)) signer = key;
              if (signer === null) others.push(signed);
              else if (!await Signatures.accepts(signer, signed.signature, Octets.of(note.text))) throw new Refusal("noteBadSignature");
              else signers.push(signer);
            }
            if (signers.length === 0) throw new Refusal("noteUnknownKeys");
            return { checkpoint, others, signer: signers[0] };
          }

          /** Who cosigned by this line, and when (chapter 3.12); `null` where the keys do not prove it. `keysAt` gives a node's keys at a minute. */
          async function cosignature(signed, checkpoint, coordinatorKey, keysAt) {
            const start = checkpoint.origin + "/witness/";
            const isCoordinator = signed.name === checkpoint.origin;
            const node = isCoordinator ? null : signed.name.slice(start.length);
            if (!isCoordinator && (!signed.name.startsWith(start) || !/^[0-9a-f]{32}$/.test(node))) return null;
            if (signed.signature.length !== 72) return null;
            const time = new DataView(signed.signature.buffer, signed.signature.byteOffset).getBigUint64(0);
            if (time < 1n || time > cosignatureTimeMax) return null;
            const message = Octets.of(`cosignature/v1\ntime ${time}\n${checkpoint.text}`);
            for (const key of isCoordinator ? [coordinatorKey] : keysAt(node, Math.min(Number(time / 60n), 0xffffffff))) {
              if (await carries(signed, signed.name, 4, key) && await Signatures.accepts(key, signed.signature.subarray(8), message)) {
                return { node, time: Number(time) };
              }
            }
            return null;
          }

          return { verified, cosignature };
        })();

        """#
}
