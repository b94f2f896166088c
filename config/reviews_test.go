package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

func parseReviews(t *testing.T, section string) config.Reviews {
	t.Helper()
	cfg, err := config.Parse("q.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"+section), env)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Reviews
}

// TestReviewsLeftOut: what the example documents as defaults is what a file without
// the section gets, and nobody may see anything that needs a permission.
func TestReviewsLeftOut(t *testing.T) {
	got := parseReviews(t, "")
	example, err := config.Parse("example.yml", []byte(config.Example), env)
	if err != nil {
		t.Fatal(err)
	}
	got.Places, example.Reviews.Places = nil, nil
	if diff := cmp.Diff(example.Reviews, got); diff != "" {
		t.Errorf("reviews (-example +default):\n%s", diff)
	}
	if got.Commercial.Has("c1") || got.Personal.Has("c1") {
		t.Error("a permission is given without having been asked for")
	}
}

func TestPermissions(t *testing.T) {
	for text, want := range map[string][2]bool{"all": {true, true}, "none": {}, "[c1, c3]": {true, false}, "[]": {}, "[all]": {}} {
		r := parseReviews(t, "reviews: {commercial: "+text+", personal: "+text+"}\n")
		for _, p := range []config.Customers{r.Commercial, r.Personal} {
			if got := [2]bool{p.Has("c1"), p.Has("c2")}; got != want {
				t.Errorf("%s: c1 and c2 get %v, want %v", text, got, want)
			}
		}
	}
}

// TestReviewPlaces: what a later look finds wrong can be told with its line.
func TestReviewPlaces(t *testing.T) {
	r := parseReviews(t, "reviews:\n  language: de\n  logo: l.png\n")
	for key, want := range map[string]string{"language": "q.yml:4:", "logo": "q.yml:5:", "templates": "q.yml:"} {
		if got := r.Places[key]; !strings.HasPrefix(got, want) {
			t.Errorf("%s is at %s, want %s", key, got, want)
		}
	}
}

func TestReviewPathsAreRelativeToTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "q.yml")
	text := "company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\nreviews: {templates: brand, logo: brand/l.svg, customer_logos: /srv/logos}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path, env)
	if err != nil {
		t.Fatal(err)
	}
	r := cfg.Reviews
	if diff := cmp.Diff([]string{filepath.Join(dir, "brand"), filepath.Join(dir, "brand/l.svg"), "/srv/logos"}, []string{r.Templates, r.Logo, r.CustomerLogos}); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}
