package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gofrs/flock"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/state"
)

// kind is an address without what names one of many.
func kind(link string) string {
	at, _ := url.Parse(link)
	parts := strings.Split(at.Path, "/")
	for i := range parts {
		if i >= 2 && parts[i] != "numbers" && parts[i] != "check" {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// TestEveryPage follows every link from the first page: every page answers, and 200
// names meant to break pages are text and nothing else in all of them.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	address, _, _ := visitWorld(t)
	seen, perKind := map[string]bool{}, map[string]int{}
	queue := []string{"/"}
	for len(queue) > 0 {
		link, _, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		limit := 6
		switch kind(link) {
		case "/customers/*":
			limit = 200
		case "/customers":
			limit = 40
		}
		if seen[link] || perKind[kind(link)] >= limit {
			continue
		}
		seen[link] = true
		perKind[kind(link)]++
		answer, body := ask(t, http.MethodGet, address+link, "")
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", link, answer.Status)
			continue
		}
		if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			queue = append(queue, inspect(t, link, body)...)
		}
	}
	for _, want := range []string{"/", "/scorecard", "/scorecard/*", "/segments", "/customers", "/customers/*", "/customers/*/numbers", "/figures", "/receipts/*/*",
		"/files/*/*", "/runs", "/runs/*", "/deliveries", "/quality", "/quality/check", "/definitions"} {
		if perKind[want] == 0 {
			t.Errorf("no link leads to %s", want)
		}
	}
	if n := perKind["/customers/*"]; n != 200 {
		t.Errorf("%d pages of customers were reached, want all 200", n)
	}
	for _, gone := range []string{"/nothing", "/customers/none", "/runs/none", "/scorecard/none", "/quality/check?name=none", "/figures?id=none", "/receipts/2026Q3/none"} {
		if answer, body := ask(t, http.MethodGet, address+gone, ""); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %s", gone, answer.Status)
		} else {
			inspect(t, gone, body)
		}
	}
}

// TestWhoSeesWhat: a CSM sees the own customers and nothing of others, a viewer does
// nothing, and what an admin does is in the audit log.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	address, site, _ := visitWorld(t, people()...)
	status := func(method, path, token string, form ...string) int {
		answer, _ := ask(t, method, address+path, token, form...)
		return answer.StatusCode
	}
	const other, own = "/customers/C000", "/customers/C001"
	for path, want := range map[string][3]int{ // as nobody, CSM, viewer
		"/": {401, 200, 200}, "/customers": {401, 200, 200}, other: {401, 404, 200}, own: {401, 200, 200},
		other + "/numbers": {401, 404, 200}, own + "/numbers": {401, 200, 200}, "/scorecard": {401, 403, 200}, "/scorecard/nrr": {401, 403, 200},
		"/segments": {401, 403, 200}, "/runs": {401, 403, 200}, "/deliveries": {401, 403, 200}, "/quality": {401, 403, 200}, "/definitions": {401, 200, 200},
		"/figures?id=nrr@ttm:2025-11-01": {401, 404, 200},
	} {
		for i, token := range []string{"", csmToken, viewerToken} {
			if got := status(http.MethodGet, path, token); got != want[i] && (got != http.StatusSeeOther || want[i] != http.StatusUnauthorized) {
				t.Errorf("%s as %q answers %d, want %d", path, token, got, want[i])
			}
		}
	}
	_, list := ask(t, http.MethodGet, address+"/customers?all=1", csmToken)
	for _, link := range inspect(t, "the list of a CSM", list) {
		var n int
		if _, err := fmt.Sscanf(link, "/customers/C%d", &n); err == nil && n%2 == 0 {
			t.Errorf("a CSM is shown %s", link)
		}
	}
	if !strings.Contains(list, "100 customers with") {
		t.Error("a CSM's list does not count the 100 own customers")
	}
	for _, path := range []string{"/runs", "/runs/01M810VYRDK9CGGAZNQC6X8C3B/retry", "/deliveries/resolve", "/deliveries/retry"} {
		for _, token := range []string{viewerToken, csmToken} {
			if got := status(http.MethodPost, path, token, "id=x", "job=nightly"); got != http.StatusForbidden {
				t.Errorf("POST %s as %q answers %d", path, token, got)
			}
		}
		if got := status(http.MethodGet, path, adminToken); path != "/runs" && got != http.StatusNotFound && got != http.StatusMethodNotAllowed {
			t.Errorf("GET %s answers %d", path, got)
		}
	}
	resolveUnknown(t, address, site)
}

