"""LaTeX's accents, symbols and commands as Unicode and markup: the tables of `latex_decode`.

Source: "The Comprehensive LaTeX Symbol List"; LaTeX 2e, `ltoutenc` and `utf8enc.dfu`; BibLaTeX manual, section 4.10.
"""

from __future__ import annotations

from functools import cache

from refexport.text.latex_alphabets import ALPHABETS

ACCENTS: dict[str, str] = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c", "G": "\u030f", "U": "\u030e",
    "C": "\u030f", "f": "\u0311", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
    "textcommabelow": "\u0326", "textsubdot": "\u0323", "textsubring": "\u0325", "textdotbelow": "\u0323",
}  # fmt: skip
"""Commands of accents to combining characters."""

SPACING: dict[str, str] = {
    "`": "`", "'": "´", "^": "^", "~": "~", "=": "¯", "u": "˘", ".": "˙", '"': "¨", "r": "˚", "H": "˝", "v": "ˇ",
    "c": "¸", "k": "˛",
}  # fmt: skip
"""Accents over nothing: `\\~{}`, `\\^{}`."""

MATH_ACCENTS: dict[str, str] = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0305", "breve": "\u0306", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "acute": "\u0301",
    "grave": "\u0300", "vec": "\u20d7", "underline": "\u0332", "mathring": "\u030a",
}  # fmt: skip
"""Accents of formulas to combining characters."""


