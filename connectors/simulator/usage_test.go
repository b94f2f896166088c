package simulator

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// unzip reads every line of an export, by member.
func unzip(t *testing.T, archive []byte) map[string][]map[string]any {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]map[string]any{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		plain, err := gzip.NewReader(in)
		if err != nil {
			t.Fatalf("%s is not gzipped: %v", f.Name, err)
		}
		members[f.Name] = append(members[f.Name], jsonLines(t, plain)...)
	}
	return members
}

func jsonLines(t *testing.T, r io.Reader) []map[string]any {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for line := range strings.Lines(string(text)) {
		all = append(all, decode(t, []byte(line)))
	}
	return all
}

func (c *client) amplitude(start, end string) map[string][]map[string]any {
	c.t.Helper()
	status, _, body := c.do(http.MethodGet, "/amplitude/api/2/export?start="+start+"&end="+end, nil)
	if status == http.StatusNotFound {
		return nil
	}
	if status != http.StatusOK {
		c.t.Fatalf("%s to %s: %d %s", start, end, status, body)
	}
	return unzip(c.t, body)
}

// TestAmplitudeExport: hours of upload, both ends included; nothing that ended
// less than two hours ago; 404 where there is nothing.
func TestAmplitudeExport(t *testing.T) {
	c := visit(t, 60, Options{})
	day := c.amplitude("20261117T00", "20261117T23")
	byHour := map[string]int{}
	for name, lines := range day {
		for _, line := range lines {
			hour := text(line["server_upload_time"])[:13]
			byHour[hour]++
			if want := strings.Replace(hour, " ", "_", 1); !strings.Contains(name, want) {
				t.Errorf("%s holds an event uploaded at %s", name, line["server_upload_time"])
			}
			if text(line["server_upload_time"]) < text(line["event_time"]) || strings.Contains(text(line["event_time"]), "T") {
				t.Errorf("event at %s uploaded at %s", line["event_time"], line["server_upload_time"])
			}
		}
	}
	for h := range 24 {
		hour := time.Date(2026, 11, 17, h, 0, 0, 0, time.UTC)
		n := 0
		for _, lines := range c.amplitude(hour.Format("20060102T15"), hour.Format("20060102T15")) {
			n += len(lines)
		}
		if key := hour.Format("2006-01-02 15"); n != byHour[key] {
			t.Errorf("%s alone has %d events, in the day %d", key, n, byHour[key])
		}
	}
	if len(byHour) < 8 {
		t.Errorf("events in %d hours", len(byHour))
	}
	if got := c.amplitude("20200101T00", "20200101T05"); got != nil {
		t.Errorf("before there was anything: %v", got)
	}
	c.now = time.Date(2026, 11, 18, 17, 59, 0, 0, time.UTC)
	if got := c.amplitude("20261118T15", "20261118T15"); got != nil {
		t.Error("an hour that ended less than two hours ago is there")
	}
	c.now = c.now.Add(time.Minute)
	if got := c.amplitude("20261118T15", "20261118T15"); got == nil {
		t.Error("an hour that ended two hours ago is not there")
	}
	for _, bad := range []string{"start=20261118&end=20261118T16", "start=20261118T16&end=20261118T15", "start=20250101T00&end=20260101T00"} {
		if status, _, _ := c.do(http.MethodGet, "/amplitude/api/2/export?"+bad, nil); status != http.StatusBadRequest {
			t.Errorf("%s: got %d, want 400", bad, status)
		}
	}
}

func (c *client) hogql(query string) (int, map[string]any) {
	c.t.Helper()
	status, _, body := c.do(http.MethodPost, "/posthog/api/projects/"+ProjectPostHog+"/query/",
		map[string]any{"query": map[string]string{"kind": "HogQLQuery", "query": query}})
	return status, decode(c.t, body)
}

const hogSelect = "SELECT uuid, event, distinct_id, timestamp, created_at, properties FROM events WHERE "

