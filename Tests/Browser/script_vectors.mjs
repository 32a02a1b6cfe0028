// Holds the script of the verify page to the vectors of the specification, without a browser.
//
// usage: node script_vectors.mjs SCRIPT VECTORS      SCRIPT without its page part, VECTORS = Protocol/Vectors/Data
//
// Prints a line for each disagreement and how many cases there were; exit code 1 when there is any.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

const [script, vectors] = process.argv.slice(2);
const names = ["Refusal", "Octets", "Base64", "PlainJSON", "CBOR", "Hashes", "Signatures", "Notes", "Records", "Registry", "Contents", "Proof"];
// What a script declares with `const` and `class` is its own; this asks for it by name.
const { Refusal, Octets, Base64, Hashes, Signatures, Notes, Registry, Proof } = runInThisContext(
  `${readFileSync(script, "utf8")}\n({ ${names.join(", ")} })`);

let cases = 0, disagreements = 0;

function judge(holds, name, said = "") {
  cases++;
  if (holds) return;
  disagreements++;
  console.log(`${name}: ${said}`);
}

/** What a check came to: "success" or the refusal's name; anything else that goes wrong is a fault of the script. */
async function outcome(body) {
  try {
    await body();
    return "success";
  } catch (error) {
    return error instanceof Refusal ? error.name : `fault: ${error.stack}`;
  }
}

const octets = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

function* read(topic) {
  for (const name of readdirSync(join(vectors, topic)).sort()) {
    const lines = readFileSync(join(vectors, topic, name), "utf8").trimEnd().split("\n");
    const fields = lines.slice(3).map((line) => [line.slice(0, line.indexOf(":")), octets(line.slice(line.indexOf(":") + 1).trim())]);
    const all = (key) => fields.filter(([name]) => name === key).map(([, value]) => value);
    yield {
      name: `${topic}/${name}`, expect: lines[0].slice("expect: ".length), fields, all, one: (key) => all(key)[0],
      number: (key) => Number(BigInt("0x" + (Octets.hex(all(key)[0]) || "0"))),
    };
  }
}

const quietly = async (_, body) => body();

async function checkProof(vector) {
  const expected = vector.one("expected");
  const said = await outcome(async () => {
    const findings = await Proof.verify(vector.one("file"), expected ? Octets.hex(expected) : null, quietly);
    const content = vector.one("content") ?? null;
    const isSame = findings.item === Octets.hex(vector.one("item")) && findings.organisation.id === Octets.hex(vector.one("organisation"))
      && (content === null ? findings.content === null : Octets.areEqual(findings.content, content));
    if (!isSame) throw new Error("other findings");
  });
  judge(said === vector.expect, vector.name, `expected ${vector.expect}, said ${said}`);
}

async function checkRecord(vector) {
  const earlier = vector.fields.filter(([key]) => key === "record" || key === "refused");
  let state = null;
  const said = await outcome(async () => {
    if (earlier.length === 0) {
      state = await Registry.founded(vector.one("judged"));
      return;
    }
    state = await Registry.founded(earlier[0][1]);
    for (const [index, [key, record]] of earlier.entries()) {
      if (index === 0) continue;
      const came = await outcome(() => state.apply(record, index));
      if ((came === "success") !== (key === "record")) throw new Error(`record ${index} came to ${came}`);
    }
    await state.apply(vector.one("judged"), earlier.length);
  });
  judge(said === vector.expect, vector.name, `expected ${vector.expect}, said ${said}`);
  for (const id of vector.all("organisation")) judge(state?.organisations.has(Octets.hex(id)), vector.name, "an organisation is missing");
  for (const id of vector.all("node")) judge(state?.nodes.has(Octets.hex(id)), vector.name, "a node is missing");
}

async function checkNote(vector) {
  if (!vector.one("origin")) return;
  const said = await outcome(async () => {
    const { checkpoint } = await Notes.verified(vector.one("note"), Octets.text(vector.one("origin")), [vector.one("key")]);
    if (checkpoint.size !== vector.number("size") || !Octets.areEqual(checkpoint.root, vector.one("root"))) throw new Error("another checkpoint");
  });
  judge(said === vector.expect, vector.name, `expected ${vector.expect}, said ${said}`);
}