def _pairs(text: str) -> dict[str, str]:
    """Return a table of `name character` lines; several pairs may stand on a line, separated by blanks."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


LETTERS = _pairs(
    """
    ss ß SS ẞ ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å dh ð DH Ð dj đ DJ Đ th þ TH Þ ng ŋ NG Ŋ i ı j ȷ ij ĳ IJ Ĳ
    textschwa ə textesh ʃ textipa ɪ textturna ɐ textturnv ʌ texteng ŋ textscripta ɑ textopeno ɔ
    """
)
"""Letters that are commands."""

SYMBOLS = LETTERS | _pairs(
    """
    S § P ¶ dag † ddag ‡ copyright © pounds £ euro € EUR € texteuro € textsterling £ textyen ¥ textcent ¢ textcurrency ¤
    textflorin ƒ textbaht ฿ textwon ₩ textlira ₤ textnaira ₦ textpeso ₱ textdong ₫
    textregistered ® texttrademark ™ textcopyright © textservicemark ℠ textcircledP ℗ textnumero № textdegree ° degree °
    textcelsius ℃ celsius ℃ textmu µ textmicro µ micro µ textohm Ω ohm Ω textestimated ℮ textordfeminine ª
    textordmasculine º textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textonequarter ¼ textonehalf ½
    textthreequarters ¾ textpm ± texttimes × textdiv ÷ textminus − textlnot ¬ textsection § textparagraph ¶
    textperiodcentered · textbullet • textopenbullet ◦ textellipsis … dots … ldots … textendash – textemdash —
    textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” textquotesingle ' textquotedbl "
    quotesinglbase ‚ quotedblbase „ guillemotleft « guillemotright » guillemetleft « guillemetright » guilsinglleft ‹
    guilsinglright › flqq « frqq » flq ‹ frq › glqq „ grqq “ glq ‚ grq ‘ lq ‘ rq ’ textquestiondown ¿ textexclamdown ¡
    textdagger † textdaggerdbl ‡ textperthousand ‰ textpertenthousand ‱ textasteriskcentered ∗ textbardbl ‖
    textbrokenbar ¦ textbar | textbackslash \\ textasciitilde ~ textasciicircum ^ textasciigrave ` textasciiacute ´
    textasciidieresis ¨ textasciimacron ¯ textasciibreve ˘ textasciicaron ˇ textacutedbl ˝ textless < textgreater >
    textbraceleft { textbraceright } lbrace { rbrace } textunderscore _ textdollar $ textvisiblespace ␣ textlangle ⟨
    textrangle ⟩ textfractionsolidus ⁄ slash / textleftarrow ← textrightarrow → textuparrow ↑ textdownarrow ↓
    textmusicalnote ♪ textreferencemark ※ textinterrobang ‽ textrecipe ℞ textblank ␢ textmho ℧ checkmark ✓ textnormal ∅
    emdash — endash –
    TeX TeX LaTeX LaTeX LaTeXe LaTeX2e BibTeX BibTeX XeTeX XeTeX LuaTeX LuaTeX pdfTeX pdfTeX ConTeXt ConTeXt
    colon : backslash \\ textcolon : textsemicolon ; textquotestraightdblbase „ textquotestraightbase ‚
    """
)
"""Commands without argument to what they print, in text."""
del SYMBOLS["textnormal"]

MATH = _pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ
    omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ land ∧ vee ∨
    lor ∨ cap ∩ cup ∪ setminus ∖ neg ¬ lnot ¬ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ leqslant ⩽ geqslant ⩾ sim ∼
    simeq ≃ approx ≈ cong ≅ equiv ≡ propto ∝ prec ≺ succ ≻ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ in ∈ ni ∋ notin ∉
    lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ parallel ∥ perp ⊥ mid ∣ vdash ⊢ models ⊨ forall ∀ exists ∃ nabla ∇
    partial ∂ infty ∞ emptyset ∅ varnothing ∅ aleph ℵ hbar ℏ ell ℓ wp ℘ Re ℜ Im ℑ angle ∠ triangle △ Box □ square □
    blacksquare ■ Diamond ◇ diamond ⋄ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ surd √ to → rightarrow → longrightarrow ⟶ gets ← leftarrow ←
    leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ uparrow ↑ downarrow ↓
    hookrightarrow ↪ rightharpoonup ⇀ rightleftharpoons ⇌ nearrow ↗ searrow ↘ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋
    lceil ⌈ rceil ⌉ vert | Vert ‖ lVert ‖ rVert ‖ lvert | rvert | prime ′ cdots ⋯ vdots ⋮ ddots ⋱ colon : top ⊤ bot ⊥
    dagger † ddagger ‡ therefore ∴ because ∵ bigcirc ◯ lambdabar ƛ amalg ⨿ wr ≀ asymp ≍ doteq ≐ dashv ⊣ smile ⌣ frown ⌢
    imath ı jmath ȷ
    """
)
"""Commands without argument to what they print, in formulas."""

FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac"})
"""Commands of fractions."""

UNSAID: dict[str, int] = {
    "binom": 2, "dbinom": 2, "tbinom": 2, "overset": 2, "underset": 2, "stackrel": 2, "overbrace": 1, "underbrace": 1,
    "overrightarrow": 1, "overleftarrow": 1, "overleftrightarrow": 1, "xrightarrow": 1, "xleftarrow": 1, "substack": 1,
    "over": 0, "atop": 0, "choose": 0, "begin": 1, "end": 1,
}  # fmt: skip
"""Commands of formulas for which a text has nothing, to the number of their arguments."""

FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max "
    "min Pr sec sin sinh sup tan tanh bmod mod".split()
)
"""Names of functions, which print as their own name."""

BLANKS: dict[str, str] = {
    " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", ">": " ", "quad": " ", "qquad": " ",
    "enspace": " ", "enskip": " ", "thinspace": " ", "space": " ","newline": " ", "linebreak": "",
    "par": "\n", "!": "", "/": "", "-": "", "@": "", "*": "", "negthinspace": "", "relax": "", "protect": "",
   "hfill": " ", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "",
    "Bigr": "", "middle": "", "displaystyle": "", "textstyle": "", "limits": "", "nolimits": "", "noindent": "",
    "xspace": "", "nobreakspace": "\u00a0", "nbsp": "\u00a0",
    "addspace": " ", "nobreak": "", "allowbreak": "", "break": " ",
    "nolinebreak": "", "leavevmode": "", "hfil": " ", "hss": " ", "null": "", "strut": "", "sloppy": "", "fussy": "",
    "bgroup": "", "egroup": "", "begingroup": "", "endgroup": "", "clearpage": "", "newpage": "", "smallskip": "",
    "medskip": "", "bigskip": "", "centering": "", "raggedleft": "", "frenchspacing": "", "nonfrenchspacing": "",
    "unskip": "", "ignorespaces": "","hyp": "-",
    "babelhyphen": "-", "addhyphen": "-", "hyphen": "-", "item": " • ",
}  # fmt: skip
"""Commands that print a blank or nothing."""

SMALL_CAPS = "sc"
NO_CASE = "nocase"

FONTS: dict[str, str] = {
    "textit": "i", "emph": "i", "textsl": "i", "mkbibemph": "i", "mkbibitalic": "i", "textbf": "b", "mkbibbold": "b",
    "textsc": SMALL_CAPS, "mkbibacro": SMALL_CAPS, "textsuperscript": "sup", "mkbibsuperscript": "sup", "up": "sup",
    "textsubscript": "sub", "mkbibsubscript": "sub", "NoCaseChange": NO_CASE,
    "textrm": "", "texttt": "", "textsf": "", "textup": "", "textmd": "", "textnormal": "", "text": "", "mbox": "",
    "hbox": "", "mathrm": "",
    "mathnormal": "", "operatorname": "", "underline": "", "uline": "", "uppercase": "", "lowercase": "",
    "MakeUppercase": "", "MakeLowercase": "", "ensuremath": "",
    "footnotesize": "", "fbox": "", "path": "", "nolinkurl": "", "url": "", "textcyr": "", "textgreek": "", "hl": "",
    "textsmaller": "", "mathop": "", "mathbin": "", "mathrel": "", "mathord": "",
    "ce": "", "SI": "", "si": "", "num": "", "natexlab": "", "textlatin": "",
    "textquote": "“”", "enquote": "“”", "mkbibquote": "“”", "mkbibparens": "()", "mkbibbrackets": "[]",
    "parentext": "()",
}  # fmt: skip
"""Commands with an argument to the tag around it; two characters are quotes, none leaves the argument alone."""

SWITCHES: dict[str, str] = {
    "em": "i", "it": "i", "sl": "i", "itshape": "i", "slshape": "i", "bf": "b", "bfseries": "b", "sc": SMALL_CAPS,
    "scshape": SMALL_CAPS, "rm": "", "rmfamily": "", "tt": "", "ttfamily": "", "sf": "", "sffamily": "", "upshape": "",
    "mdseries": "", "normalfont": "", "small": "", "large": "", "tiny": "", "Large": "", "normalsize": "", "cyr": "",
    "scriptsize": "", "cal": "", "mit": "", "boldmath": "", "unboldmath": "", "raggedright": "", "scriptstyle": "",
}  # fmt: skip
"""Commands that change what follows to the end of the group."""

DROPPED_ARGUMENTS = frozenset(
    "foreignlanguage bibinfo textcolor color noopsort vphantom hphantom phantom hspace vspace selectlanguage label "
    "fontencoding fontsize fontfamily href begin end".split()
)
"""Commands whose first argument is no text."""


LENGTHS = frozenset("kern mkern hskip vskip mskip raise lower penalty spacefactor".split())
"""Commands of TeX with a length or number behind them that no brace holds."""

PRINTING = (
    frozenset(MATH.keys() | MATH_ACCENTS.keys() | ALPHABETS.keys() | FRACTIONS | UNSAID.keys() | FUNCTIONS)
    | frozenset("sqrt not pmod mathrm operatorname text textrm textit textbf mathop mathbin mathrel mathord".split())
    | frozenset("left right big Big bigl bigr Bigl Bigr displaystyle textstyle scriptstyle limits nolimits".split())
    | frozenset("quad qquad cal bf it rm sf tt".split())
    | frozenset(",;:!>| {}\\")
) - {"begin", "end"}
"""Commands of formulas that do nothing but print, by which a formula may stand in a text as it is written."""


def is_known(name: str) -> bool:
    """Return whether a command, of letters, is in one of the tables or pylatexenc's."""
    own = (ACCENTS, SYMBOLS, MATH, MATH_ACCENTS, ALPHABETS, FONTS, SWITCHES, BLANKS, DROPPED_ARGUMENTS, PRINTING)
    return any(name in table for table in own) or name in ("texorpdfstring", *LENGTHS) or name in library_symbols()


@cache
def library_symbols() -> dict[str, str]:
    """Return pylatexenc's commands that stand for a sign; loaded for the first command that we do not know."""
    from pylatexenc.latex2text import get_default_latex_context_db

    context = get_default_latex_context_db()
    specs = (spec for category in context.categories() for spec in context.iter_macro_specs([category]))
    texts = {spec.macroname: spec.simplify_repl for spec in specs if isinstance(spec.simplify_repl, str)}
    # Longer ones are what it makes of citations, references and footnotes: `<cit.>`.
    return {name: text for name, text in texts.items() if 0 < len(text) < 3 or text.isalpha()}
