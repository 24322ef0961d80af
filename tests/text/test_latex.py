"""LaTeX to rich text and back."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rich_text

from refexport.text.latex import decode, decode_marked, encode, is_safe, unescape_raw
from refexport.text.latex_raw import is_balanced

DECODED = {
    # accents in every spelling
    r"P{\"a}ckert": "Päckert",
    r"P\"{a}ckert": "Päckert",
    r"P\"ackert": "Päckert",
    r"P{\"{a}}ckert": "Päckert",
    r"\'{\i} {\'\i} \'i \'{i}": "í í í í",
    r"\v{S}koda \v Skoda {\v s}": "Škoda Škoda š",
    r"Erd{\H o}s \H{o}": "Erdős ő",
    r"\c{c}a \c ca \k{a} \d{a} \r{a} \u{g} \.z \=a \b{h}": "ça ça ą ạ å ğ ż ā ẖ",
    r"\~{n} \~n \~{}n \^{} \^o": "ñ ñ ~n ^ ô",
    r"D\\'ecoret": "Décoret",
    # letters, symbols, blanks
    r"\o re \O{}re \aa\ x {\ae}{\dh}{\th}\ss": "øre Øre å x æðþß",
    r"\textquotedblleft a\textquotedblright{} \textendash\ \texttrademark": "“a” – ™",
    r"10\,mg \& 5\% \#1 \_x \$2 \{a\}": "10 mg & 5% #1 _x $2 {a}",
    "``a'' --- b -- c `d' ?`e !`f": "“a” — b – c ‘d’ ¿e ¡f",
    "`mice' `men's' mice' `` `a' ``b' `c": "‘mice’ ‘men's’ mice' “ ‘a’ “b' ‘c",
    "Donald~E.\n  Knuth\n\nnext": "Donald\u00a0E. Knuth\nnext",
    # markup
    r"\textit{a} \emph{b} \textbf{c} \textsc{d}": (
        '<i>a</i> <i>b</i> <b>c</b> <span style="font-variant:small-caps;">d</span>'
    ),
    r"{\em in vivo} and {\it x} {\bf y}": "<i>in vivo</i> and <i>x</i> <b>y</b>",
    r"\textsuperscript{2} \textsubscript{i}": "<sup>2</sup> <sub>i</sub>",
    r"\enquote{a} \mkbibquote{b}": "“a” “b”",
    # formulas
    r"DNA$_{\textrm{2}}$ H$_2$O $x^{2n}$ $4^{\textrm{ème}}$": (
        "DNA<sub>2</sub> H<sub>2</sub>O x<sup>2n</sup> 4<sup>ème</sup>"
    ),
    r"$\alpha$-helix $\Sigma^{0}$ \ensuremath{\beta} \(\leq\)": "α-helix Σ<sup>0</sup> β ≤",
    r"37$^\circ$C $^{\circ}$ $p < 0.05$ $\frac{a}{b}$ $\sqrt{2}$ $\hat{x}$": "37°C ° p < 0.05 a⁄b √2 x̂",
    r"$\mathrm{CO_2}$ $\log n$": "CO<sub>2</sub> log n",
    r"costs $5 and $10": "costs $5 and $10",
    # links and rare commands
    r"\url{http://a_b~c} \href{http://x}{Text}": "http://a_b~c Text",
    r"{\noopsort{1973c}}1981 \texorpdfstring{$\alpha$}{alpha}": "1981 α",
    r"\foreignlanguage{german}{Wort} \textcolor{red}{rot}": "Wort rot",
    r"\textcyrillic{Ж} \unknown{argument}": "Ж argument",
    # what publishers leave in
    r"AT\&amp;T &lt; {\&}amp; &#233; R&D": "AT&T < & é R&D",
    "<em>a</em> <jats:sup>2</jats:sup> a < b": "<i>a</i> <sup>2</sup> a < b",
    r"$<$i$>$Natrix$<$/i$>$": "<i>Natrix</i>",
    # case protection
    "{DNA} and {Bayesian} {P}arkinson's {iPhone}": "DNA and Bayesian Parkinson's iPhone",
    "{The Whole Title in Braces}": "The Whole Title in Braces",
    "a {de novo} b": 'a <span class="nocase">de novo</span> b',
    "a {{DNA}} b": 'a <span class="nocase">DNA</span> b',
    r"{\"O}nnud{\'o}ttir Stra{{\ss}}e shelf{}ful": "Önnudóttir Straße shelfful",
    # what is broken
    "a } b": "a  b",
    "{a": "a",
    "\\": "\\",
    "$a^$ b": "a b",
    "\\textit{a": "<i>a</i>",
}


@pytest.mark.parametrize("source", DECODED)
def test_decode(source: str) -> None:
    assert decode(source) == DECODED[source]


ENCODED = {
    "5 % & $3 #1 _x": r"5 \% \& \$3 \#1 \_x",
    "a {b} c": r"a \{b\} c",
    "a } b { c": r"a \textbraceright{} b \textbraceleft{} c",
    "C:\\x": r"C:\textbackslash{}x",
    "~ ^": r"\~{} \^{}",
    "<i>a</i> <b>b</b> H<sub>2</sub>O x<sup>n+1</sup>": r"\textit{a} \textbf{b} H$_{2}$O x$^{\textrm{n+1}}$",
    'a <span class="nocase">DNA</span> b': "a {{DNA}} b",
    "<i>never closed": "{<}i>never closed",
    "a -- b ?! TELL ``x''": "a -{}- b ?{}! T{}ELL `{}`{}x'{}'",
    "a <a href='x'>b</a> &amp; c": r"a {<}a href='x'>b{<}/a> \&{}amp; c",
    "one\ntwo": "one\n\ntwo",
    "p < 0.05 – Müller": "p < 0.05 – Müller",
}


@pytest.mark.parametrize("text", ENCODED)
def test_encode(text: str) -> None:
    assert encode(text) == ENCODED[text]
    assert decode(encode(text)) == text


@given(rich_text())
def test_round_trip(text: str) -> None:
    assert decode(encode(text)) == text


_TOKENS = "\\ { } $ % & # _ ^ ~ < > <i> </i> <sup> </sup> \\input \\' a B - \n @x ``".split(" ")


@given(st.lists(st.sampled_from(_TOKENS), max_size=15).map("".join))
def test_what_is_written_ends_no_field_and_begins_no_command(text: str) -> None:
    written = encode(text)
    assert is_balanced(written)
    assert not written.endswith("\\")
    commands = set(re.findall(r"\\([A-Za-z]+)", written))
    assert commands <= {"textbackslash", "textbraceleft", "textbraceright", "textit", "textbf", "textsc", "textrm"}
    if is_safe(text):
        assert decode(text) == text


@given(st.lists(st.sampled_from(["\\'", "\\em ", "\\textit{", "{", "}", "$", "^", "_", "\\\\", "a", "\\url", "\\("])))
def test_whatever_is_read_gives_a_text(pieces: list[str]) -> None:
    assert isinstance(decode("".join(pieces)), str)


def test_what_cannot_be_said_is_remarked_on() -> None:
    assert decode_marked(r"\nobody{knows} \this")[1] == (
        r"unknown command \nobody left out",
        r"unknown command \this taken for its name",
    )
    assert decode_marked(r"$\GL_n$, $\norm{f}$") == (
        "GL<sub>n</sub>, norm(f)",
        (r"unknown command \GL, for which its name stands", r"unknown command \norm, for which its name stands"),
    )
    text, remarks = decode_marked(r"$\frac{a+\input{x}}{b}$")
    assert text == "(a+input(x))/b"
    assert r"a formula that no text says in full: $\frac{a+\input{x}}{b}$" in remarks


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        (r"http://a.b/c\_d", "http://a.b/c_d"),
        (r"\url{http://a.b/\%20x}", "http://a.b/%20x"),
        (r"http://a.b/{\~{}}x", "http://a.b/~x"),
        (r"http://a.b/?x=1\&amp;y=2", "http://a.b/?x=1&y=2"),
        ("{10.1000/a_b}", "10.1000/a_b"),
    ],
)
def test_unescape_raw(written: str, raw: str) -> None:
    assert unescape_raw(written) == raw


@pytest.mark.parametrize("piece", ["{", "\\textit{", "\\em ", "$^{", "\\'{", "$", "\\ensuremath{", "`", "-", "&#1;"])
def test_time_is_linear_and_depth_no_matter(piece: str) -> None:
    start = time.process_time()
    decode(piece * 50_000 + "}" * 50_000)
    assert time.process_time() - start < 5
