package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser opens Chromium until the test ends. asked are the addresses it asked for.
func browser(t *testing.T) (ctx context.Context, asked func() []string) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // events of a newer browser
	t.Cleanup(stop)
	var mu sync.Mutex
	var all []string
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			mu.Lock()
			defer mu.Unlock()
			all = append(all, e.Request.URL)
		case *page.EventJavascriptDialogOpening:
			t.Errorf("a page says %q", e.Message)
		case *runtime.EventExceptionThrown:
			t.Errorf("a page fails: %s", e.ExceptionDetails.Text)
		}
	})
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

// everyKind is a page of every kind.
func everyKind() []string {
	return []string{"/", "/scorecard", "/scorecard/nrr", "/segments", "/customers", "/customers?q=script&sort=mrr&down=1", "/customers/C001", "/customers/C001/numbers",
		"/figures?id=" + url.QueryEscape("nrr@ttm:2025-11-01"), "/runs", "/runs/01M810VYRDK9CGGAZNQC6X8C3B", "/deliveries", "/quality", "/quality/check?name=invalid_scores",
		"/definitions", "/nothing"}
}

// barrier is what axe-core finds to keep somebody out.
type barrier struct {
	ID, Impact, Help string
	Nodes            []string
}

// axeRun asks axe-core for what is serious: of everything, or of a rule alone.
const axeRun = `axe.run(document, {resultTypes: ['violations']%s}).then(r => r.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] || {message: ''}).message)})))`

// TestInABrowser opens every kind of page in Chromium: light and dark, wide and on a
// phone. axe-core finds no serious barrier, nothing is wider than the screen, and none
// of the names runs or loads anything.
func TestInABrowser(t *testing.T) {
	axe, err := os.ReadFile("browser/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not installed: npm install --no-package-lock in pipeline/web/browser")
	}
	address, _, _ := visitWorld(t)
	ctx, asked := browser(t)
	for _, path := range everyKind() {
		// In the dark only colours differ.
		for look, rules := range map[string]string{"light": "", "dark": ", runOnly: ['color-contrast']"} {
			var found []barrier
			var broken bool
			err := chromedp.Run(ctx,
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look}}),
				chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address+path),
				chromedp.Evaluate(string(axe), nil), chromedp.Evaluate(fmt.Sprintf(axeRun, rules), &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
				chromedp.Evaluate(`window.broken !== undefined`, &broken))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for _, b := range found {
				t.Errorf("%s, %s: %s: %s\n  %s", path, look, b.ID, b.Help, strings.Join(b.Nodes, "\n  "))
			}
			if broken {
				t.Errorf("%s runs a name", path)
			}
		}
		var width int
		if err := chromedp.Run(ctx, chromedp.EmulateViewport(360, 740), chromedp.Evaluate(`document.documentElement.scrollWidth`, &width)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if width > 360 {
			t.Errorf("%s is %d wide on a phone of 360", path, width)
		}
	}
	for _, link := range asked() {
		if !strings.HasPrefix(link, address+"/") || strings.Contains(link, "/sink") {
			t.Errorf("a page asked for %s", link)
		}
	}
}

// TestByKeyboard goes through the page without a mouse: over the navigation, through a
// search, and to a sorted list.
func TestByKeyboard(t *testing.T) {
	address, _, _ := visitWorld(t)
	ctx, _ := browser(t)
	var skip, focused, where, order string
	var outlined bool
	err := chromedp.Run(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address+"/customers"),
		chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.className`, &skip),
		chromedp.KeyEvent(kb.Enter), chromedp.Evaluate(`document.activeElement.id`, &focused),
		chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.name`, &where),
		chromedp.Evaluate(`getComputedStyle(document.activeElement).outlineStyle !== 'none'`, &outlined),
		chromedp.KeyEvent("Script"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`a.reset`),
		chromedp.Focus(`thead th:nth-child(3) a`), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`th[aria-sort]`),
		chromedp.Evaluate(`document.querySelector('th[aria-sort]').textContent + ' ' + document.querySelector('th[aria-sort]').getAttribute('aria-sort')`, &order))
	if err != nil {
		t.Fatal(err)
	}
	if skip != "skip" || focused != "content" || where != "q" || !outlined {
		t.Errorf("the first stop is %q, it leads to %q, and then comes %q, outlined: %v", skip, focused, where, outlined)
	}
	if order != "MRR descending" {
		t.Errorf("the list is sorted by %q", order)
	}
	var amounts []string
	var at string
	err = chromedp.Run(ctx, chromedp.Location(&at), chromedp.Evaluate(`[...document.querySelectorAll('td[data-label=MRR]')].map(c => c.textContent)`, &amounts))
	if err != nil || !strings.Contains(at, "q=Script") || len(amounts) == 0 {
		t.Fatalf("%v at %s: %v", amounts, at, err)
	}
	last := 1e12
	for _, text := range amounts {
		var v float64
		if _, err := fmt.Sscan(strings.ReplaceAll(text, ",", ""), &v); err != nil || v > last {
			t.Errorf("%q comes after %v", text, last)
		}
		last = v
	}
}
