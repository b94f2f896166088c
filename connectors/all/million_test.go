package all_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/all"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/pipeline/lake"
)

// maxHeap is what a million rows may take of memory, whatever their kind.
const maxHeap = 300 << 20

// million is where the rows of the benchmark come from, all at the same time.
func million() []feed {
	return []feed{
		{typ: "hubspot", stream: "companies", rows: 40_000},
		{typ: "hubspot", stream: "contacts", rows: 160_000},
		{typ: "stripe", stream: "invoices", rows: 100_000},
		{typ: "zendesk", stream: "tickets", rows: 100_000},
		{typ: "mixpanel", stream: "events", rows: 300_000},
		{typ: "amplitude", stream: "events", rows: 300_000},
	}
}

type feed struct {
	typ, stream string
	rows        int
}

// BenchmarkMillionRows pulls a million rows over HTTP into a committed lake,
// several streams side by side. The server is in the same process: its work and
// its memory are counted too. Run it with -benchtime 1x.
func BenchmarkMillionRows(b *testing.B) {
	// As the program does.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(240 << 20))
	if err := lake.ShareEncoder(); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(newPlenty(b))
	defer server.Close()
	spent, rows := cpuTime(b), int64(0)
	watch := watchMemory()
	for b.Loop() {
		rows += pullMillion(b, server.URL)
	}
	heap, resident := watch()
	seconds, cpu := b.Elapsed().Seconds(), cpuTime(b)-spent
	b.ReportMetric(float64(rows)/seconds, "rows/s")
	// On a machine that is shared, the time spent is the truer measure.
	b.ReportMetric(float64(rows)/cpu, "rows/cpu-s")
	b.ReportMetric(float64(heap)/1e6, "peak-heap-MB")
	b.ReportMetric(float64(resident)/1e6, "peak-rss-MB")
	if heap > maxHeap {
		b.Errorf("the heap grew to %d MB, want at most %d", heap>>20, maxHeap>>20)
	}
}

