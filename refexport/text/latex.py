"""LaTeX in the fields of bibliographies, to rich text and back.

Reading knows accents in every spelling, letters and symbols, ligatures, quotes and dashes, font commands and switches,
`\\url` and `\\href`; what is not known is looked up in pylatexenc, and if it is not there either its argument stays,
or where it has none its name.

Formulas become text: scripts `<sup>` and `<sub>`, symbols and the letters of `\\mathbb` and its sisters the characters
that Unicode has for them, a simple fraction `1⁄2`, a root `√2`; variables stand upright, as Zotero has them.  A formula
with more than that, such as a matrix, stays as its own TeX between dollars.

Braces that protect capitals say nothing to CSL, whose text never loses them, and are left out; `{{de novo}}`, and
braces around words in small letters, are `nocase`.

Writing gives UTF-8 with TeX's specials escaped; markup as `\\textit`, `\\textbf`, `\\textsc`, scripts in formulas and
`nocase` as braces.  What pdfLaTeX knows only in formulas (α, ≤, ℝ) is written as the formula that it came from; amssymb
has what LaTeX's kernel has not.  Every value comes out with its braces balanced and no command that is not ours, but
for those of a formula that stands as its own TeX, all of whose commands do no more than print.

Source: LaTeX 2e; BibTeX, "btxdoc", on special characters; CSL 1.0.2, on rich text; Zotero's import as probed.
"""

from __future__ import annotations

from refexport.text.latex_decode import blanks, decode, decode_marked, is_plain
from refexport.text.latex_encode import encode, is_safe
from refexport.text.latex_raw import unescape_raw
from refexport.text.latex_signs import has_signs, is_certain, with_formulas

__all__ = [
    "blanks",
    "decode",
    "decode_marked",
    "encode",
    "has_signs",
    "is_certain",
    "is_plain",
    "is_safe",
    "unescape_raw",
    "with_formulas",
]
