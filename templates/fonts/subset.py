"""Makes the report fonts from Debian's fonts-noto-core and -extra (SIL OFL 1.1).

Run in this folder: python3 subset.py /usr/share/fonts/truetype/noto
Needs fonttools. The report writer uses neither hinting nor OpenType layout,
so both are dropped. Noto Sans has no mathematical signs: they are copied from
Noto Sans Math, which has the same units per em.
"""
import sys

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

WEIGHTS = ["Regular", "SemiBold"]
RANGES = """0020-007E 00A0-017F 018F 0192 0218-021B 0251 0259 02BC 02C6 02C7 02D8-02DD
0384-038A 038C 038E-03A1 03A3-03CE 0400-045F 0490-0493 0496-0497 049A-049B 04A2-04A3
04AE-04B1 04BA-04BB 04D8-04D9 04E8-04E9 1E80-1E85 1E9E 1EA0-1EF9 2007-2009 2010-2015
2018-201E 2020-2022 2026 202F 2030 2032 2033 2039 203A 2044 20A0-20BF 2116 2122 2126 FFFD"""
MATH = [0x2192, 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265]


# Scripts of names, each in files of its own that only documents with such a name
# embed. Arabic has the joined forms of its letters as signs of their own, because
# the writer joins them itself.
SCRIPTS = {
    "Hebrew": "05BE 05D0-05EA 05F0-05F4",
    "Arabic": """060C 061B 061F 0621-063A 0640-064A 0660-066D 0670 0679 067E 0686 0688 0691 0698 06A9 06AF
06BA 06BE 06C1 06CC 06D2 06D4 06F0-06F9 FB56-FB59 FB66-FB69 FB7A-FB7D FB88-FB95 FB9E-FB9F FBA6-FBAF
FBE8-FBE9 FBFC-FBFF FE80-FEFC""",
    "Armenian": "0531-0556 0559-055F 0561-0587 0589-058A",
    "Georgian": "10A0-10C5 10D0-10FA 10FC 1C90-1CBA",
}


def codepoints(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def cut(path, ranges):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "MVAR", "DSIG", "gasp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(codepoints(ranges)))
    cutter.subset(font)
    return font


def add_math(font, math):
    """Copies the signs; the minus is the bar of this weight's own plus."""
    source, names = math.getGlyphSet(), math.getBestCmap()
    order = font.getGlyphOrder()
    for code in MATH:
        name = "uni%04X" % code
        pen = TTGlyphPen(None)
        if code == 0x2212:
            width = draw_minus(font, pen)
        else:
            source[names[code]].draw(pen)
            width = source[names[code]].width
        order = order + [name]
        font.setGlyphOrder(order)
        glyph = pen.glyph()
        font["glyf"].glyphs[name] = glyph
        font["glyf"].glyphOrder = order
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (width, glyph.xMin)
        for table in font["cmap"].tables:
            table.cmap[code] = name


def draw_minus(font, pen):
    plus = font["glyf"]["plus"]
    ys = sorted(y for _, y in plus.coordinates)
    low, high = ys[4], ys[7]
    pen.moveTo((plus.xMin, low))
    pen.lineTo((plus.xMin, high))
    pen.lineTo((plus.xMax, high))
    pen.lineTo((plus.xMax, low))
    pen.closePath()
    return font["hmtx"]["plus"][0]


def main(folder):
    math = TTFont(folder + "/NotoSansMath-Regular.ttf")
    for weight in WEIGHTS:
        font = cut("%s/NotoSans-%s.ttf" % (folder, weight), RANGES)
        add_math(font, math)
        font.save("NotoSans-%s.ttf" % weight)
        for script, ranges in SCRIPTS.items():
            cut("%s/NotoSans%s-%s.ttf" % (folder, script, weight), ranges).save("NotoSans%s-%s.ttf" % (script, weight))


main(sys.argv[1])