// pullMillion pulls every feed into a new lake and counts what was committed.
func pullMillion(b *testing.B, base string) int64 {
	dir := b.TempDir()
	store, err := lake.Open(filepath.Join(dir, "lake"), lake.Options{Now: connectortest.Now, Entropy: ulid.Monotonic(zeros{}, 0)})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	sources := map[string]connectors.Source{}
	for _, src := range plentyConfigs() {
		src.Name, src.BaseURL, src.Token, src.Rate = src.Type, base+"/"+src.Type, connectortest.Secret, 1e6
		if sources[src.Type], err = all.Open(src, connectors.Deps{Now: connectortest.Now, TempDir: dir}); err != nil {
			b.Fatal(err)
		}
	}
	var group sync.WaitGroup
	var total atomic.Int64
	for _, f := range million() {
		group.Go(func() {
			n, err := pullFeed(b, store, sources[f.typ], f)
			if err == nil && n != int64(f.rows) {
				err = fmt.Errorf("%d rows were committed, want %d", n, f.rows)
			}
			if err != nil {
				b.Errorf("%s.%s: %v", f.typ, f.stream, err)
			}
			total.Add(n)
		})
	}
	group.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return total.Load()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func pullFeed(b *testing.B, store *lake.Lake, source connectors.Source, f feed) (int64, error) {
	stream, err := connectors.Find(source.Streams(), f.stream)
	if err != nil {
		return 0, err
	}
	load, err := store.Begin(f.typ, stream)
	if err != nil {
		return 0, err
	}
	result, err := source.Pull(b.Context(), connectors.Request{Stream: f.stream, LoadID: load.ID(), LoadedAt: load.StartedAt()}, load.Append)
	if err != nil {
		return 0, errors.Join(err, load.Abort())
	}
	manifest, err := load.Commit(result)
	if err != nil {
		return 0, errors.Join(err, load.Abort())
	}
	return manifest.Rows, nil
}

func plentyConfigs() []config.Source {
	return []config.Source{
		{Type: "hubspot"}, {Type: "stripe"}, {Type: "zendesk", Email: "ops@northwind.example"},
		{Type: "mixpanel", Username: "svc", ProjectID: "1", Start: "2025-05-01"},
		{Type: "amplitude", APIKey: "key", Start: "2025-11-01"},
	}
}

// watchMemory looks every few milliseconds, and says at the end how much heap
// and how much resident memory there was at the most.
func watchMemory() (stop func() (heap, resident uint64)) {
	runtime.GC()
	done, ended := make(chan struct{}), make(chan struct{})
	var heap, resident uint64
	go func() {
		defer close(ended)
		samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for n := 0; ; n++ {
			metrics.Read(samples)
			heap = max(heap, samples[0].Value.Uint64())
			if n%10 == 0 {
				resident = max(resident, residentBytes())
			}
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() (uint64, uint64) {
		close(done)
		<-ended
		return heap, resident
	}
}

// residentBytes is 0 where the system does not tell.
func residentBytes() uint64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}

// blank is a page with places for numbers, so that serving it costs next to nothing.
type blank struct {
	text []byte
	at   []int // where a number of each record stands
	per  int   // numbers a record
}

const hole = "@@@@@@@@@@"

// newBlank joins n copies of a record in which every hole is its number.
func newBlank(record string, n int, between string) *blank {
	p := &blank{per: strings.Count(record, hole)}
	p.text = []byte(strings.Repeat(record+between, n-1) + record)
	for i := 0; ; {
		k := bytes.Index(p.text[i:], []byte(hole))
		if k < 0 {
			return p
		}
		p.at = append(p.at, i+k)
		i += k + len(hole)
	}
}

// fill writes the page whose first record has this number.
func (p *blank) fill(w io.Writer, first int) error {
	text := bytes.Clone(p.text)
	for i, at := range p.at {
		n := first + i/p.per
		for k := at + len(hole) - 1; k >= at; k-- {
			text[k] = byte('0' + n%10)
			n /= 10
		}
	}
	_, err := w.Write(text)
	return err
}

// newPlenty is a server of every feed.
func newPlenty(b *testing.B) http.Handler {
	mux := http.NewServeMux()
	for _, f := range million() {
		switch f.typ {
		case "hubspot":
			record := map[string]string{"companies": companyRecord, "contacts": contactRecord}[f.stream]
			mux.HandleFunc("GET /hubspot/crm/v3/objects/"+f.stream, numbered(newBlank(record, 100, ","), f.rows, "after", `{"results":[`, `],"paging":{"next":{"after":"%d"}}}`, "]}"))
		case "stripe":
			mux.HandleFunc("GET /stripe/v1/invoices", following(newBlank(invoiceRecord, 100, ","), f.rows))
			mux.HandleFunc("GET /stripe/v1/events", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"has_more":false,"data":[]}`) })
		case "zendesk":
			mux.HandleFunc("GET /zendesk/api/v2/incremental/tickets/cursor.json", numbered(newBlank(ticketRecord, 1000, ","), f.rows, "cursor", `{"tickets":[`, `],"after_cursor":"%d","end_of_stream":false}`, `],"after_cursor":"end","end_of_stream":true}`))
		case "mixpanel":
			mux.HandleFunc("GET /mixpanel/api/2.0/export", exports(b, f.rows, 10, http.StatusOK, func(file *os.File, first, rows int) error {
				return newBlank(mixpanelRecord, rows, "").fill(file, first)
			}))
		case "amplitude":
			mux.HandleFunc("GET /amplitude/api/2/export", exports(b, f.rows, 12, http.StatusNotFound, zipEvents))
		}
	}
	mux.HandleFunc("/hubspot/", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"results":[],"total":0}`) })
	return mux
}

// numbered serves pages whose token is the number of their first record.
func numbered(page *blank, rows int, token, begin, next, end string) http.HandlerFunc {
	size := len(page.at) / page.per
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		first, _ := strconv.Atoi(q.Get(token)) // the first page has none
		if q.Get("archived") == "true" {
			io.WriteString(w, `{"results":[]}`)
			return
		}
		io.WriteString(w, begin)
		if page.fill(w, first) != nil {
			return // the client left
		}
		if first+size >= rows {
			io.WriteString(w, end)
			return
		}
		fmt.Fprintf(w, next, first+size)
	}
}

