"""What a hover says where its words come from others: never markup, and never a link but ours."""

from __future__ import annotations

import re

import pytest

from assay.lsp.capabilities import Client
from assay.lsp.hover import Link, line

LINK = Link("Fix it", "assay.run", {"title": "](command:workbench.action.quit) ![x](https://a.example/b.png)", "n": 1})
MARKDOWN = Client(hovers_markdown=True, follows_links=True)


@pytest.mark.parametrize(
    "title",
    [
        "![x](https://a.example/b.png)",
        "[Fix it](command:workbench.action.quit)",
        "` [x](command:workbench.action.quit) `",
        "<img src=x onerror=y>\n# heading",
        "``` [x](command:assay.apply)",
    ],
)
def test_a_title_is_a_code_span_and_the_link_is_the_servers(title: str) -> None:
    said = line(MARKDOWN, title, "tested first", LINK)
    found = re.fullmatch(r"\[Fix it\]\(command:assay\.run\?[\w.%~-]+\): (`+)(.*)\1 \(tested first\)", said)
    assert found
    assert found[1] not in re.findall("`+", found[2]), "nothing in it ends the span"


def test_a_client_that_follows_no_links_gets_none_and_one_without_markdown_gets_plain_text() -> None:
    assert line(Client(hovers_markdown=True), "Let x", "verified", LINK) == "Assay: `Let x` (verified)"
    assert line(Client(follows_links=True), "Let\nx", "verified", LINK) == "Assay: Let x (verified)"
