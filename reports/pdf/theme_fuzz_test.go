package pdf

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"quarterdeck/reports"
)

// FuzzTheme: whatever a theme.yml holds, it is a theme or a mistake in that file.
func FuzzTheme(f *testing.F) {
	dir := f.TempDir()
	f.Add([]byte("colors:\n  accent: \"#0B5A43\"\nsizes: {headline: 22}\n"))
	f.Add([]byte("colors: {accent: [1]}\npage: {columns: 3}\n"))
	f.Add([]byte("sizes: !\n0000000 00000000000: #0000000000000000000000000000000000000000000000000000000000000000000000"))
	f.Add([]byte("page: &a {columns: *a}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 1<<14 {
			return
		}
		own := filepath.Join(dir, "theme.yml")
		if err := os.WriteFile(own, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ownTheme(dir)
		if told := new(reports.Mistake); err != nil && !errors.As(err, &told) {
			t.Fatalf("%v names no place", err)
		}
	})
}
