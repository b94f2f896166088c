package scale

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quarterdeck/pipeline"
)

// TestSmallNight: a company of twenty lands without a reject and its marts pass
// their checks, so that the benchmark measures a night like any other.
func TestSmallNight(t *testing.T) {
	n := newNight(t, 20)
	report, err := n.pipeline.Pull(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Streams {
		if s.Rows == 0 || s.Rejected > 0 || s.Invalid > 0 {
			t.Errorf("%s: %d rows, %d rejected, %d values do not fit", s.Stream, s.Rows, s.Rejected, s.Invalid)
		}
	}
	done, err := n.pipeline.Transform(t.Context(), pipeline.TransformOptions{AsOf: time.Unix(int64(asOfDay)*86400, 0).UTC()})
	if err != nil || !done.Published {
		t.Fatal(err)
	}
}

// TestSameCompanyTwice: the same seed gives the same bytes.
func TestSameCompanyTwice(t *testing.T) {
	dirs := []string{t.TempDir(), t.TempDir()}
	for _, dir := range dirs {
		if err := newCompany(7, 3).write(dir); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := filepath.Glob(filepath.Join(dirs[0], "*.parquet"))
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	for _, path := range paths {
		one, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(dirs[1], filepath.Base(path)))
		if err != nil || !bytes.Equal(one, other) {
			t.Errorf("%s differs: %v", filepath.Base(path), err)
		}
	}
}