// TestPostHogQueries: a hundred rows where no limit is said, pages that follow
// each other, and errors as PostHog writes them.
func TestPostHogQueries(t *testing.T) {
	c := visit(t, 60, Options{})
	where := "timestamp >= toDateTime('2026-11-10T00:00:00.000000Z') AND timestamp < toDateTime('2026-11-15T00:00:00.000000Z') AND created_at < toDateTime('2026-11-22T00:00:00.000000Z')"
	_, unlimited := c.hogql(hogSelect + where + " ORDER BY timestamp, toString(uuid)")
	if n := len(unlimited["results"].([]any)); n != 100 || unlimited["hasMore"] != true {
		t.Errorf("without a limit: %d rows, hasMore %v", n, unlimited["hasMore"])
	}
	_, whole := c.hogql(hogSelect + where + " ORDER BY timestamp, toString(uuid) LIMIT 50000")
	rows := whole["results"].([]any)
	if whole["hasMore"] != false || len(rows) < 200 {
		t.Fatalf("%d rows, hasMore %v", len(rows), whole["hasMore"])
	}
	var paged []any
	for place := ""; ; {
		_, page := c.hogql(hogSelect + where + place + " ORDER BY timestamp, toString(uuid) LIMIT 37")
		next := page["results"].([]any)
		paged = append(paged, next...)
		if page["hasMore"] != true {
			break
		}
		last := next[len(next)-1].([]any)
		place = fmt.Sprintf(" AND (timestamp > toDateTime('%[1]s') OR (timestamp = toDateTime('%[1]s') AND toString(uuid) > '%[2]s'))", last[3], last[0])
	}
	if diff := cmp.Diff(rows, paged); diff != "" {
		t.Errorf("pages (-whole +paged)\n%.1000s", diff)
	}
	for _, query := range []string{"DROP TABLE events", "SELECT secret FROM events WHERE timestamp >= toDateTime('2026-11-10T00:00:00Z') ORDER BY timestamp, toString(uuid)", hogSelect + "event = 'x' ORDER BY timestamp, toString(uuid)"} {
		if status, answer := c.hogql(query); status != http.StatusBadRequest || answer["type"] != "validation_error" {
			t.Errorf("%s: %d %v", query, status, answer)
		}
	}
	if status, _, _ := c.do(http.MethodGet, "/posthog/api/projects/1/", nil); status != http.StatusForbidden {
		t.Errorf("another project: %d", status)
	}
	if got := c.get("/posthog/api/projects/" + ProjectPostHog + "/"); got["name"] != "Northwind Cloud" {
		t.Errorf("project %v", got)
	}
}

// use is what all trackers must agree on.
type use struct{ User, Event, At, Account, Quantity string }

// TestTrackersAgree: Mixpanel, Amplitude, PostHog and Segment's files tell the
// same uses of the same accounts.
func TestTrackersAgree(t *testing.T) {
	c := visit(t, 40, Options{})
	c.now = time.Date(2024, 9, 20, 7, 0, 0, 0, time.UTC)
	until := time.Date(2024, 9, 19, 0, 0, 0, 0, time.UTC)
	want := map[use]int{}
	for _, row := range c.lines("/mixpanel/api/2.0/export?from_date=2024-06-01&to_date=2024-09-18&time_in_ms=true") {
		p := row["properties"].(map[string]any)
		at := time.UnixMilli(integer(t, p["time"])).UTC()
		if time.UnixMilli(integer(t, p["mp_processing_time_ms"])).Before(until) {
			want[use{text(p["distinct_id"]), text(row["event"]), at.Format(time.DateTime), text(p["account_id"]), text(p["quantity"])}]++
		}
	}
	if len(want) < 2000 {
		t.Fatalf("only %d uses", len(want))
	}
	for name, got := range map[string]map[use]int{"Amplitude": c.amplitudeUses(), "PostHog": c.posthogUses(), "Segment": c.segmentUses(until)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Mixpanel (-) and %s (+) differ:\n%.1500s", name, diff)
		}
	}
}

func (c *client) amplitudeUses() map[use]int {
	got, seen, twice := map[use]int{}, map[string]bool{}, 0
	for _, lines := range c.amplitude("20240601T00", "20240918T23") {
		for _, row := range lines {
			if key := text(row["device_id"]) + text(row["$insert_id"]); seen[key] {
				twice++
				continue
			} else {
				seen[key] = true
			}
			account := ""
			if list, _ := dig(row, "groups", GroupKey).([]any); len(list) > 0 {
				account = text(list[0])
			}
			got[use{text(row["user_id"]), text(row["event_type"]), text(row["event_time"])[:19], account, text(dig(row, "event_properties", "quantity"))}]++
		}
	}
	if twice == 0 {
		c.t.Error("Amplitude never exported an event twice")
	}
	return got
}

