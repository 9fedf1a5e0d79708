"""The parser makes of any tags what Chromium makes of them. (One difference is known: <html> after a <frameset>.)"""

import random
from pathlib import Path

from publish.page_policy.tree import own_text, page_elements
from tests.publish.page_policy.served import served

PARTS = (
    *("<script>", "</script>", "<style>", "</style>", "<noscript>", "</noscript>", "<template>", "</template>"),
    *(
        "<svg>",
        "</svg>",
        "<math>",
        "<mi>",
        "<mtext>",
        "<foreignObject>",
        "<desc>",
        "<annotation-xml encoding=text/html>",
    ),
    *("<title>", "</title>", "<textarea>", "</textarea>", "<iframe>", "</iframe>", "<xmp>", "</xmp>", "<noembed>"),
    *("<table>", "<tr>", "<td>", "<caption>", "<col>", "</table>", "<select>", "<option>", "</select>", "<plaintext>"),
    *(
        "<p onclick=1>",
        "</p>",
        "<b style=x>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<nobr>",
        "<font color=x>",
        "<div>",
        "</div>",
    ),
    *("<head>", "<body onload=1>", "<html onclick=2>", "<!DOCTYPE html>", "<base href=/>", "<meta charset=utf-8>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?x>", "&lt;", "text", "\n", "<img src=a>", "<image src=z>", "</br>"),
    *(
        "<form>",
        "</form>",
        "<button>",
        "<input type=hidden>",
        "<script src=q>",
        "<use href=#a />",
        "<li>",
        "<ul>",
        "<h1>",
    ),
    "<div><template shadowrootmode=open>",
)
WALK = """
const found = [];
function walk(node, inert) {
  for (const child of node.children) {
    const isCode = ['script', 'style'].includes(child.localName);
    const text = isCode ? [...child.childNodes].filter((each) => [3, 4].includes(each.nodeType)) : [];
    const attributes = [...child.attributes].map((each) => each.name + '=' + each.value).sort();
    found.push([child.localName, attributes, text.map((each) => each.data).join(''), inert]);
    if (child.shadowRoot) walk(child.shadowRoot, inert);
    if (child.content instanceof DocumentFragment) walk(child.content, true);
    walk(child, inert);
  }
}
walk(document, false);
return found;
"""


def test_any_tags_become_the_elements_that_chromium_makes_of_them(tmp_path: Path) -> None:
    draw = random.Random(12)
    pages = ["".join(draw.choices(PARTS, k=draw.randint(3, 25))) for _ in range(150)]
    with served(tmp_path, {}) as site:
        for number, page in enumerate(pages):
            key = f"{number}.html"
            site.files[key] = page.encode()
            site.policies[key] = "default-src 'none'"  # nothing runs that could change the page
            site.browser.open(f"{site.address}/{key}")
            assert elements(page) == site.browser.driver.execute_script(WALK), page


def elements(page: str) -> list[list[object]]:
    """Name, attributes, code, and whether it is within a template, of each element."""
    return [
        [
            element.tag,
            sorted(f"{name}={element.attr(name) or ''}" for name in element.attrs),
            own_text(element) if element.tag in ("script", "style") else "",
            is_inert,
        ]
        for element, is_inert in page_elements(page.encode())
    ]
