/// The script of the verify page: reads a proof file and checks it, without a library and without asking anybody but this site.
///
/// It checks what `ProofFile.verify` checks, in the same order and under the same names, so it is held to the same vectors. Its parts stand one after
/// the other in one file; each uses only those before it.
enum VerifyScript {
    static let text = checking + page

    /// What needs no page: the vectors are run against it.
    static let checking = reading + cryptography + notes + registry + proof
}

extension VerifyScript {
    /// What the visitor sees: the form, the steps and what came of them.
    static let page = #"""
        /** The page: what a visitor names is fetched, checked and told step by step. It has no language: every text stands in the page. */
        (() => {
          const form = document.getElementById("verify-form");
          if (!form) return;
          const result = document.getElementById("verify-result"), steps = document.getElementById("verify-steps");
          const limits = document.getElementById("verify-limits"), texts = document.getElementById("verify-texts").content;
          const bundleMax = 32 * 1048576;
          /** What is missing so that nothing could be checked: neither verified nor refused. */
          class Unchecked extends Error {}

          const text = (name) => texts.querySelector(`[data-text="${name}"]`)?.textContent ?? name;

          function element(name, content, className = "") {
            const made = document.createElement(name);
            if (className) made.className = className;
            made.append(...[content].flat());
            return made;
          }

          /** Somebody's words: no markup, set apart from the direction of the text around, nothing invisible. */
          const words = (said) => element("bdi", String(said).replace(/[^\P{C}\u200c\u200d]/gu, " "));

          function tell(state, content) {
            result.dataset.state = state;
            result.replaceChildren(...[content].flat());
          }

          function time(seconds) {
            const moment = new Date(Number(seconds) * 1000);
            return Number.isNaN(moment.getTime()) ? String(seconds) : moment.toISOString().replace("T", " ").replace(".000Z", " UTC");
          }

          /** A value as it is shown; `null` for what is not. */
          function shown(name, value) {
            if (value === null || value === undefined || value === "") return null;
            if (["claimedTime", "created", "coordinatorTime"].includes(name)) return time(value);
            if (["standing", "state"].includes(name)) return text(`word-${value}`);
            if (typeof value === "boolean") return text(`word-${name}-${value}`);
            if (name === "kinds") return [...new Set(value)].map((kind) => `${text(`word-${kind}`)} x ${value.filter((one) => one === kind).length}`).join(", ");
            return String(value);
          }

          /** Runs a check and tells it; `facts` gives the values to show of what it gave. */
          async function step(name, body, facts = () => ({})) {
            const state = element("span", text("working"), "verify-state");
            const why = element("p", text(`why-${name}`));
            const line = element("li", [element("strong", text(`step-${name}`)), " ", state, why]);
            line.dataset.step = name;
            steps.append(line);
            try {
              const given = await body();
              const values = Object.entries(facts(given)).map(([key, value]) => [text(`value-${key}`), shown(key, value)]).filter(([, value]) => value !== null);
              if (values.length > 0) line.append(element("dl", values.flatMap(([key, value]) => [element("dt", key), element("dd", words(value))])));
              line.dataset.state = "held";
              state.textContent = text("held");
              return given;
            } catch (error) {
              line.dataset.state = "failed";
              state.textContent = text("failed");
              why.prepend(element("strong", text("notSo")), " ");
              throw error;
            }
          }

          /** The octets at an address beside this page, at most so many. */
          async function fetched(path, limit) {
            let response;
            try {
              response = await fetch(path, { credentials: "omit", redirect: "error", cache: "no-store" });
            } catch {
              throw new Unchecked("unreachable");
            }
            if (response.status === 404 || response.status === 410) throw new Unchecked(response.status === 410 ? "withdrawn" : "notFound");
            if (!response.ok || !response.body) throw new Unchecked("unreachable");
            const parts = [], reader = response.body.getReader();
            for (let length = 0, piece = await reader.read(); !piece.done; piece = await reader.read()) {
              length += piece.value.length;
              if (length > limit) {
                await reader.cancel();
                throw new Unchecked("tooLarge");
              }
              parts.push(piece.value);
            }
            return Octets.joined(...parts);
          }

          /** What the visitor gave: octets of a proof, and the item where one was named. */
          async function given() {
            const pasted = form.elements.text.value, file = form.elements.proof.files[0], item = form.elements.identifier.value.trim();
            if (pasted.trim() !== "") return { item: null, proof: Octets.of(pasted) };
            if (file && file.size > Proof.fileMax) throw new Unchecked("tooLarge");
            if (file) return { item: null, proof: new Uint8Array(await file.arrayBuffer()) };
            if (Octets.fromHex(item, 32) === null) throw new Unchecked("badItem");
            return { item, proof: await fetched(`../items/${item}/proof.json`, Proof.fileMax) };
          }

          function expectedNetwork() {
            const network = form.elements.network.value.trim().toLowerCase();
            if (network !== "" && Octets.fromHex(network, 32) === null) throw new Unchecked("badNetwork");
            return network === "" ? null : network;
          }

          async function check() {
            if (!globalThis.crypto?.subtle) throw new Unchecked("insecure");
            if (!await Signatures.isPossible()) throw new Unchecked("noEd25519");
            const expected = expectedNetwork(), { item, proof } = await given();
            const findings = await Proof.verify(proof, expected, step);
            if (item !== null) {
              await step("address", () => { if (findings.item !== item) throw new Refusal("anotherItem"); });
              const said = await Proof.original(findings, step);
              await step("bundle", async () => {
                const bundle = await fetched(`../items/${item}/bundle.json`, bundleMax);
                if (!Octets.areEqual(bundle, said.data)) throw new Refusal("bundleMismatch");
                return bundle;
              }, (bundle) => ({ octets: bundle.length }));
            } else if (findings.content !== null && isItem(findings)) {
              await Proof.original(findings, step);
            }
            return findings;
          }

          /** Whether the proven content is an item's at all: of a proof that was brought along, it need not be. */
          function isItem({ header, content }) {
            try {
              return header.kind === 1 && Contents.read(content) !== null;
            } catch {
              return false;
            }
          }

          function tellLimits(findings) {
            const names = ["time", "registry", findings.witnesses.quorum === null ? "views" : "journal", "name", "person", "truth"];
            if (!findings.isExpected) names.unshift("network");
            if (findings.state !== "plain") names.push(findings.state);
            limits.querySelector("ul").replaceChildren(...names.map((name) => element("li", text(`limit-${name}`))));
            limits.hidden = false;
          }

          function tellFault(error) {
            if (error instanceof Unchecked) return tell("failed", [element("strong", text("notChecked")), " ", text(error.message)]);
            const name = error instanceof Refusal ? error.name : "fault";
            result.dataset.refusal = name;
            tell("failed", [element("strong", text("notVerified")), " ", text("notVerifiedWhy"), " ", element("code", name)]);
          }

          async function run(isAsked) {
            const button = form.querySelector("button");
            if (button.disabled) return;
            button.disabled = true;
            steps.replaceChildren();
            limits.hidden = true;
            delete result.dataset.refusal;
            tell("working", text("working"));
            try {
              const findings = await check();
              tellLimits(findings);
              const by = [element("strong", text("verified")), " ", text("verifiedBy"), " ", words(findings.organisation.name)];
              tell("verified", [...by, ". ", text(findings.isExpected ? "verifiedExpected" : "verifiedCompare"), " ", element("code", findings.network)]);
            } catch (error) {
              tellFault(error);
            }
            button.disabled = false;
            if (isAsked) result.focus();
          }

          form.addEventListener("submit", (event) => {
            event.preventDefault();
            run(true);
          });
          form.hidden = false;
          const item = new URLSearchParams(location.search).get("item");
          if (item !== null) {
            form.elements.identifier.value = item.slice(0, 64);
            run(false);
          }
        })();

        """#
}
