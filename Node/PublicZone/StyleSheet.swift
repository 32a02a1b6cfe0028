import Pages

/// The one style sheet of the zone: that of all our pages, and what only these have. From 320 pixels on, light and dark, and plain on paper.
///
/// Colours have at least 4.5:1 against what is behind them, in both schemes (WCAG 2.2, 1.4.3), and never say alone what something is.
enum StyleSheet {
    static let text = Pages.StyleSheet.text + own

    private static let own = """
        body { max-width: 74rem; }
        header.site { padding: .6rem 0 0; border-top: .3rem solid var(--link); }
        header.site .name { font-size: 1.0625rem; } header.site .name a { color: var(--ink); text-decoration: none; display: inline-block; min-height: 1.5rem; }
        header.site .name a:hover { text-decoration: underline; }
        header.site .languages { margin-inline-start: auto; font-size: .875rem; }
        header.site .places { flex-basis: 100%; }
        .lead { font-size: 1.0625rem; max-width: 46rem; margin-top: 0; } main > p, main > section > p { max-width: 46rem; } .alert p { max-width: none; }
        .figure { font-size: 1.0625rem; margin: .25rem 0; }
        section > h2 { border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
        ol.items h2 { border: 0; padding: 0; } .notice h2 { border: 0; padding: 0; margin: .25rem 0; }
        ol.items > li:last-child { border-bottom: 0; }
        ol.items h2 a, ol.items h3 a, ul.names a, nav.pages a, ul.facet a { display: inline-block; min-height: 1.5rem; }
        ul.names li { display: flex; justify-content: space-between; gap: 1rem; } ul.names li > .fine { flex-shrink: 0; }
        .in-front { background: var(--raised); border: 1px solid var(--line); padding: 0 1rem; margin-top: 1.25rem; }
        .in-front h2 { margin-top: .75rem; }
        .notice.warn { border-inline-start-color: var(--warn); }
        .alert.normal { border-inline-start-color: var(--good); } .alert.heightened { border-inline-start-color: var(--warn); }
        .alert.high, .alert.severe { border-inline-start-color: var(--bad); } .alert.severe { border: 2px solid var(--bad); border-inline-start-width: .5rem; }
        th code { overflow-wrap: anywhere; } thead th.at-end { white-space: nowrap; }
        a.tag { color: var(--link); display: inline-block; min-height: 1.5rem; line-height: 1.4rem; }
        main > article > p.facts { display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: center; } main > article > p.facts > * { margin: 0; }
        main > article > p.facts .mark, main > article > p.facts .tag { min-height: 1.5rem; line-height: 1.4rem; } .option { white-space: nowrap; }
        table { font-size: .9375rem; } td time { white-space: nowrap; }
        .columns > :not(.wide) dl.facts { grid-template-columns: minmax(4rem, 7rem) minmax(0, 1fr); gap: .25rem .75rem; font-size: .9375rem; }
        .columns > :not(.wide) dl.facts code { font-size: .8em; }
        nav.pages { margin: 1rem 0; } .note + .passage { margin-top: 0; }
        details.original { border: 1px solid var(--line); padding: .25rem .75rem; margin: .75rem 0; } summary { min-height: 1.5rem; cursor: pointer; }
        form.search { max-width: 46rem; } form.search .field { margin-bottom: .25rem; } form.search .row input { flex: 1 1 auto; min-width: 0; }
        fieldset.order { display: flex; flex-wrap: wrap; gap: 0 1rem; border: 0; padding: 0; margin: .5rem 0; }
        fieldset.order legend { float: left; padding: .25rem 1rem .25rem 0; }
        dl.addresses { display: grid; grid-template-columns: 21rem minmax(0, 1fr); gap: .35rem 1.5rem; }
        dl.addresses dd { margin: 0; } dl.addresses a { display: inline-block; min-height: 1.5rem; }
        footer.site li a { min-height: 1.5rem; }
        @media (max-width: 40rem) { dl.addresses { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.addresses dd { margin-bottom: .6rem; } }
        @media print { .in-front { background: none; } .languages { display: none; } }

        """
}
