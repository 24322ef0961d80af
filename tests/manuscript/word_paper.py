"""The manuscript that the tests of Word documents cite from: all that Word does to typed keys, in one paper."""

from __future__ import annotations

from manuscript.word_files import box, build, call, cut, para, run, table

MISSPELT = '<w:proofErr w:type="spellStart"/>'
MARKED = '<w:bookmarkStart w:id="7" w:name="here"/><w:bookmarkEnd w:id="7"/>'
ITALIC = "<w:i/>"
RED = '<w:rFonts w:ascii="Georgia"/><w:color w:val="FF0000"/><w:sz w:val="28"/>'


def paper() -> bytes:
    """Return the paper: 31 citations of 43 cites, in the body, tables, a text box, footnotes and endnotes."""
    return build(
        para("Slow Clocks: a Review [of everything; mostly]", properties='<w:pStyle w:val="Title"/>'),
        para("Tides have been tabled since Adler [-@adler2011], and marshes keep time [@adler2015]. No@example.org."),
        para(
            cut("Shells [see @baptiste:2019, pp. 15–17; @castellan2008, chap. 2] tell silt.", 9, 14, 22, 23, 40, 61),
            " So do bells ",
            cut("[@dvorak_2020].", 1, 2, between=MISSPELT),
        ),
        para("Gulls ", cut("[@ekwueme2017; @fontaine1998; @adler2011]", 3, 5, 20, between=MARKED), " count."),
        para(run("Red text cites in red [@garcia2021] and goes on.", RED)),
        para("Two by one author in one year: [@jansen2018a; @jansen2018b], [@jansen2018a, p. 78]."),
        para("Again [@jansen2018a, p. 78], and [@jansen2018a, pp. 79-80], then the other [@jansen2018b]."),
        para("A note follows.", call("footnote", 1), " And an end", call("endnote", 1), " note [@hofstra2003]."),
        para("By identifier [@doi:10.5555/jct.2015.0042] and [@pmid:39990001]; in braces [@{kessler1924}]."),
        table(
            (para("Station"), para("Source")),
            (para("nine"), para("Soundings [@garcia2021]")),
            (para("ten"), para(cut("Ice [@lindqvist2016, version 2]", 6, 7, 8))),
        ),
        para("A box stands here.", box(para("In the box: [@ito2013]."), para("No citation."))),
        para(
            '<w:hyperlink r:id="rId1">',
            run("linked [@ito2013]"),
            "</w:hyperlink>",
            '<w:ins w:id="3" w:author="A" w:date="2026-01-01T00:00:00Z">',
            run(" inserted [@adler2011, 5]"),
            "</w:ins>",
            '<w:del w:id="4" w:author="A"><w:r><w:delText>[@gone1900]</w:delText></w:r></w:del>',
            ".",
        ),
        para("Old quotes end “so” [@kessler1924]. A sentence [e.g., @ito2013, p. 3, and others]; next."),
        para(
            "Emphasis in ",
            run("an affix ["),
            run("cf.", "<w:i/>"),
            run(" @fontaine1998, "),
            run("passim", "<w:i/>"),
            "].",
        ),
        para("Suffixes [@hofstra2003, § 4, with tables; @dvorak_2020 on fog] stay [@castellan2008, figs. 3–5]."),
        para("Four hands [@baptiste:2019], once more [@baptiste:2019; @adler2015], and last [@ekwueme2017, p. 45]."),
        para("References", properties='<w:pStyle w:val="Heading1"/>'),
        para(cut("{{bibliography}}", 1, 5)),
        para("Thanks to all & sundry <nobody>."),
        footnotes=(
            cut(" Compare [@adler2011, p. 12] with care; also [@lindqvist2016].", 12, 13) + run(""),
            run(" Never called [@kessler1924]."),
        ),
        endnotes=(run(" [@castellan2008, 90]."),),
        parts={"docProps/app.xml": b"<Properties/>", "word/media/image1.png": bytes(range(256))},
        relations=("hyperlink https://example.org/ External",),
    )