func (c *client) posthogUses() map[use]int {
	c.t.Helper()
	got, internal := map[use]int{}, 0
	_, answer := c.hogql(hogSelect + "created_at >= toDateTime('2024-06-01T00:00:00Z') AND created_at < toDateTime('2024-09-19T00:00:00Z') ORDER BY created_at, toString(uuid) LIMIT 50000")
	for _, r := range answer["results"].([]any) {
		row := r.([]any)
		if strings.HasPrefix(text(row[1]), "$") {
			internal++
			continue
		}
		var p map[string]any
		if err := json.Unmarshal([]byte(text(row[5])), &p); err != nil {
			c.t.Fatal(err)
		}
		at := mustTime(c.t, row[3])
		got[use{text(row[2]), text(row[1]), at.Format(time.DateTime), text(dig(p, "$groups", GroupKey)), fmt.Sprint(p["quantity"])}]++
	}
	if internal == 0 || answer["hasMore"] != false {
		c.t.Errorf("%d internal events, hasMore %v", internal, answer["hasMore"])
	}
	return got
}

// segmentUses reads the files as their specification says.
func (c *client) segmentUses(until time.Time) map[use]int {
	c.t.Helper()
	dir := c.t.TempDir()
	if err := c.sim.WriteSegmentFiles(dir); err != nil {
		c.t.Fatal(err)
	}
	var messages []map[string]any
	for _, path := range slices.Concat(glob(c.t, dir, "*.jsonl.gz"), glob(c.t, dir, "*.jsonl")) {
		file, err := os.Open(path)
		if err != nil {
			c.t.Fatal(err)
		}
		var in io.Reader = file
		if strings.HasSuffix(path, ".gz") {
			if in, err = gzip.NewReader(file); err != nil {
				c.t.Fatal(err)
			}
		}
		messages = append(messages, jsonLines(c.t, in)...)
		file.Close()
	}
	groups, got, seen := map[string]string{}, map[use]int{}, map[string]bool{}
	kinds := map[string]int{}
	for _, m := range messages {
		kinds[text(m["type"])]++
		if m["type"] == "group" {
			groups[text(m["userId"])] = text(m["groupId"])
		}
	}
	if kinds["page"] == 0 || kinds["identify"] == 0 || kinds["group"] == 0 {
		c.t.Errorf("messages by type: %v", kinds)
	}
	for _, m := range messages {
		if m["type"] != "track" || seen[text(m["messageId"])] || !mustTime(c.t, m["receivedAt"]).Before(until) {
			continue
		}
		seen[text(m["messageId"])] = true
		account := text(dig(m, "context", "groupId"))
		if account == "" {
			account = text(dig(m, "properties", GroupKey))
		}
		if account == "" {
			account = groups[text(m["userId"])]
		}
		got[use{text(m["userId"]), text(m["event"]), mustTime(c.t, m["timestamp"]).Format(time.DateTime), account, text(dig(m, "properties", "quantity"))}]++
	}
	return got
}

func glob(t *testing.T, dir, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, dir, err)
	}
	return paths
}

// TestSegmentFilesGrow: the current month's file grows; a month that is over is
// zipped once and stays.
func TestSegmentFilesGrow(t *testing.T) {
	c := visit(t, 10, Options{})
	dir := t.TempDir()
	sizes := func() map[string]int64 {
		t.Helper()
		if err := c.sim.WriteSegmentFiles(dir); err != nil {
			t.Fatal(err)
		}
		found := map[string]int64{}
		for _, path := range glob(t, dir, "events-*") {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			found[filepath.Base(path)] = info.Size()
		}
		return found
	}
	c.now = time.Date(2024, 7, 10, 7, 0, 0, 0, time.UTC)
	first := sizes()
	c.now = c.now.AddDate(0, 0, 5)
	second := sizes()
	c.now = c.now.AddDate(0, 0, 20)
	third := sizes()
	if first["events-2024-06.jsonl.gz"] != second["events-2024-06.jsonl.gz"] || second["events-2024-07.jsonl"] <= first["events-2024-07.jsonl"] {
		t.Errorf("five days later: %v, then %v", first, second)
	}
	if _, open := third["events-2024-07.jsonl"]; open || third["events-2024-07.jsonl.gz"] == 0 || third["events-2024-08.jsonl"] == 0 {
		t.Errorf("a month later: %v", third)
	}
}
