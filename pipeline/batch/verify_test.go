package batch

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// folder writes a batch of two customers, one with an older version and a file beside,
// and an inner batch of companions. The hashes are those sha256sum gives.
func folder(t *testing.T) (string, Manifest) {
	t.Helper()
	dir := t.TempDir()
	put := func(name, text string) File {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return File{Kind: "receipts", File: name, Bytes: len(text), SHA256: sha256sum(t, path)}
	}
	edit := func(version int, f File) Edition {
		return Edition{RunID: "R1", Look: "l", Version: version, File: f.File, Bytes: f.Bytes, SHA256: f.SHA256, DocumentID: fmt.Sprintf("D-%d", version)}
	}
	a := Review{CustomerID: "a", Customer: "Acme", State: Written, Edition: edit(2, put("A_v2.pdf", "a two")), Older: []Edition{edit(1, put("A_v1.pdf", "a one"))}}
	a.Beside = []File{put("receipts/A.json", "{}")}
	m := Manifest{Quarter: "2026Q3", Made: []Provenance{{RunID: "R1", Look: "l", AsOf: "2026-11-20"}}, Reviews: []Review{
		a, {CustomerID: "b", Customer: "Beta", State: Written, Edition: edit(1, put("B_v1.pdf", "b one"))}, {CustomerID: "c", State: Held}},
		Files: []File{put(IndexFile, "<html>")}}
	write(t, dir, m, "")
	inner := filepath.Join(dir, "internal")
	companion := put("internal/C_A.pdf", "companion")
	companion.File = "C_A.pdf"
	write(t, inner, Manifest{Reviews: []Review{{CustomerID: "a", Customer: "Acme", State: Written, Edition: edit(0, companion)}}}, "")
	return dir, m
}

// sha256sum asks the system's own program.
func sha256sum(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("sha256sum", path).Output()
	if err != nil {
		t.Skipf("sha256sum is not installed: %v", err)
	}
	return strings.Fields(string(out))[0]
}

func findings(t *testing.T, dir string) map[string]Found {
	t.Helper()
	all, err := VerifyDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Found{}
	for _, one := range all {
		name, err := filepath.Rel(dir, one.Path)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.ToSlash(name)] = one.Finding
	}
	return found
}

func TestVerifyDir(t *testing.T) {
	whole := map[string]Found{"A_v2.pdf": Same, "A_v1.pdf": Replaced, "receipts/A.json": Same, "B_v1.pdf": Same, "index.html": Same, "internal/C_A.pdf": Same}
	for name, c := range map[string]struct {
		change func(dir string) error
		want   map[string]Found
	}{
		"untouched":      {func(string) error { return nil }, nil},
		"one byte":       {func(dir string) error { return os.WriteFile(filepath.Join(dir, "B_v1.pdf"), []byte("b onE"), 0o600) }, map[string]Found{"B_v1.pdf": Changed}},
		"removed":        {func(dir string) error { return os.Remove(filepath.Join(dir, "A_v2.pdf")) }, map[string]Found{"A_v2.pdf": Missing}},
		"older removed":  {func(dir string) error { return os.Remove(filepath.Join(dir, "A_v1.pdf")) }, map[string]Found{"A_v1.pdf": Gone}},
		"receipts":       {func(dir string) error { return os.WriteFile(filepath.Join(dir, "receipts", "A.json"), nil, 0o600) }, map[string]Found{"receipts/A.json": Changed}},
		"a stray file":   {func(dir string) error { return os.WriteFile(filepath.Join(dir, "C.pdf"), nil, 0o600) }, map[string]Found{"C.pdf": Unknown}},
		"packed":         {func(dir string) error { return os.WriteFile(filepath.Join(dir, "QBR.zip"), nil, 0o600) }, nil},
		"a companion":    {func(dir string) error { return os.WriteFile(filepath.Join(dir, "internal", "C_A.pdf"), nil, 0o600) }, map[string]Found{"internal/C_A.pdf": Changed}},
		"swapped":        {swap, map[string]Found{"A_v2.pdf": Changed, "B_v1.pdf": Changed}},
		"stray internal": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "internal", "x.pdf"), nil, 0o600) }, map[string]Found{"internal/x.pdf": Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := folder(t)
			if err := c.change(dir); err != nil {
				t.Fatal(err)
			}
			want := maps.Clone(whole)
			maps.Copy(want, c.want)
			got := findings(t, dir)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			fine := !slices.ContainsFunc(slices.Collect(maps.Values(got)), func(f Found) bool { return !f.Fine() })
			if wantFine := c.want == nil || c.want["A_v1.pdf"] == Gone; fine != wantFine {
				t.Errorf("fine %v, want %v", fine, wantFine)
			}
		})
	}
}

