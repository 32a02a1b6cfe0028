"""What programs are given of an item that is an attack: as text in its place, or not at all."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

from members import judge

from .window import Window
from .zone_items import answer, json_at

ATOM = "{http://www.w3.org/2005/Atom}"
FORMULAS = ("=", "+", "-", "@")


def in_feeds(stage, window: Window, item: str) -> None:
    """Feeds, tables and site map, read by other programs than ours, and opened in the browser."""
    atom = ElementTree.fromstring(answer(f"{stage.zone}/feeds/all.atom")[1])
    entry = next((one for one in atom.iter(f"{ATOM}entry") if any(item in str(link.get("href")) for link in one.iter(f"{ATOM}link"))), None)
    judge(entry is not None and "<script>" in (entry.findtext(f"{ATOM}title") or ""), "the Atom feed has its title as text")
    foreign = {element.tag for element in atom.iter() if not element.tag.startswith(ATOM)}
    judge(not foreign, f"and no elements but Atom's: {sorted(foreign)[:3]}")
    kinds = {element.get("type", "text") for element in atom.iter() if element.tag in (f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content")}
    judge(kinds <= {"text"}, f"none of which is markup for the reader: {kinds}")
    feed = json_at(f"{stage.zone}/feeds/all.json")
    mine = next((one for one in feed["items"] if item in json.dumps(one)), {})
    judge("<script>" in mine.get("title", "") and "content_html" not in mine, "the JSON feed has it as text, too")
    rows = list(csv.reader(io.StringIO(answer(f"{stage.zone}/indicators/all.csv")[1])))
    judge(len(rows) > 1 and len({len(row) for row in rows}) == 1, f"the table has {len(rows)} lines of as many cells")
    formulas = [cell for row in rows for cell in row if cell.startswith(FORMULAS)]
    judge(not formulas, f"of which none is a formula: {formulas[:3]}")
    domains = answer(f"{stage.zone}/indicators/domains.txt")[1]
    judge("script" not in domains, "and no list of domains has what is none")
    for path in ("/feeds/all.atom", "/feeds/all.json", f"/items/{item}/bundle.json"):
        window.open("about:blank")
        window.open(stage.zone + path)
        judge(window.driver.title != "broken in", f"{path[:20]} runs nothing in a browser")
    window.open(stage.zone + "/en/index.html")
