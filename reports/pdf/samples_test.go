package pdf

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

var samplesDir = flag.String("samples", "", "folder to write the sample reviews into")

func newRenderer(t testing.TB) *Renderer {
	t.Helper()
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(theme)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSamples renders every kind of customer; with -samples the files are kept
// to be looked at.
func TestSamples(t *testing.T) {
	r := newRenderer(t)
	dir := *samplesDir
	if dir == "" {
		dir = t.TempDir()
	}
	all := samples()
	maps.Copy(all, customers())
	for name, q := range all {
		f, err := os.Create(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		result, err := r.Render(f, q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if len(result.Warnings) > 0 {
			t.Errorf("%s: %v", name, result.Warnings)
		}
		t.Logf("%s: %d pages, %d bytes, %s", name, result.Pages, result.Bytes, result.DocumentID)
	}
}