// swap gives each of two customers the other's file.
func swap(dir string) error {
	a, b, between := filepath.Join(dir, "A_v2.pdf"), filepath.Join(dir, "B_v1.pdf"), filepath.Join(dir, "between")
	return errors.Join(os.Rename(a, between), os.Rename(b, a), os.Rename(between, b))
}

func TestVerifyDirNeedsAManifestOfItsOwnFolder(t *testing.T) {
	if _, err := VerifyDir(t.TempDir()); !errors.Is(err, ErrNoManifest) {
		t.Errorf("an empty folder: got %v", err)
	}
	dir := t.TempDir()
	write(t, dir, Manifest{Reviews: []Review{{State: Written, Edition: Edition{File: "../../etc/passwd"}}}}, "")
	if _, err := VerifyDir(dir); err == nil || !strings.Contains(err.Error(), "names a file outside") {
		t.Errorf("a manifest that leads out: got %v", err)
	}
}

// A file is known by its bytes wherever it lies and whatever it is called by now.
func TestVerifyFile(t *testing.T) {
	dir, _ := folder(t)
	elsewhere := t.TempDir()
	for name, text := range map[string]string{"mail (1).pdf": "a two", "old.pdf": "a one", "B_v1.pdf": "forged", "C_A.pdf": "companion", "other.pdf": "?"} {
		if err := os.WriteFile(filepath.Join(elsewhere, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dirs, err := Dirs(dir)
	if err != nil || len(dirs) != 2 {
		t.Fatalf("folders of batches: %v, %v", dirs, err)
	}
	for path, want := range map[string]struct {
		found    Found
		customer string
	}{
		filepath.Join(elsewhere, "mail (1).pdf"):    {Same, "a"},
		filepath.Join(elsewhere, "old.pdf"):         {Replaced, "a"},
		filepath.Join(elsewhere, "B_v1.pdf"):        {Changed, "b"},
		filepath.Join(elsewhere, "C_A.pdf"):         {Same, "a"},
		filepath.Join(elsewhere, "other.pdf"):       {Unknown, ""},
		filepath.Join(dir, "B_v1.pdf"):              {Same, "b"},
		filepath.Join(dir, "receipts", "A.json"):    {Same, "a"},
		filepath.Join(dir, "internal", "C_A.pdf"):   {Same, "a"},
		filepath.Join(dir, "internal", "C_A.pdf.x"): {"", ""},
	} {
		got, err := VerifyFile(path, dirs)
		customer := ""
		if got.Known != nil {
			customer = got.Known.CustomerID
		}
		if got.Finding != want.found || customer != want.customer || (err == nil) != (want.found != "") {
			t.Errorf("%s: got %s of %q, %v, want %+v", path, got.Finding, customer, err, want)
		}
		if want.found == Same && customer == "b" && (got.Made == nil || got.Made.AsOf != "2026-11-20") {
			t.Errorf("%s: made with %+v", path, got.Made)
		}
	}
}

// The packed batch holds what may leave, verifies where it is unpacked but for what
// was left at home, and is the same whenever it is packed.
func TestZip(t *testing.T) {
	dir, m := folder(t)
	var first, second bytes.Buffer
	at := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := WriteZip(out, dir, m, at); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("packing twice gives other bytes")
	}
	pack, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	to := t.TempDir()
	for _, f := range pack.File {
		names = append(names, f.Name)
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		path := filepath.Join(to, filepath.FromSlash(f.Name))
		if err := errors.Join(err, in.Close(), os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"manifest.json", "index.html", "A_v2.pdf", "receipts/A.json", "B_v1.pdf"}, names); diff != "" {
		t.Errorf("packed (-want +got):\n%s", diff)
	}
	want := map[string]Found{"A_v2.pdf": Same, "A_v1.pdf": Gone, "receipts/A.json": Same, "B_v1.pdf": Same, "index.html": Same}
	if diff := cmp.Diff(want, findings(t, to)); diff != "" {
		t.Errorf("unpacked (-want +got):\n%s", diff)
	}
}
