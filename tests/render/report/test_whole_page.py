"""The whole page of the example, everything open: accessible, reachable by keyboard, and nothing hides a heading."""

import pytest

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.annotators.results import ON_LIST

OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
DRAWN = """async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
        scrollTo({top: y, behavior: "instant"});
        await new Promise(done => requestAnimationFrame(done));
    }
    scrollTo({top: 0, behavior: "instant"});
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth"
"""Whether the page is no wider than its window."""


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_at_any_width_with_the_panel_open_and_closed(visit, example_page, dark):
    seen = visit(example_page, dark=dark)
    seen.page.evaluate(OPEN)
    seen.page.evaluate(DRAWN)
    for width in (1280, 390):
        seen.page.set_viewport_size({"width": width, "height": 900})
        for panel in (False, True):
            if panel:
                seen.page.locator(".verdicts [data-person]").first.click()
            assert seen.page.get_by_role("dialog").is_visible() == panel
            assert seen.page.evaluate(FITS), (width, panel)
            assert seen.violations(structure=not dark) == [], (width, panel)
        seen.page.keyboard.press("Escape")
    assert seen.complaints == []


LANDINGS = """async () => {
    const links = Array.from(document.querySelectorAll('a[href^="#"]'));
    const hidden = [], addresses = new Set(links.map(link => link.hash));
    for (const address of addresses) {
        links.find(link => link.hash === address).click();
        for (let frame = 0; frame < 4; frame++) await new Promise(done => requestAnimationFrame(done));
        const place = document.getElementById(address.slice(1)), box = place.getBoundingClientRect();
        const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
        const at = document.elementFromPoint(box.left + 30, Math.max(box.top, 0) + 6);
        const there = box.top >= -1 && (box.top < 40 || end && box.top < innerHeight);
        if (!there || !place.contains(at)) hidden.push(address);
    }
    return [addresses.size, hidden];
}"""
"""How many places the page leads to, and those that a link does not bring to the top, uncovered."""


@pytest.mark.parametrize("width", [390, 1280])
def test_every_anchor_lands_below_whatever_is_sticky(visit, example_page, width):
    seen = visit(example_page, width=width)
    n, hidden = seen.page.evaluate(LANDINGS)
    assert n > 50
    assert hidden == []


CONTROLS = """() => {
    const all = "a[href], button, input, select, summary, [tabindex='0']";
    return Array.from(document.querySelectorAll(all)).filter(part => part.checkVisibility()).map((part, i) => {
        part.dataset.control = i;
        return i;
    });
}"""
FOCUSED = "document.activeElement === document.body ? null : Number(document.activeElement.dataset.control ?? -1)"


@pytest.mark.parametrize("fragment", ["", "panel"])
def test_tab_reaches_every_control_in_the_order_of_the_page(visit, example_page, study, fragment):
    alias = study.audit.rows[0].alias
    seen = visit(example_page, fragment=f"#a={alias}" if fragment else "")
    seen.page.evaluate(DRAWN)
    seen.page.evaluate("document.activeElement.blur()")
    wanted, reached = seen.page.evaluate(CONTROLS), []
    for _ in range(2 * len(wanted)):
        seen.page.keyboard.press("Tab")
        at = seen.page.evaluate(FOCUSED)
        if at is None or at in reached:
            break
        reached.append(at)
    assert reached == wanted


def test_a_case_is_whole_in_its_panel(visit, example_page, study):
    row = study.audit.rows[0]
    seen = visit(example_page, fragment=f"#a={row.alias}")
    panel = seen.page.get_by_role("dialog")
    text = panel.inner_text()
    for flag in row.flags:
        assert flag.words in text
    assert "The others are sure of" in text
    assert f"Without {row.alias} alpha would change by" in text
    panel.get_by_text("A draft to send").click()
    assert "Thank you" in panel.locator(".draft").inner_text()
    assert seen.complaints == []


def test_every_name_in_the_verdict_opens_its_case(visit, example_page, study):
    seen = visit(example_page)
    seen.page.evaluate(OPEN)
    names = seen.page.locator(".verdicts [data-person]")
    said = names.all_inner_texts()
    assert {row.alias for row in study.audit.rows if row.status.value in ON_LIST} <= set(said)
    for place, alias in enumerate(said):
        names.nth(place).evaluate("button => button.click()")
        assert seen.page.locator("#panel-h").inner_text() == alias
    assert seen.complaints == []


def test_an_item_tells_votes_shares_and_probabilities(visit, example_page, study):
    item = study.queue.items[0].item
    beliefs = (it for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet)))
    belief = next(it for it in beliefs if it.question == study.audit.question)
    place = belief.items.to_list().index(item)
    seen = visit(example_page, fragment=f"#i={item}")
    lines = [row.inner_text().split("\t") for row in seen.page.locator("#panel table").first.locator("tr").all()[1:]]
    assert lines
    for label, said, share, p in lines:
        k = belief.labels.index(label)
        n, of = int(belief.counts[place, k]), int(belief.n_annotators[place])
        assert (said, share) == (f"{n} of {of}", f"{int(100 * n / of + 0.5)} %")
        assert abs(int(p.split()[0]) - 100 * belief.posterior[place, k]) <= 0.51


def test_contested_items_and_those_with_gold_have_their_answers_in_the_page(study):
    held = set(study.evidence.answers["item"])
    counted = study.votes_on(study.audit.question)
    assert set(counted.items.gather(counted.contested(40))) <= held
    assert len(held) <= 1000


def test_with_scripts_off_the_most_urgent_cases_stand_in_the_page(visit, example_page, study):
    row = study.audit.rows[0]
    seen = visit(example_page, scripts=False)
    case = seen.page.locator(".without-script details", has_text=f"{row.alias}: {row.status.value}")
    case.locator("summary").click()
    assert row.flags[0].words in case.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert f"Without {row.alias}" in case.inner_text()
    assert visit(example_page).page.locator(".without-script").count() == 0
