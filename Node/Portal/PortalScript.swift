/// What pages do better with JavaScript; without it each of them does all that it is for.
///
/// It fetches from the portal alone, writes nothing that did not come from it, and keeps nothing.
enum PortalScript {
    static let text = live + passkeys + sharing

    /// What has changed is fetched and put in the place of what is shown, while nobody types in it.
    private static let live = #"""
        "use strict";
        (() => {
          const body = document.body;
          const regions = () => document.querySelectorAll("[data-live]");
          let isBusy = false, isWanted = false;
          async function refresh() {
            if (isBusy) { isWanted = true; return; }
            isBusy = true;
            try {
              const response = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
              if (response.ok) {
                const page = new DOMParser().parseFromString(await response.text(), "text/html");
                for (const region of regions()) {
                  const name = region.getAttribute("data-live");
                  const fresh = page.querySelector('[data-live="' + name + '"]');
                  if (!fresh || fresh.innerHTML === region.innerHTML || region.contains(document.activeElement)) continue;
                  region.replaceWith(document.importNode(fresh, true));
                  document.querySelector('[data-live="' + name + '"]').classList.add("arrived");
                }
              }
            } catch (error) { /* The connection is gone; the stream comes again and asks anew. */ }
            isBusy = false;
            if (isWanted) { isWanted = false; refresh(); }
          }
          if (body.dataset.events && regions().length > 0 && "EventSource" in window) {
            const events = new EventSource(body.dataset.events);
            let wasOpen = false;
            events.addEventListener("open", () => { if (wasOpen) refresh(); wasOpen = true; });
            events.addEventListener("arrived", refresh);
            events.addEventListener("ended", () => { events.close(); location.reload(); });
            window.addEventListener("pagehide", () => events.close());
          }
        })();

        """#

    private static let passkeys = #"""
        (() => {
          if (!window.PublicKeyCredential) return;
          const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
          const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
          const set = (form, name, value) => {
            let field = form.querySelector('input[type="hidden"][name="' + name + '"]');
            if (!field) {
              field = document.createElement("input");
              field.type = "hidden";
              field.name = name;
              form.append(field);
            }
            field.value = value;
          };
          async function credential(form) {
            const asked = await fetch(form.dataset.passkey, {
              method: "POST", credentials: "same-origin", redirect: "manual", body: new URLSearchParams({ form: form.elements.form.value }),
            });
            if (asked.type === "opaqueredirect") { location.href = "/verify?again=1&then=" + encodeURIComponent(location.pathname); return null; }
            if (!asked.ok) throw new Error("refused");
            const options = await asked.json();
            options.challenge = octets(options.challenge);
            for (const list of ["allowCredentials", "excludeCredentials"]) for (const entry of options[list] || []) entry.id = octets(entry.id);
            if (!options.user) return navigator.credentials.get({ publicKey: options });
            options.user.id = octets(options.user.id);
            return navigator.credentials.create({ publicKey: options });
          }
          for (const form of document.querySelectorAll("form[data-passkey]")) {
            form.hidden = false;
            form.addEventListener("submit", async (event) => {
              if (form.dataset.ready) return;
              event.preventDefault();
              const failed = form.querySelector("[data-failed]");
              failed.hidden = true;
              try {
                const made = await credential(form);
                if (!made) return;
                const answer = made.response;
                set(form, "id", text(made.rawId));
                set(form, "client", text(answer.clientDataJSON));
                if (answer.attestationObject) {
                  set(form, "attestation", text(answer.attestationObject));
                } else {
                  set(form, "authenticator", text(answer.authenticatorData));
                  set(form, "signature", text(answer.signature));
                  set(form, "user", answer.userHandle ? text(answer.userHandle) : "");
                }
                form.dataset.ready = "yes";
                form.submit();
              } catch (error) {
                failed.hidden = false;
              }
            });
          }
        })();

        """#

    private static let sharing = #"""
        (() => {
          for (const boxes of document.querySelectorAll("[data-filter]")) {
            if (boxes.children.length < 12) continue;
            const field = document.createElement("input");
            field.type = "search";
            field.setAttribute("aria-label", boxes.getAttribute("aria-label"));
            field.addEventListener("input", () => {
              const wanted = field.value.trim().toLowerCase();
              for (const box of boxes.children) box.hidden = wanted !== "" && !box.textContent.toLowerCase().includes(wanted) && !box.querySelector("input").checked;
            });
            field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
            boxes.before(field);
          }
          const source = document.querySelector("[data-markdown]");
          const target = document.querySelector("[data-markdown-preview]");
          if (source && target) {
            let timer = 0, number = 0;
            source.addEventListener("input", () => {
              clearTimeout(timer);
              timer = setTimeout(async () => {
                const mine = ++number;
                try {
                  const response = await fetch("/share/markdown", {
                    method: "POST", credentials: "same-origin", redirect: "error",
                    body: new URLSearchParams({ form: source.form.elements.form.value, body: source.value.slice(0, 60000) }),
                  });
                  if (!response.ok || mine !== number) return;
                  const page = new DOMParser().parseFromString(await response.text(), "text/html");
                  target.replaceChildren(...page.body.childNodes);
                  target.hidden = source.value.trim() === "";
                } catch (error) { /* The text stays as it is; the next stroke asks again. */ }
              }, 300);
            });
          }
        })();

        """#
}
