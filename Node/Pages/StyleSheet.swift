/// The style sheet of the pages: one column from 320 pixels on, more where there is room; light, dark and on paper.
///
/// Colours have at least 4.5:1 against what is behind them, in both schemes (WCAG 2.2, 1.4.3), and never say alone what something is.
public enum StyleSheet {
    public static let text = base + forms + parts + drawings + media

    private static let base = """
        :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fdfdfb; --raised: #f3f3ef; --quiet: #595959; --line: #c9c9c4; --link: #0b4f9e;
          --good: #1d6b2f; --warn: #8a4b00; --bad: #a3191f; --on-accent: #ffffff; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8e8e4; --paper: #16181a; --raised: #202326; --quiet: #a8a8a2; --line: #4a4e52; --link: #8ab8f0;
            --good: #7fce92; --warn: #f0b866; --bad: #ff9a94; --on-accent: #10141a; }
        }
        * { box-sizing: border-box; }
        html { font: 100%/1.5 system-ui, "Noto Sans", "Noto Sans CJK TC", "Noto Sans CJK SC", sans-serif; color: var(--ink); background: var(--paper); }
        body { max-width: 80rem; margin: 0 auto; padding: 0 1rem 1rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; }
        h2 { font-size: 1.125rem; line-height: 1.3; margin: 1.25rem 0 .5rem; }
        h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
        a { color: var(--link); }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        main:focus { outline: none; }
        code { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        .wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
        pre { border: 1px solid var(--line); padding: .75rem; overflow-x: auto; white-space: pre-wrap; }
        .skip { position: absolute; left: -100vw; background: var(--paper); padding: .5rem 1rem; }
        .skip:focus { left: 0; z-index: 2; }
        header.site { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; border-bottom: 1px solid var(--line); padding: .5rem 0; }
        header.site .name { font-weight: 600; margin: 0; }
        header.site ul, ul.inline, .tabs ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; align-items: center; }
        header.site .person { margin-inline-start: auto; }
        header.site li > a, .tabs a, footer li a { display: inline-block; min-height: 1.5rem; padding: .25rem 0; }
        header.site li > a, .tabs a, footer li a { border-bottom: 3px solid transparent; }
        header.site li > a[aria-current], .tabs a[aria-current], footer li a[aria-current] { font-weight: 600; text-decoration: none; border-bottom-color: currentColor; }
        .tabs { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
        footer.site { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; color: var(--quiet); font-size: .875rem; }

        """

    private static let forms = """
        .field { margin: .75rem 0; }
        label, legend { font-weight: 600; }
        .hint, .fine { color: var(--quiet); font-size: .875rem; font-weight: 400; }
        .hint { display: block; }
        input, select, textarea, button, .button { font: inherit; color: inherit; }
        input:not([type=checkbox], [type=radio], [type=file]), select, textarea { display: block; width: 100%; padding: .4rem .5rem; background: var(--paper);
          border: 1px solid var(--quiet); border-radius: .25rem; }
        input[type=file] { display: block; max-width: 100%; }
        textarea { resize: vertical; }
        button, .button { display: inline-block; min-height: 2.25rem; padding: .3rem .9rem; background: var(--raised); border: 1px solid var(--quiet); border-radius: .25rem;
          cursor: pointer; text-decoration: none; white-space: nowrap; }
        a.button { color: var(--ink); }
        button.main { background: var(--link); border-color: var(--link); color: var(--on-accent); }
        button.danger { border-color: var(--bad); color: var(--bad); background: var(--paper); }
        button.small { min-height: 1.75rem; padding: .1rem .5rem; font-size: .875rem; }
        button.plain { background: none; border: 0; padding: .25rem 0; min-height: 1.5rem; color: var(--link); text-decoration: underline; }
        .narrow { max-width: 28rem; }
        fieldset { border: 1px solid var(--line); border-radius: .25rem; margin: 1rem 0; padding: .5rem 1rem; min-width: 0; }
        .check { display: block; font-weight: 400; padding: .25rem 0; min-height: 1.75rem; }
        .check input { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; }
        .sub { margin-inline-start: 1.75rem; }
        .boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: 0 1rem; max-height: 16rem; overflow: auto; }
        form.inline { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: end; }
        form.inline .field { flex: 0 1 18rem; }
        form.search .row { display: flex; gap: .5rem; }
        .actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: 0; list-style: none; }
        [hidden] { display: none; }

        """

