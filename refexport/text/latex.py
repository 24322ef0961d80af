"""LaTeX in the fields of bibliographies, to rich text and back.

Reading knows accents in every spelling, letters and symbols, ligatures, quotes and dashes, formulas (scripts as
`<sup>` and `<sub>`, symbols as characters), font commands and switches, `\\url` and `\\href`; what is not known is
looked up in pylatexenc, and if it is not there either its command is left out and its argument stays.

Braces that protect capitals say nothing to CSL, whose text never loses them, and are left out; `{{de novo}}`, and
braces around words in small letters, are `nocase`.

Writing gives UTF-8 with TeX's specials escaped; markup as `\\textit`, `\\textbf`, `\\textsc`, scripts in formulas and
`nocase` as braces.  Every value comes out with its braces balanced and no command that is not ours.

Source: LaTeX 2e; BibTeX, "btxdoc", on special characters; CSL 1.0.2, on rich text; Zotero's import as probed.
"""

from __future__ import annotations

from refexport.text.latex_decode import blanks, decode, decode_marked, is_plain
from refexport.text.latex_encode import encode, is_safe
from refexport.text.latex_raw import unescape_raw

__all__ = ["blanks", "decode", "decode_marked", "encode", "is_plain", "is_safe", "unescape_raw"]
