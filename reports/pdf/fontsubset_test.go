package pdf

import (
	"encoding/binary"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	hint "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"quarterdeck/templates"
)

// shippedFonts are all font files of the templates, by name.
func shippedFonts(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := fs.Glob(templates.Files, "fonts/*.ttf")
	if err != nil || len(names) < 4 {
		t.Fatalf("%d fonts, %v", len(names), err)
	}
	out := map[string][]byte{}
	for _, name := range names {
		if out[name], err = fs.ReadFile(templates.Files, name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestSubsetDrawsTheSame: another reader of fonts finds in a part of a font the very
// outlines and widths of the whole, for every sign of every shipped font.
func TestSubsetDrawsTheSame(t *testing.T) {
	for name, raw := range shippedFonts(t) {
		f, err := parseFont("noto", raw)
		if err != nil {
			t.Fatal(err)
		}
		runes := slices.Sorted(maps.Keys(f.glyphs))
		slices.Reverse(runes)
		var glyphs []uint16
		for _, r := range runes {
			glyphs = append(glyphs, f.glyphs[r])
		}
		for part := range slices.Chunk(glyphs, 97) {
			file, err := f.subset(part)
			if err != nil {
				t.Fatal(err)
			}
			if sum := tableSum(file); sum != 0xB1B0AFBA {
				t.Errorf("%s: the file adds up to %X", name, sum)
			}
			tables, err := tableDirectory(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, tag := range []string{"cmap", "name", "OS/2", "post"} { // the reader asks for them, documents do not
				tables[tag] = f.tables[tag]
			}
			compareGlyphs(t, name, raw, assemble(tables), part)
		}
	}
}

func compareGlyphs(t *testing.T, name string, whole, part []byte, glyphs []uint16) {
	t.Helper()
	from, err := sfnt.Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	to, err := sfnt.Parse(part)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var buf [2]sfnt.Buffer
	unit := fixed.Int26_6(from.UnitsPerEm())
	for i, old := range append([]uint16{0}, glyphs...) {
		want, err := from.LoadGlyph(&buf[0], sfnt.GlyphIndex(old), unit, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := to.LoadGlyph(&buf[1], sfnt.GlyphIndex(i), unit, nil)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%s: glyph %d, once %d, is another, %v:\n%s", name, i, old, err, diff)
		}
		wide, err := from.GlyphAdvance(&buf[0], sfnt.GlyphIndex(old), unit, hint.HintingNone)
		if err != nil {
			t.Fatal(err)
		}
		if is, err := to.GlyphAdvance(&buf[1], sfnt.GlyphIndex(i), unit, hint.HintingNone); is != wide || err != nil {
			t.Fatalf("%s: glyph %d, once %d, is %v wide, want %v, %v", name, i, old, is, wide, err)
		}
	}
}

// TestDamagedFonts: whatever is cut or changed in a font is an error when it is read,
// or does no harm when a document takes a part of it.
func TestDamagedFonts(t *testing.T) {
	raw := shippedFonts(t)["fonts/NotoSansHebrew-Regular.ttf"]
	take := func(file []byte) error {
		f, err := parseFont("noto", file)
		if err != nil {
			return err
		}
		_, err = f.subset(slices.Collect(maps.Values(f.glyphs)))
		_ = f.descriptor("noto", 1)
		if err != nil {
			t.Errorf("it is read and then fails: %v", err)
		}
		return err
	}
	if err := take(raw); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(raw); n += 13 {
		if take(raw[:n]) == nil && n < len(raw)-64 {
			t.Errorf("cut to %d of %d bytes it is accepted", n, len(raw))
		}
		changed := slices.Clone(raw)
		changed[n] ^= 0xFF
		_ = take(changed)
	}
	f, err := parseFont("noto", raw)
	if err != nil {
		t.Fatal(err)
	}
	tables := maps.Clone(f.tables)
	glyf := slices.Clone(tables["glyf"])
	for glyph := range len(f.places) - 1 { // those made of others name one that is not there
		_ = parts(glyf[f.places[glyph]:f.places[glyph+1]], func(at []byte) error {
			binary.BigEndian.PutUint16(at, 0xFFF0)
			return nil
		})
	}
	tables["glyf"] = glyf
	if _, err := parseFont("noto", assemble(tables)); err == nil || !strings.Contains(err.Error(), "is made of one that is not there") {
		t.Errorf("got %v", err)
	}
}
