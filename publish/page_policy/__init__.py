"""Finds what a page asks of the browser, and the strictest Content-Security-Policy that allows it.

`judge` is the way in: files and the stack's policy go in; each page's own policy, what stays forbidden, and the setting
that would allow it come out. `page` reads HTML, `css` style sheets, `scripts` what little the text of a script shows;
`matching` decides as browsers do; `own_policy` makes a page's policy, `advice` the stack's. See docs/adr/0010.
"""