// following serves pages whose token is the id of the last record before.
func following(page *blank, rows int) http.HandlerFunc {
	size := len(page.at) / page.per
	return func(w http.ResponseWriter, r *http.Request) {
		first := 0
		if last, found := strings.CutPrefix(r.URL.Query().Get("starting_after"), "in_"); found {
			n, _ := strconv.Atoi(last) // our own ids
			first = n + 1
		}
		fmt.Fprintf(w, `{"object":"list","has_more":%v,"data":[`, first+size < rows)
		if page.fill(w, first) == nil {
			io.WriteString(w, "]}")
		}
	}
}

// exports serves files made beforehand, one after the other, so that neither
// their making nor their content is counted.
func exports(b *testing.B, rows, files, nothing int, write func(file *os.File, first, rows int) error) http.HandlerFunc {
	var paths []string
	for i := range files {
		path := filepath.Join(b.TempDir(), strconv.Itoa(i))
		file, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(write(file, i*rows/files, rows/files), file.Close()); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	var mu sync.Mutex
	served := map[string]string{}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		path, known := served[r.URL.RawQuery]
		if !known && len(served) < len(paths) {
			path = paths[len(served)]
			served[r.URL.RawQuery] = path
		}
		mu.Unlock()
		if path == "" {
			w.WriteHeader(nothing)
			return
		}
		http.ServeFile(w, r, path)
	}
}

// zipEvents writes an archive as Amplitude does.
func zipEvents(file *os.File, first, rows int) error {
	archive := zip.NewWriter(file)
	const part = 5000
	for n := 0; n < rows; n += part {
		member, err := archive.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("1/1_%d.json.gz", n), Method: zip.Store})
		if err != nil {
			return err
		}
		zipped := gzip.NewWriter(member)
		if err := errors.Join(newBlank(amplitudeRecord, part, "").fill(zipped, first+n), zipped.Close()); err != nil {
			return err
		}
	}
	return archive.Close()
}

