extension VerifyScript {
    /// Octets, base 64, the JSON of proof files and deterministic CBOR, each read strictly.
    static let reading = #"""
        "use strict";
        /** Why a proof does not hold: `name` is the refusal of the specification. */
        class Refusal extends Error {
          constructor(name) {
            super(name);
            this.name = name;
          }
        }

        /** Octets as they are read, compared and written. */
        const Octets = {
          of: (text) => new TextEncoder().encode(text),

          joined(...parts) {
            const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
            let place = 0;
            for (const part of parts) {
              all.set(part, place);
              place += part.length;
            }
            return all;
          },

          areEqual: (left, right) => left.length === right.length && left.every((octet, index) => octet === right[index]),

          hex: (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(""),

          /** Lower-case hexadecimal of exactly so many octets; `null` for anything else. */
          fromHex(text, count) {
            if (text.length !== 2 * count || !/^[0-9a-f]*$/.test(text)) return null;
            return Uint8Array.from({ length: count }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
          },

          /** Text that is well-formed UTF-8; `null` otherwise. A mark of byte order is a character like others. */
          text(octets) {
            try {
              return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
            } catch {
              return null;
            }
          },
        };

        /** Base 64 of RFC 4648 with padding, in its one spelling: `atob` is laxer. */
        const Base64 = (() => {
          const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
          const values = new Uint8Array(256).fill(255);
          for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;

          /** The octets that these octets of text stand for; `null` for another spelling. */
          function decode(text) {
            if (text.length % 4 !== 0) return null;
            const padding = text.length === 0 || text[text.length - 1] !== 61 ? 0 : text[text.length - 2] !== 61 ? 1 : 2;
            const octets = new Uint8Array(text.length / 4 * 3 - padding);
            let group = 0, bits = 0, place = 0;
            for (let index = 0; index < text.length - padding; index++) {
              const value = values[text[index]];
              if (value === 255) return null;
              group = (group << 6 | value) & 0xffff;
              bits += 6;
              if (bits >= 8) {
                bits -= 8;
                octets[place++] = group >> bits & 255;
              }
            }
            // What is left belongs to no octet and must be zero.
            return (group & (1 << bits) - 1) === 0 ? octets : null;
          }

          function encode(octets) {
            let text = "";
            for (let index = 0; index < octets.length; index += 3) {
              const left = octets.length - index;
              const group = octets[index] << 16 | (octets[index + 1] || 0) << 8 | (octets[index + 2] || 0);
              text += alphabet[group >> 18] + alphabet[group >> 12 & 63] + (left > 1 ? alphabet[group >> 6 & 63] : "=")
                + (left > 2 ? alphabet[group & 63] : "=");
            }
            return text;
          }

          return { decode, encode };
        })();

        /**
         * The part of JSON that proof files are written in, read strictly: `JSON.parse` takes a member twice, escapes and fractions.
         *
         * Texts stay octets, since the largest are base 64 and never become strings.
         */
        class PlainJSON {
          static #depthMax = 8;
          static #membersMax = 64;
          static #valuesMax = 4096;
          static #numberMax = 2 ** 53;

          #octets;
          #place = 0;

          constructor(octets) { this.#octets = octets; }

          /** The one value of the text: a `Map`, an array, a number or octets. Throws `proofMalformed`. */
          static read(octets) {
            const reader = new PlainJSON(octets);
            const value = reader.#value(PlainJSON.#depthMax);
            reader.#skipSpace();
            if (reader.#place !== octets.length) throw new Refusal("proofMalformed");
            return value;
          }

          #skipSpace() {
            while ([0x20, 0x0a, 0x0d, 0x09].includes(this.#octets[this.#place])) this.#place++;
          }

          #take(character) {
            this.#skipSpace();
            if (this.#octets[this.#place] !== character.charCodeAt(0)) return false;
            this.#place++;
            return true;
          }

          #expect(character) {
            if (!this.#take(character)) throw new Refusal("proofMalformed");
          }

          #value(depth) {
            if (depth === 0) throw new Refusal("proofMalformed");
            if (this.#take("{")) return this.#object(depth);
            if (this.#take("[")) return this.#array(depth);
            return this.#take('"') ? this.#string() : this.#number();
          }

          #object(depth) {
            const members = new Map();
            if (this.#take("}")) return members;
            do {
              this.#expect('"');
              const name = Octets.text(this.#string());
              this.#expect(":");
              if (members.has(name) || members.size === PlainJSON.#membersMax) throw new Refusal("proofMalformed");
              members.set(name, this.#value(depth - 1));
            } while (this.#take(","));
            this.#expect("}");
            return members;
          }

          #array(depth) {
            const values = [];
            if (this.#take("]")) return values;
            do {
              if (values.length === PlainJSON.#valuesMax) throw new Refusal("proofMalformed");
              values.push(this.#value(depth - 1));
            } while (this.#take(","));
            this.#expect("]");
            return values;
          }

          #string() {
            const start = this.#place;
            while (this.#octets[this.#place] !== 0x22) {
              const octet = this.#octets[this.#place];
              // At the end of the text there is no octet, and this refuses it, too.
              if (!(octet >= 0x20 && octet <= 0x7e) || octet === 0x5c) throw new Refusal("proofMalformed");
              this.#place++;
            }
            return this.#octets.subarray(start, this.#place++);
          }

          #number() {
            const start = this.#place;
            while (this.#octets[this.#place] >= 0x30 && this.#octets[this.#place] <= 0x39) this.#place++;
            const digits = Octets.text(this.#octets.subarray(start, this.#place));
            if (!/^(0|[1-9][0-9]{0,15})$/.test(digits) || BigInt(digits) > PlainJSON.#numberMax) throw new Refusal("proofMalformed");
            return Number(digits);
          }
        }

        /** Deterministic CBOR, of which a value has one spelling: whatever is not that spelling is refused under the name given. */
        class CBOR {
          static unsignedMax = 2n ** 64n - 1n;

          #octets;
          #place = 0;
          #refusal;

          constructor(octets, refusal) {
            this.#octets = octets;
            this.#refusal = refusal;
          }

          refuse() { throw new Refusal(this.#refusal); }

          #take(count) {
            if (count > this.#octets.length - this.#place) this.refuse();
            this.#place += count;
            return this.#octets.subarray(this.#place - count, this.#place);
          }

          /** The argument of the next item, which is of this major type, in its shortest form; a `BigInt` only above 2^53. */
          #argument(major) {
            const first = this.#take(1)[0];
            const short = first & 31;
            if (first >> 5 !== major || short > 27) this.refuse();
            if (short < 24) return short;
            const width = 1 << short - 24;
            const argument = this.#take(width).reduce((sum, octet) => sum << 8n | BigInt(octet), 0n);
            if (argument < (width === 1 ? 24n : 1n << BigInt(4 * width))) this.refuse();
            return argument <= Number.MAX_SAFE_INTEGER ? Number(argument) : argument;
          }

          unsigned(limit = CBOR.unsignedMax) {
            const value = this.#argument(0);
            if (value > limit) this.refuse();
            return value;
          }

          byteString(limit) {
            const count = this.#argument(2);
            if (count > limit) this.refuse();
            return this.#take(count);
          }

          octets(count) {
            const value = this.byteString(count);
            return value.length === count ? value : this.refuse();
          }

          /** Exactly so many octets; `null` where there are none. */
          optional(count) {
            const value = this.byteString(count);
            if (value.length !== 0 && value.length !== count) this.refuse();
            return value.length === 0 ? null : value;
          }

          text(limit) {
            const count = this.#argument(3);
            if (count > limit) this.refuse();
            return Octets.text(this.#take(count)) ?? this.refuse();
          }

          /** The head of an array that has one of these numbers of elements. */
          array(...counts) {
            const count = this.#argument(4);
            return counts.includes(count) ? count : this.refuse();
          }

          list(limit, element) {
            const count = this.#argument(4);
            if (count > limit) this.refuse();
            return Array.from({ length: count }, element);
          }

          end() {
            if (this.#place !== this.#octets.length) this.refuse();
          }

          /** The encoding of an array of texts and octets, as hashes and signatures need it. */
          static encode(...fields) {
            const head = (major, count) => {
              if (count < 24) return Uint8Array.of(major << 5 | count);
              if (count < 0x100) return Uint8Array.of(major << 5 | 24, count);
              return count < 0x10000 ? Uint8Array.of(major << 5 | 25, count >> 8, count & 255)
                : Uint8Array.of(major << 5 | 26, count >>> 24, count >> 16 & 255, count >> 8 & 255, count & 255);
            };
            const items = fields.map((field) => typeof field === "string" ? Octets.joined(head(3, Octets.of(field).length), Octets.of(field))
              : Octets.joined(head(2, field.length), field));
            return Octets.joined(head(4, fields.length), ...items);
          }
        }

        """#
}
