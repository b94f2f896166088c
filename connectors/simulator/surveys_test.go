package simulator

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestSurveyMonkeyShapes holds the answers to what the vendor documents: ids are
// strings, pages of at most a hundred, filters that leave their instant out.
func TestSurveyMonkeyShapes(t *testing.T) {
	c := visit(t, 60, Options{})
	list := rowsOf(c.get("/surveymonkey/surveys?include=date_modified"), "data")
	id := text(list[0]["id"])
	if modified := text(list[0]["date_modified"]); len(modified) != len("2026-01-01T00:00:00") || !strings.HasSuffix(modified, ":00") {
		t.Errorf("lists date to the minute and without a zone, got %s", modified)
	}
	details := c.get("/surveymonkey/surveys/" + id + "/details")
	question := rowsOf(rowsOf(details, "pages")[0], "questions")[0]
	choices := rowsOf(question["answers"].(map[string]any), "choices")
	if question["family"] != "matrix" || question["subtype"] != "rating" || len(choices) != 11 || text(choices[0]["weight"]) != "-100" || text(choices[10]["weight"]) != "100" {
		t.Errorf("the NPS question is %v", question)
	}
	path := "/surveymonkey/surveys/" + id + "/responses/bulk"
	seen, last := map[string]bool{}, ""
	var total int64
	for query := "per_page=100&sort_by=date_modified&sort_order=ASC"; query != ""; {
		page := c.get(path + "?" + query)
		total = integer(t, page["total"])
		for _, row := range rowsOf(page, "data") {
			if seen[text(row["id"])] || text(row["date_modified"]) < last || !strings.HasSuffix(text(row["date_modified"]), "+00:00") {
				t.Errorf("response %v of %v came again or out of order", row["id"], row["date_modified"])
			}
			seen[text(row["id"])], last = true, text(row["date_modified"])
		}
		query = ""
		if next, err := url.Parse(text(dig(page, "links", "next"))); err == nil {
			query = next.RawQuery
		}
	}
	if int64(len(seen)) != total || total < 200 {
		t.Errorf("%d of %d responses came", len(seen), total)
	}
	at := strings.TrimSuffix(last, "+00:00")
	if n := len(rowsOf(c.get(path+"?start_modified_at="+at), "data")); n != 0 {
		t.Errorf("%d responses changed after the newest change", n)
	}
	for _, bad := range []string{"?per_page=101", "?page=0"} {
		if status, _, body := c.do(http.MethodGet, path+bad, nil); status != http.StatusBadRequest || dig(decode(t, body), "error", "id") != "1003" {
			t.Errorf("%s: %d %s", bad, status, body)
		}
	}
	if status, _, body := c.do(http.MethodGet, "/surveymonkey/surveys/1/details", nil); status != http.StatusNotFound || dig(decode(t, body), "error", "id") != "1020" {
		t.Errorf("%d %s", status, body)
	}
}

// TestSurveyMonkeyQuotas: a day ends at midnight in Greenwich, a minute sooner.
func TestSurveyMonkeyQuotas(t *testing.T) {
	c := visit(t, 5, Options{Limits: Limits{DailySurveyMonkey: {3, 24 * time.Hour}, PathSurveyMonkey: {2, time.Minute}}})
	ask := func() (int, http.Header) {
		status, header, _ := c.do(http.MethodGet, "/surveymonkey/surveys", nil)
		return status, header
	}
	for range 2 {
		if status, _ := ask(); status != http.StatusOK {
			t.Fatalf("got %d within the quota", status)
		}
	}
	status, header := ask()
	if status != http.StatusTooManyRequests || header.Get("X-Ratelimit-App-Global-Minute-Remaining") != "0" || header.Get("X-Ratelimit-App-Global-Minute-Reset") != "60" {
		t.Errorf("third in a minute: %d %v", status, header)
	}
	c.now = c.now.Add(time.Minute)
	ask()
	status, header = ask()
	if status != http.StatusTooManyRequests || header.Get("X-Ratelimit-App-Global-Day-Remaining") != "0" || header.Get("X-Ratelimit-App-Global-Day-Reset") != "61140" {
		t.Errorf("fourth of a day, at 07:01: %d %v", status, header)
	}
	c.now = night.Truncate(24 * time.Hour).Add(24 * time.Hour)
	if status, _ := ask(); status != http.StatusOK {
		t.Errorf("a new day: %d", status)
	}
}

// TestQualtricsExports: a job, a file that is a zip, a start that is in and an end
// that is not.
func TestQualtricsExports(t *testing.T) {
	c := visit(t, 60, Options{})
	list := c.get("/qualtrics/surveys")
	id := text(rowsOf(list["result"].(map[string]any), "elements")[0]["id"])
	if next := text(dig(list, "result", "nextPage")); !strings.Contains(next, "offset=") {
		t.Errorf("nextPage %s", next)
	}
	if selector := dig(c.get("/qualtrics/survey-definitions/"+id), "result", "Questions", "QID1", "Selector"); selector != "NPS" {
		t.Errorf("selector %v", selector)
	}
	all := c.export(id, map[string]any{"format": "ndjson"})
	if len(all) < 200 || text(dig(all[0], "values", "status")) != "1" || text(dig(all[0], "values", "distributionChannel")) != "preview" {
		t.Errorf("%d responses, the first %v", len(all), all[0])
	}
	middle := text(dig(all[len(all)/2], "values", "recordedDate"))
	before, after := c.export(id, map[string]any{"format": "ndjson", "endDate": middle}), c.export(id, map[string]any{"format": "ndjson", "startDate": middle})
	if len(before)+len(after) != len(all) || text(dig(after[0], "values", "recordedDate")) != middle {
		t.Errorf("%d before and %d from %s on, of %d", len(before), len(after), middle, len(all))
	}
	if status, _, _ := c.do(http.MethodPost, "/qualtrics/surveys/"+id+"/export-responses", map[string]any{"format": "xlsx"}); status != http.StatusBadRequest {
		t.Errorf("an unknown format: %d", status)
	}
}

// export starts an export, asks after it and reads its file.
func (c *client) export(survey string, order map[string]any) []map[string]any {
	c.t.Helper()
	path := "/qualtrics/surveys/" + survey + "/export-responses"
	started := c.post(path, order)
	if dig(started, "result", "status") != "inProgress" || dig(started, "result", "fileId") != nil {
		c.t.Errorf("started %v", started)
	}
	done := c.get(path + "/" + text(dig(started, "result", "progressId")))
	if dig(done, "result", "status") != "complete" {
		c.t.Fatalf("%v", done)
	}
	_, _, body := c.do(http.MethodGet, path+"/"+text(dig(done, "result", "fileId"))+"/file", nil)
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		c.t.Fatal(err)
	}
	file, err := archive.File[0].Open()
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		c.t.Fatal(err)
	}
	var rows []map[string]any
	for _, line := range bytes.Split(bytes.TrimSpace(content), []byte("\n")) {
		rows = append(rows, decode(c.t, line))
	}
	return rows
}
