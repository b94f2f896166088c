package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline/batch"
)

// sentBatch is a folder as somebody got it, without any configuration: the hashes are
// those of the words "one" and "two" as sha256sum gives them.
func sentBatch(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const manifest = `{"quarter": "2026Q3", "as_of": "2026-11-20", "run_id": "R1",
"made_with": [{"run_id": "R1", "as_of": "2026-11-20", "look": "l", "data_sha256": "d", "sql_sha256": "s", "config_sha256": "c", "program": "v1.2.3"}],
"reviews": [{"customer_id": "c1", "customer": "Acme", "state": "written", "run_id": "R1", "look": "l", "version": 2, "file": "QBR_Acme_v2.pdf", "bytes": 3,
"document_id": "AAAA-BBBB-CCCC", "sha256": "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
"older": [{"run_id": "R1", "look": "l", "version": 1, "file": "QBR_Acme_v1.pdf", "sha256": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"}]},
{"customer_id": "c2", "customer": "Beta", "state": "held", "run_id": "R1"}]}`
	for name, text := range map[string]string{batch.ManifestFile: manifest, "QBR_Acme_v1.pdf": "one", "QBR_Acme_v2.pdf": "two"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestVerify(t *testing.T) {
	p, dir := program{t: t}, sentBatch(t)
	elsewhere := t.TempDir()
	config := filepath.Join(elsewhere, "none.yml")
	verify := func(paths ...string) result {
		return p.run(append([]string{"verify", "--config", config}, paths...)...)
	}
	put := func(path, text string) string {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	says := func(what string, got result, code int, words ...string) {
		t.Helper()
		at := 0
		for _, w := range words {
			i := strings.Index(got.out[at:]+got.errOut, w)
			if i < 0 {
				t.Errorf("%s: does not say %q:\n%s%s", what, w, got.out, got.errOut)
				continue
			}
			at = min(at+i, len(got.out))
		}
		if got.code != code {
			t.Errorf("%s: exit %d, want %d", what, got.code, code)
		}
	}
	says("a whole folder", verify(dir), exitDone, "replaced", "QBR_Acme_v1.pdf", "version 2 has taken its place", "1 file as written",
		"made from publication R1 as of 2026-11-20", "data", "sha256 d", "program", "v1.2.3")
	says("one file", verify(filepath.Join(dir, "QBR_Acme_v2.pdf")), exitDone, "same", "review of Acme (c1), version 2, document AAAA-BBBB-CCCC")
	says("no batch", verify(put(filepath.Join(elsewhere, "x.pdf"), "two")), exitFailed, "unknown", "no batch that is known here wrote these bytes")
	says("a folder without", verify(elsewhere), exitUsage, "no manifest.json")
	says("nothing there", verify(filepath.Join(dir, "nobody.pdf")), exitUsage, "there is no file or folder")
	put(filepath.Join(dir, "QBR_Acme_v2.pdf"), "tw0")
	says("a changed file", verify(dir), exitFailed, "changed", "QBR_Acme_v2.pdf", "3fc4ccfe", "1 of 2 files is not as written")
	var found []batch.Verified
	got := verify(dir, "--json")
	decode(t, got.out, &found)
	if got.code != exitFailed || len(found) != 2 || found[0].Finding != batch.Replaced || found[1].Finding != batch.Changed {
		t.Errorf("as JSON: exit %d, %+v", got.code, found)
	}
}
