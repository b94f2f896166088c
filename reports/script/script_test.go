package script

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// table reads pairs that other programs have made: python-bidi 0.6 (the Rust crate
// unicode-bidi) and arabic-reshaper 3.1.
func table(t *testing.T, file string) [][2]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out [][2]string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		from, to, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			t.Fatalf("line %q has no two parts", lines.Text())
		}
		out = append(out, [2]string{from, to})
	}
	return out
}

// TestVisualAgreesWithAnotherProgram orders 400 mixed lines. That program does not
// turn brackets round, so their direction is not compared.
func TestVisualAgreesWithAnotherProgram(t *testing.T) {
	for _, row := range table(t, "testdata/visual.txt") {
		round := strings.NewReplacer(")", "(", "]", "[", "»", "«")
		if got := Visual(row[0]); round.Replace(got) != round.Replace(row[1]) {
			t.Errorf("%q is drawn %q, want %q", row[0], got, row[1])
		}
	}
}

// TestShapesAgreeWithAnotherProgram joins Arabic, Persian and Urdu words.
func TestShapesAgreeWithAnotherProgram(t *testing.T) {
	for _, row := range table(t, "testdata/shapes.txt") {
		if got := Shape(row[0], func(rune) bool { return true }); got != row[1] {
			t.Errorf("%q is joined %q (%U), want %q (%U)", row[0], got, []rune(got), row[1], []rune(row[1]))
		}
	}
}

// TestIsolates: a name keeps to itself whatever stands beside it.
func TestIsolates(t *testing.T) {
	for _, tc := range []struct{ line, want string }{
		{"Review of " + Isolate("שלום (2000)") + " 2026", "Review of (2000) םולש 2026"},
		{Isolate("חברה") + "   ·   Q3 2026", "הרבח   ·   Q3 2026"},
		{Isolate("חברה") + " " + Isolate("שלום") + " x", "הרבח םולש x"},
		{"a " + Isolate("b "+Isolate("שלום 1")+" c") + " d", "a b 1 םולש c d"},
		{"cut " + string(FirstStrong) + "שלום!", "cut !םולש"},
		{"end" + string(PopIsolate) + " שלום", "end םולש"},
		{"(שלום)", "(םולש)"}, {"שלום [abc] «12»", "«12» [abc] םולש"}, {"abc (שלום) «x»", "abc (םולש) «x»"},
		{"half" + string(PopIsolate), "half"}, {"plain", "plain"}, {"", ""}, {Isolate("plain"), "plain"},
	} {
		if got := Visual(tc.line); got != tc.want {
			t.Errorf("%q is drawn %q, want %q", tc.line, got, tc.want)
		}
	}
}

// TestNothingIsLost: ordering and joining keep every sign, whatever the text.
func TestNothingIsLost(t *testing.T) {
	sorted := func(s string) map[rune]int {
		n := map[rune]int{}
		for _, r := range norm.NFKC.String(s) {
			if strings.ContainsRune("()[]{}<>«»‹›≤≥⟨⟩", r) {
				r = '('
			}
			if !Invisible(r) {
				n[r]++
			}
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("aZ 1٤,.-%+()[]«»אבש״الملبة\u0651\u0301é·\u2068\u2069€")), 0, 30, -1).Draw(t, "s")
		got := Visual(Shape(s, func(rune) bool { return true }))
		want := sorted(s)
		for r, n := range sorted(got) {
			if want[r] != n {
				t.Fatalf("%q is drawn %q: %q %d times, want %d", s, got, r, n, want[r])
			}
			delete(want, r)
		}
		if len(want) > 0 {
			t.Fatalf("%q is drawn %q without %v", s, got, want)
		}
	})
}