// resolveUnknown says of the delivery of unknown fate that it arrived.
func resolveUnknown(t *testing.T, address string, site *Site) {
	t.Helper()
	p := site.opts.Pipeline
	unknown, err := p.Deliveries(t.Context(), pipeline.DeliveryFilter{State: "unknown"})
	if err != nil || len(unknown) != 1 {
		t.Fatalf("%d deliveries of unknown fate, %v", len(unknown), err)
	}
	answer, _ := ask(t, http.MethodPost, address+"/deliveries/resolve", adminToken, "id="+unknown[0].ID, "as=sent", "reason=seen")
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/deliveries?done=resolved-sent" {
		t.Errorf("resolving answers %s, %s", answer.Status, answer.Header.Get("Location"))
	}
	if left, err := p.Deliveries(t.Context(), pipeline.DeliveryFilter{State: "unknown"}); err != nil || len(left) != 0 {
		t.Errorf("%d are left, %v", len(left), err)
	}
	lines, err := p.AuditLog(t.Context(), state.AuditFilter{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, line := range lines {
		found = found || line.Who == "root" && line.Action == "resolved" && strings.Contains(line.What, unknown[0].ID)
	}
	if !found {
		t.Errorf("the audit log does not tell of it: %v", lines)
	}
	if answer, _ := ask(t, http.MethodPost, address+"/deliveries/resolve", adminToken, "id="+unknown[0].ID, "as=sent", "reason=again"); answer.StatusCode != http.StatusConflict {
		t.Errorf("resolving it again answers %s", answer.Status)
	}
}

// TestFiles: files of reviews are given out to who may see the customer, and no path
// leads to anything else.
func TestFiles(t *testing.T) {
	t.Parallel()
	address, _, dir := visitWorld(t, people()...)
	_, page := ask(t, http.MethodGet, address+"/customers/C001", adminToken)
	links := inspect(t, "a customer", page)
	i := slices.IndexFunc(links, func(l string) bool { return strings.HasPrefix(l, "/files/") && strings.HasSuffix(l, ".pdf") })
	if i < 0 {
		t.Fatal("no review is linked")
	}
	file := links[i]
	answer, body := ask(t, http.MethodGet, address+file, csmToken)
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(body, "%PDF-") ||
		!strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment; filename=") {
		t.Errorf("the own review answers %s, %v", answer.Status, answer.Header)
	}
	if answer, _ := ask(t, http.MethodGet, address+strings.Replace(file, "C001", "C000", 1), csmToken); answer.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's review answers %s", answer.Status)
	}
	quarter := strings.Split(file, "/")[2]
	outside := filepath.Join(dir, "data", "reports", quarter, "out.pdf")
	if err := os.Symlink("/etc/passwd", outside); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/../../state.db", "/..%2f..%2fstate.db", "/%2e%2e/%2e%2e/state.db", "/..\\..\\state.db", "/out.pdf", "/manifest.json", "/index.html", "//etc/passwd", "/internal/manifest.json", "/%00"} {
		answer, body := ask(t, http.MethodGet, address+"/files/"+quarter+path, adminToken)
		if answer.StatusCode == http.StatusOK || strings.Contains(body, "root:") {
			t.Errorf("%s answers %s", path, answer.Status)
		}
	}
}

