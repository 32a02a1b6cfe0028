/// The one style sheet, served as `/style.css`: one column from 320 pixels on, light and dark, and plain on paper.
enum StyleSheet {
    static let text = """
        :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fdfdfb; --quiet: #595959; --line: #d4d4d0; --link: #0b4f9e; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8e8e4; --paper: #16181a; --quiet: #a8a8a2; --line: #3a3d40; --link: #8ab8f0; }
        }
        * { box-sizing: border-box; }
        html { font: 100%/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        body { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
        header, footer { color: var(--quiet); }
        header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .5rem; }
        footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; font-size: .875rem; }
        header nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; }
        h1 { font-size: 1.5rem; line-height: 1.25; }
        h2 { font-size: 1.125rem; line-height: 1.3; margin: 0; }
        h1 + p, h2 + p { margin-top: .25rem; }
        a { color: var(--link); }
        a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        ol.items { list-style: none; margin: 0; padding: 0; }
        ol.items > li { border-bottom: 1px solid var(--line); padding: .75rem 0; }
        ol.items > li:last-child { border-bottom: 0; }
        .facts, ol.items p { color: var(--quiet); margin: .25rem 0 0; }
        .mark { border: 1px solid var(--line); border-radius: .25rem; padding: 0 .375rem; font-size: .875rem; white-space: nowrap; }
        dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .25rem 1rem; margin: 1rem 0; }
        dt { color: var(--quiet); }
        dd { margin: 0; }
        code { font: .875em/1.5 ui-monospace, monospace; }
        pre { border: 1px solid var(--line); padding: .75rem; overflow-x: auto; white-space: pre-wrap; }
        section > h2 { margin-top: 1.5rem; }
        @media (max-width: 26rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
        @media print {
          :root { color-scheme: light; --ink: #000; --paper: #fff; --quiet: #333; --line: #999; --link: #000; }
          body { max-width: none; padding: 0; }
          header nav, .pages { display: none; }
          ol.items > li, section { break-inside: avoid; }
        }

        """
}
