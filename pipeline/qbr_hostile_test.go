package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
)

// injections are texts that another program might take for more than text.
func injections() []string {
	all := []string{
		"../../../etc/passwd", "..\\..\\windows\\system32", "/absolute", "C:\\evil", "\x00cut", "line\nbreak", "\r\n\r\nHTTP", "con", "NUL.pdf", ".hidden", "-rf",
		"$(rm -rf ~)", "`id`", "; DROP TABLE marts.customers; --", "' OR '1'='1", "%s%n%x", "{{.}}", "${jndi:ldap://x}", "=cmd|' /C calc'!A0", "@SUM(1)",
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:app.alert(1)", "data:text/html,x", "&#60;b&#62;", "<!--", "]]>", "\\", "\\)", "(((", ")))", "((()))(",
		") >> endobj 9 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj (", "endstream endobj", "stream\nendstream", "%%EOF", "xref\n0 1", "trailer << /Root 1 0 R >>", "/OpenAction", "/Launch /F (calc.exe)",
		"/URI (https://evil.example)", "https://evil.example/x", "mailto:a@evil.example", "\\101\\102", "<feff0041>", "/Names /EmbeddedFiles", "BT /F1 12 Tf (x) Tj ET", "q Q 0 0 m", "\u202egnp.exe", "\u2066\u2069", "\u200b",
		"\ufeff", "\ufffe", "\U0010ffff", "e\u0301\u0301\u0301", "مرحبا (x) שלום", "名前", "𝔘𝔫𝔦", "😀👩‍👩‍👧", strings.Repeat("W", 500), strings.Repeat("a b ", 300), strings.Repeat("(", 200), "\xff\xfe\xfd", "\x1b[31m",
	}
	random := rand.New(rand.NewPCG(3, 5))
	for len(all) < 220 {
		a, b := all[random.IntN(60)], all[random.IntN(60)]
		all = append(all, a[:random.IntN(len(a)+1)]+b)
	}
	return all
}

// Whatever people typed into names, notes and goals: every review is written inside
// the folder, and no file has anything that runs or leads out of it.
func TestBatchOfHostileTexts(t *testing.T) {
	if activeContent([]byte("1 0 obj << /T (a /JS b) /S /JavaScript >> endobj")) != "/JavaScript" || activeContent([]byte(`<< /T (\) /JS) >>`)) != "" {
		t.Fatal("active content is not told from text")
	}
	b := newBench(t)
	b.stages.newRenderer = b.brandedRenderer
	texts := injections()
	random := rand.New(rand.NewPCG(13, 17))
	some := func() string { return texts[random.IntN(len(texts))] }
	b.stages.readReviews = func(_ context.Context, _ *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error {
		for i, text := range texts {
			q := &reports.QBR{
				Supplier: reports.Supplier{Name: "Acme", Currency: "USD", Timezone: "America/New_York"},
				Customer: reports.Customer{ID: fmt.Sprint(i, some()), Name: text, Plan: some()}, Period: opts.Period,
				AsOf: opts.Period.Last(), KnownAt: time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC),
				People: []reports.Person{{Side: reports.Us, Name: some(), Role: some()}, {Side: reports.Them, Name: some(), Role: some()}},
				Note:   &reports.Note{Author: some(), On: opts.Period.Last(), Text: some() + " " + some()},
				Goals:  []reports.Goal{{ID: some(), Title: some(), Measure: some(), Unit: some(), Owner: some(), DueOn: opts.Period.Last(), Status: reports.GoalUnstated}},
				Next:   []reports.Commitment{{ID: some(), Side: reports.Us, Text: some(), Owner: some(), DueOn: opts.Period.End.AddDate(0, 1, 0), Status: reports.Open}},
			}
			if err := yield(q); err != nil {
				return err
			}
		}
		return nil
	}
	pullAndTransform(t, b, TransformOptions{})
	outside := t.TempDir()
	dir := filepath.Join(outside, "in", "side")
	report, err := b.QBRs(t.Context(), QBROptions{Out: dir, Zip: true})
	if err != nil || report.Count(ReviewWritten) != len(texts) {
		t.Fatalf("%d of %d written, %v", report.Count(ReviewWritten), len(texts), err)
	}
	pdfs := 0
	err = filepath.WalkDir(outside, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if inside, err := filepath.Rel(dir, path); err != nil || !filepath.IsLocal(inside) || !d.Type().IsRegular() {
			t.Errorf("a file outside of the folder: %s", path)
		}
		if filepath.Ext(path) != ".pdf" {
			return nil
		}
		pdfs++
		data, err := os.ReadFile(path)
		if active := activeContent(data); active != "" {
			t.Errorf("%s has %s", filepath.Base(path), active)
		}
		return err
	})
	if err != nil || pdfs != len(texts) {
		t.Errorf("%d files of %d reviews, %v", pdfs, len(texts), err)
	}
	found, err := Verify([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range found {
		if !one.Finding.Fine() {
			t.Errorf("verify: %s is %s", one.Path, one.Finding)
		}
	}
}

// activeContent is the first name in a PDF's own objects that makes a viewer do
// something. What stands in streams and in texts is only drawn or shown.
func activeContent(pdf []byte) string {
	bare := regexp.MustCompile(`(?s)\bstream\r?\n.*?\nendstream`).ReplaceAll(pdf, nil)
	bare = regexp.MustCompile(`(?s)\((?:\\.|[^\\()])*\)`).ReplaceAll(bare, nil)
	return string(regexp.MustCompile(`/(JavaScript|JS|Launch|OpenAction|AA|URI|SubmitForm|ImportData|RichMedia|XFA|GoToR|GoToE|Movie|Sound|Rendition)\b`).Find(bare))
}