// TestTrace follows a number to its records while the publication is open for readers.
func TestTrace(t *testing.T) {
	t.Parallel()
	address, _, _ := visitWorld(t)
	_, page := ask(t, http.MethodGet, address+"/scorecard/nrr", "")
	links := inspect(t, "a KPI", page)
	i := slices.IndexFunc(links, func(l string) bool { return strings.HasPrefix(l, "/figures?id=") })
	if i < 0 {
		t.Fatal("the KPI names no number")
	}
	answer, body := ask(t, http.MethodGet, address+links[i]+"&trace=1", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(body, ">adds up<") {
		t.Errorf("%s answers %s", links[i], answer.Status)
	}
	inspect(t, links[i], body)
}

// TestSwap: while publications are swapped in, every request gets a whole page of one
// of them, and the old files are closed.
func TestSwap(t *testing.T) {
	t.Parallel()
	address, site, dir := visitWorld(t)
	published := filepath.Join(dir, "data", "published")
	first, err := site.opts.Pipeline.CurrentRun()
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{first}
	for i := range 5 {
		id := fmt.Sprintf("01M9%022d", i)
		for _, ext := range []string{".duckdb", ".json"} {
			data, err := os.ReadFile(filepath.Join(published, first+ext))
			if err != nil {
				t.Fatal(err)
			}
			if ext == ".json" {
				data = []byte(strings.ReplaceAll(string(data), first, id))
			}
			if err := os.WriteFile(filepath.Join(published, id+ext), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ids = append(ids, id)
	}
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for r := range 4 {
		readers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				path := []string{"/", "/customers", fmt.Sprintf("/customers/C%03d", (r*50+i)%200), "/segments"}[i%4]
				answer, body := ask(t, http.MethodGet, address+path, "")
				if answer.StatusCode != http.StatusOK || !slices.ContainsFunc(ids, func(id string) bool { return strings.Contains(body, id) }) {
					t.Errorf("%s answers %s", path, answer.Status)
					return
				}
			}
		})
	}
	for _, id := range ids[1:] {
		pointer := filepath.Join(published, "current")
		if err := errors.Join(os.WriteFile(pointer+".new", []byte(id+"\n"), 0o600), os.Rename(pointer+".new", pointer)); err != nil {
			t.Fatal(err)
		}
		for shown := ""; !strings.Contains(shown, id); { // readers see it before the next
			_, shown = ask(t, http.MethodGet, address+"/quality", "")
		}
		if err := os.Remove(filepath.Join(published, ids[0]+".duckdb")); err != nil && id == ids[1] {
			t.Fatal(err)
		}
	}
	close(stop)
	readers.Wait()
	if open := openFiles(t, published); len(open) != 1 || !strings.Contains(open[0], ids[len(ids)-1]) {
		t.Errorf("open are %v, want the last publication alone", open)
	}
}

// openFiles are the files below a folder that this process has open.
func openFiles(t *testing.T, dir string) (open []string) {
	t.Helper()
	links, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("the system does not tell which files are open")
	}
	for _, link := range links {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", link.Name())); err == nil && strings.HasPrefix(to, dir) && !slices.Contains(open, to) {
			open = append(open, to)
		}
	}
	return open
}

// TestBeforeTheFirstNight: the pages stand before anything is published.
func TestBeforeTheFirstNight(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := writeWorld(dir); err != nil {
		t.Fatal(err)
	}
	p, err := openWorld(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, address := serve(t, p)
	for _, path := range []string{"/", "/scorecard", "/segments", "/customers", "/customers/C000", "/runs", "/deliveries", "/quality", "/definitions"} {
		answer, body := ask(t, http.MethodGet, address+path, "")
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, answer.Status)
		}
		inspect(t, path, body)
	}
}

// TestInterruptedRun: a run that is recorded as running is interrupted unless somebody
// holds the lock, which pages only look at.
func TestInterruptedRun(t *testing.T) {
	t.Parallel()
	address, site, dir := visitWorld(t)
	db, err := site.opts.Pipeline.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run, _, err := db.BeginRun(t.Context(), "01M9ZZZZZDK9CGGAZNQC6X8C3B", state.Identity{Job: "nightly", AsOf: "2026-11-22"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	if _, body := ask(t, http.MethodGet, address+"/runs/"+run.ID, ""); !strings.Contains(body, "interrupted") {
		t.Error("a run nobody works on does not say so")
	}
	lock := flock.New(filepath.Join(dir, "data", "lock"))
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal("the pages hold the lock", err)
	}
	defer lock.Close()
	if _, body := ask(t, http.MethodGet, address+"/runs/"+run.ID, ""); !strings.Contains(body, ">running<") {
		t.Error("a run somebody works on is not running")
	}
}
