package archive_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/archive"
)

// packed is a zip of a plain and a gzipped member.
func packed(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	plain, err := z.Create("a/plain.json")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(plain, "one\ntwo\n")
	zipped, err := z.Create("a/zipped.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	g := gzip.NewWriter(zipped)
	io.WriteString(g, "three\n")
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// content reads every member to its end.
func content(file []byte) (map[string]string, int64, error) {
	a, err := archive.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, 0, err
	}
	texts, total := map[string]string{}, int64(0)
	for _, m := range a.Members() {
		in, err := m.Open()
		if err != nil {
			return nil, total, err
		}
		var kept bytes.Buffer
		n, err := io.Copy(&kept, in)
		in.Close()
		total += n
		if err != nil {
			return nil, total, err
		}
		texts[m.Name()] = kept.String()
	}
	return texts, total, nil
}

func TestMembers(t *testing.T) {
	got, _, err := content(packed(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a/plain.json": "one\ntwo\n", "a/zipped.json.gz": "three\n"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCutShort(t *testing.T) {
	whole := packed(t)
	for n := range whole {
		if _, _, err := content(whole[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes read as a whole archive", n, len(whole))
		}
	}
}

// FuzzArchive: no bytes make reading panic or unpack without bound.
func FuzzArchive(f *testing.F) {
	f.Add(packed(f), 0, byte(0))
	f.Add([]byte("PK\x05\x06"+strings.Repeat("\x00", 18)), 0, byte(0))
	f.Add(packed(f), 30, byte(0xff))
	f.Fuzz(func(t *testing.T, file []byte, at int, with byte) {
		if len(file) > 1<<16 {
			return
		}
		if at > 0 && at < len(file) {
			file = bytes.Clone(file)
			file[at] = with
		}
		if _, total, _ := content(file); total > 64<<20+400*int64(len(file))+1<<16 {
			t.Fatalf("%d bytes unpacked to %d", len(file), total)
		}
	})
}