// Records as the vendors give them, holes for what differs from one to the next.
const (
	companyRecord = `{"id":"` + hole + `","properties":{"createdate":"2024-01-05T08:00:00.000Z","domain":"company-` + hole + `.example","hs_lastmodifieddate":"2026-02-01T10:00:00.123Z",` +
		`"hs_merged_object_ids":null,"hs_object_id":"` + hole + `","hs_parent_company_id":null,"hubspot_owner_id":"77","lifecyclestage":"customer","name":"Company ` + hole + ` Ltd"},` +
		`"createdAt":"2024-01-05T08:00:00.000Z","updatedAt":"2026-02-01T10:00:00.123Z","archived":false,"url":"https://app.hubspot.com/contacts/1/record/0-2/` + hole + `"}`
	contactRecord = `{"id":"` + hole + `","properties":{"associatedcompanyid":"1835842001","createdate":"2024-01-05T08:00:00.000Z","email":"person.` + hole + `@company.example","firstname":"Ann",` +
		`"hs_merged_object_ids":null,"hs_object_id":"` + hole + `","hubspot_owner_id":"77","jobtitle":"Head of Operations","lastmodifieddate":"2026-02-01T10:00:00.123Z","lastname":"Example ` + hole + `"},` +
		`"createdAt":"2024-01-05T08:00:00.000Z","updatedAt":"2026-02-01T10:00:00.123Z","archived":false,"url":"https://app.hubspot.com/contacts/1/record/0-1/` + hole + `"}`
	invoiceLine = `{"id":"il_` + hole + `","object":"line_item","amount":4900,"currency":"usd","description":"1 × Growth (at $49.00 / month)","discount_amounts":[],"discountable":true,"livemode":true,"metadata":{},` +
		`"parent":{"invoice_item_details":null,"subscription_item_details":{"invoice_item":null,"proration":false,"subscription":"sub_1","subscription_item":"si_1"},"type":"subscription_item_details"},` +
		`"period":{"end":1769904000,"start":1767225600},"pricing":{"price_details":{"price":"price_1","product":"prod_1"},"type":"price_details","unit_amount_decimal":"4900"},"quantity":1,"taxes":[]}`
	invoiceRecord = `{"id":"in_` + hole + `","object":"invoice","account_country":"US","amount_due":4900,"amount_paid":4900,"amount_remaining":0,"attempt_count":1,"attempted":true,"auto_advance":false,` +
		`"billing_reason":"subscription_cycle","collection_method":"charge_automatically","created":1767225600,"currency":"usd","customer":"cus_` + hole + `","customer_email":"ap@company.example",` +
		`"default_tax_rates":[],"description":null,"discounts":[],"due_date":null,"lines":{"object":"list","data":[` + invoiceLine + `],"has_more":false,"total_count":1,"url":"/v1/invoices/x/lines"},` +
		`"livemode":true,"metadata":{},"number":"NW-` + hole + `","parent":{"quote_details":null,"subscription_details":{"metadata":{},"subscription":"sub_1"},"type":"subscription_details"},` +
		`"period_end":1767225600,"period_start":1764547200,"starting_balance":0,"status":"paid","status_transitions":{"finalized_at":1767229200,"marked_uncollectible_at":null,"paid_at":1767229260,"voided_at":null},` +
		`"subtotal":4900,"total":4900,"total_excluding_tax":4900,"total_taxes":[]}`
	ticketRecord = `{"id":1` + hole + `,"url":"https://northwind.zendesk.com/api/v2/tickets/1.json","external_id":null,"via":{"channel":"email","source":{"from":{"address":"u@company.example"},"to":{},"rel":null}},` +
		`"created_at":"2026-01-02T10:00:00Z","updated_at":"2026-02-01T10:00:00Z","generated_timestamp":1769940000,"type":"question","subject":"Export ` + hole + ` stops half way","raw_subject":"Export stops half way",` +
		`"description":"Since this morning our export stops half way and says nothing about it. Can you have a look?","priority":"normal","status":"solved","recipient":null,"requester_id":41,"submitter_id":41,` +
		`"assignee_id":42,"organization_id":1` + hole + `,"group_id":7,"collaborator_ids":[],"follower_ids":[],"forum_topic_id":null,"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,` +
		`"tags":["export","growth"],"custom_fields":[{"id":1,"value":null},{"id":2,"value":"x"}],"satisfaction_rating":{"score":"unoffered"},"brand_id":3,"metric_set":{"url":"x","id":9,"ticket_id":1,` +
		`"group_stations":1,"assignee_stations":1,"reopens":0,"replies":2,"solved_at":"2026-01-03T10:00:00Z","assigned_at":"2026-01-02T10:05:00Z","initially_assigned_at":"2026-01-02T10:05:00Z",` +
		`"reply_time_in_minutes":{"calendar":15,"business":10},"first_resolution_time_in_minutes":{"calendar":1440,"business":480},"full_resolution_time_in_minutes":{"calendar":1440,"business":480},` +
		`"requester_wait_time_in_minutes":{"calendar":900,"business":300}}}`
	mixpanelRecord = `{"event":"Report Run","properties":{"time":1771923200123,"distinct_id":"user.` + hole + `@company.example","$insert_id":"i` + hole + `","mp_processing_time_ms":1771923205000,` +
		`"account_id":"1835842001","quantity":3,"feature":"Reports","$browser":"Chrome","$os":"Mac OS X","$city":"Boston","mp_lib":"web","plan":"growth"}}` + "\n"
	amplitudeRecord = `{"$insert_id":"i` + hole + `","$schema":12,"amplitude_id":356896327755,"app":100,"city":"Boston","client_event_time":"2026-02-01 10:00:00.123000","country":"United States","data":{"group_ids":{}},` +
		`"device_id":"d` + hole + `","event_id":7,"event_properties":{"quantity":3,"feature":"Reports"},"event_time":"2026-02-01 10:00:00.123000","event_type":"Report Run","group_properties":{},"groups":{"account_id":["1835842001"]},` +
		`"ip_address":"203.0.113.7","library":"amplitude-ts/2.11.1","os_name":"Chrome","platform":"Web","processed_time":"2026-02-01 10:00:02.123000","server_received_time":"2026-02-01 10:00:01.123000",` +
		`"server_upload_time":"2026-02-01 10:00:01.123000","session_id":1771923200123,"user_id":"user.` + hole + `@company.example","user_properties":{"plan":"growth"},"uuid":"0192a000-0000-7000-8000-00` + hole + `"}` + "\n"
)
