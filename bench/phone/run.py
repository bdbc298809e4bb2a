"""`python -m bench phone`: prints what typing costs, and how soon a page is there again."""

from statistics import median

from bench.measure import aligned, number
from bench.phone import typing, visits
from bench.phone.site import installation, phone


def main() -> int:
    with installation() as site:
        with phone(site, site.sessions[0]) as context:
            page = context.new_page()
            rows = [["", "seconds", "taps", "of them keys"]]
            for case in typing.CASES:
                hand = typing.measure(case, page, site.url + site.paths[case.activity])
                rows.append([case.name, f"{hand.seconds:.1f}", str(hand.taps), str(hand.keys)])
            print(aligned(rows), end="\n\n")
        assert len(site.results()) == 12 * len(typing.CASES)
        with phone(site, site.sessions[1]) as context:
            as_it_is, slow = visits.measure(context, site)
    rows = [["milliseconds until a kept page can be typed in", "median", "fastest", "slowest"]]
    for name, found in [("network as it is", as_it_is), ("400 kbit/s, 400 ms", slow)]:
        rows.append([name, *map(number, (median(found), min(found), max(found)))])
    print(aligned(rows))
    return 0