async function checkInclusion(vector) {
  if (!vector.name.startsWith("merkle/inclusion")) return;
  const holds = await Hashes.isIncluded(
    vector.one("leaf-hash"), vector.number("index"), vector.number("size"), vector.all("proof"), vector.one("root"));
  judge(holds === (vector.expect === "success"), vector.name, `said ${holds}`);
}

async function checkBody(vector) {
  const body = new Uint8Array(vector.number("length")).fill(vector.number("fill"));
  judge(Octets.areEqual(await Hashes.ofBody(body), vector.one("root")), vector.name, "another root");
}

/** Each member of each good proof with one bit turned, at up to so many of its octets, has to be refused. */
async function checkTampered(vector, perMember = 4) {
  if (vector.expect !== "success") return;
  const file = JSON.parse(Octets.text(vector.one("file")));
  const expected = vector.one("expected");
  const visit = async (holder, key, path) => {
    const value = holder[key];
    if (typeof value === "object") {
      for (const inner of Object.keys(value)) await visit(value, inner, `${path}.${inner}`);
      return;
    }
    for (const changed of typeof value === "number" ? [value + 1, value + 4294967296] : spoilt(value, perMember)) {
      holder[key] = changed;
      const said = await outcome(() => Proof.verify(Octets.of(JSON.stringify(file)), expected ? Octets.hex(expected) : null, quietly));
      judge(said !== "success" && !said.startsWith("fault"), `${vector.name}${path}`, `changed and ${said}`);
    }
    holder[key] = value;
  };
  for (const key of Object.keys(file)) await visit(file, key, `.${key}`);
}

function* spoilt(text, count) {
  const isHexadecimal = /^([0-9a-f]{32}|[0-9a-f]{64})$/.test(text), decoded = isHexadecimal ? null : Base64.decode(Octets.of(text));
  const inside = isHexadecimal ? octets(text) : decoded ?? Octets.of(text);
  for (let index = 0; index < inside.length; index += Math.max(1, Math.floor(inside.length / count))) {
    const changed = inside.slice();
    changed[index] ^= 1;
    yield isHexadecimal ? Octets.hex(changed) : decoded ? Base64.encode(changed) : Octets.text(changed);
  }
  yield text.slice(1);
  yield text + "A";
}

/** What libsodium refuses and not every browser does (chapter 1.6). */
async function checkEdges() {
  const key = octets("58" + "66".repeat(31)), message = Octets.of("anything"), order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const identity = octets("01" + "00".repeat(31));
  const little = (value) => Uint8Array.from({ length: 32 }, (_, index) => Number(value >> BigInt(8 * index) & 255n));
  const digest = createHash("sha512").update(identity).update(key).update(message).digest();
  const scalar = BigInt("0x" + Buffer.from(digest).reverse().toString("hex")) % order;
  judge(!await Signatures.accepts(key, Octets.joined(identity, little(scalar)), message), "an R of low order", "was accepted");
  judge(Signatures.isKey(key), "the base point", "was refused");
  const bad = {
    "the identity": "01" + "00".repeat(31), "the identity, not canonical": "ee" + "ff".repeat(30) + "7f", "zero, of order 4": "00".repeat(32),
    "a point of order 2": "ec" + "ff".repeat(30) + "7f", "a point of order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "no point": "02" + "00".repeat(31), "x of zero with a sign": "01" + "00".repeat(30) + "80",
  };
  for (const [name, hex] of Object.entries(bad)) judge(!Signatures.isKey(octets(hex)), name, "was taken for a key");
}

const checks = [
  ["proof", checkProof], ["registry", checkRecord], ["note", checkNote], ["merkle", checkInclusion], ["body", checkBody], ["proof", checkTampered],
];
for (const [topic, check] of checks) for (const vector of read(topic)) await check(vector);
await checkEdges();
console.log(`${cases} cases, ${disagreements} disagreements`);
process.exitCode = disagreements === 0 ? 0 : 1;