    private static let parts = """
        .notice { border: 1px solid var(--line); border-inline-start: .35rem solid var(--quiet); background: var(--raised); padding: .25rem 1rem; margin: 1rem 0; }
        .notice.bad { border-inline-start-color: var(--bad); }
        .notice.good { border-inline-start-color: var(--good); }
        .state { font-weight: 600; margin: .25rem 0; }
        .state.good { color: var(--good); } .state.warn { color: var(--warn); } .state.bad { color: var(--bad); }
        .columns { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
        .columns > * { min-width: 0; }
        .halves { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
        .halves > * { min-width: 0; }
        ol.items { list-style: none; margin: 0; padding: 0; }
        ol.items > li { border-bottom: 1px solid var(--line); padding: .6rem 0; }
        ol.items h2, ol.items h3 { margin: 0; font-size: 1rem; }
        p.facts { color: var(--quiet); margin: .25rem 0 0; }
        p.facts > * { margin-inline-end: .6rem; }
        .snippet { margin: .25rem 0; }
        .mark, .tag, .new { border: 1px solid var(--quiet); border-radius: .25rem; padding: 0 .375rem; font-size: .8125rem; white-space: nowrap; color: var(--ink); }
        .mark { background: #000; border-color: #000; font-weight: 600; }
        .mark.clear { color: #fff; } .mark.green { color: #33ff00; } .mark.amber { color: #ffc000; } .mark.red { color: #ff2b2b; } .mark.pap, .mark.none { color: #fff; }
        .new { background: var(--link); border-color: var(--link); color: var(--on-accent); font-weight: 400; }
        .tag.warn { border-color: var(--warn); color: var(--warn); }
        .count { color: var(--quiet); font-weight: 400; }
        dl.facts { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); gap: .25rem 1rem; margin: .5rem 0; }
        dl.facts dt { color: var(--quiet); } dl.facts dd { margin: 0; }
        ul.names, ul.facet, ul.objects, ol.history, ul.findings, ul.cards { list-style: none; padding: 0; margin: .25rem 0; }
        ul.names li, ul.facet li, ol.history li { padding: .2rem 0; }
        ul.roster li, ul.sessions li { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; border-bottom: 1px solid var(--line); }
        ul.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
        ul.cards li { border: 1px solid var(--line); border-radius: .25rem; padding: .25rem 1rem; }
        ul.findings li { border-inline-start: .35rem solid var(--quiet); padding: 0 1rem; margin: .5rem 0; background: var(--raised); }
        ul.findings .bad { border-color: var(--bad); } ul.findings .warn { border-color: var(--warn); }
        .passage { max-width: 46rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: start; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
        td .wrap { display: block; min-width: 10rem; }
        .scroll { overflow-x: auto; }
        .codes { columns: 2 12rem; } .codes code, .secret { font-size: 1rem; letter-spacing: .03em; }
        .qr svg { width: 14rem; max-width: 100%; height: auto; background: #fff; }
        figure { margin: .5rem 0; }

        """

    /// Pictures: what their classes mean stands in Node/Pages.md. A class of a shape sets `color`, which fills or draws it.
    private static let drawings = """
        figure.drawing { max-width: 100%; }
        figure.drawing svg { max-width: 100%; height: auto; }
        figure.drawing .scroll svg { max-width: none; }
        .drawing-words { font-size: .875rem; }
        .plot-grid, .timeline-grid { stroke: var(--line); } .plot-bar, .meter.is-fine { color: var(--link); }
        .plot-text, .timeline-text, .matrix-text { fill: var(--quiet); }
        .event-made { color: #3f7fbf; } .event-received { color: #4c9a5f; } .event-published { color: #6f6fc4; } .event-corrected { color: #c48a2c; } .event-retracted { color: #c2554d; } .event-sighted { color: #a8569a; }
        .timeline-events { list-style: none; padding: 0; } .timeline-kind { font-weight: 600; }
        .graph-edges { color: var(--quiet); } .graph-edge-names text, .graph-nodes text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; fill: var(--ink); }
        .is-centre { stroke: var(--ink); stroke-width: 3; }
        .kind-adversary { color: #c2554d; } .kind-malware { color: #a8569a; } .kind-technique { color: #c48a2c; } .kind-weakness { color: #8a7d2a; }
        .kind-indicator { color: #3f7fbf; } .kind-observable { color: #4d9ca6; } .kind-party { color: #6b7fa8; } .kind-answer { color: #4c9a5f; }
        .kind-writing { color: #80807a; } .kind-other { color: #80807a; }
        .matrix { list-style: none; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); padding: 0; }
        .matrix-techniques { list-style: none; padding: 0; margin: 0; } .matrix-techniques .matrix-cell { border: 1px solid var(--line); padding: .2rem .5rem; margin: .2rem 0; }
        .matrix-tactic { font-weight: 600; } .matrix-count { color: var(--quiet); }
        .matrix-map .level-1 rect { fill: #9dbfe0; } .matrix-map .level-2 rect { fill: #6a9cd0; } .matrix-map .level-3 rect { fill: #3f7fbf; } .matrix-map .level-4 rect { fill: #1f5c99; }
        .meter.is-high { color: var(--warn); } .meter.is-full { color: var(--bad); }
        .markdown-address { color: var(--quiet); font-size: .875rem; } .at-end { text-align: end; } .at-middle { text-align: center; }
        .markdown table { width: auto; } .markdown blockquote { border-inline-start: .25rem solid var(--line); margin-inline: 0; padding-inline-start: 1rem; }
        .note { color: var(--quiet); }

        """

    private static let media = """
        @media (min-width: 60rem) {
          .columns { grid-template-columns: minmax(0, 2fr) minmax(16rem, 1fr); }
          .columns > .wide { grid-column: 1; }
          .columns > :not(.wide) { grid-column: 2; }
          .columns { grid-auto-flow: dense; }
        }
        @media (max-width: 26rem) { dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .5rem; } .sub { margin-inline-start: .5rem; } }
        @media (prefers-reduced-motion: no-preference) { .arrived { animation: arrived 1.5s; } @keyframes arrived { from { background: var(--raised); } } }
        @media print {
          :root { color-scheme: light; --ink: #000; --paper: #fff; --raised: #fff; --quiet: #333; --line: #999; --link: #000; }
          body { max-width: none; padding: 0; }
          header.site nav, footer.site nav, form, .button, .skip { display: none; }
          ol.items > li, section { break-inside: avoid; }
        }

        """
}
