package salesforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/rest"
)

const (
	jobsPath = dataPath + "/jobs/query"
	// firstPause and longestPause are waits between two looks at a job, and
	// jobDeadline is how long a job may take in all.
	firstPause   = 2 * time.Second
	longestPause = 30 * time.Second
	jobDeadline  = 2 * time.Hour
)

// job reads the records by a query job. They come in no order, so the cursor
// keeps the job and the page to go on with; results stay for seven days.
func (p *pull) job() error {
	if p.part.Job != "" {
		gone, err := p.await()
		if err != nil {
			return err
		}
		if gone {
			// The results are no more: all of it again, on top of what was read.
			p.part = part{Since: p.part.Since, To: p.part.To}
		}
	}
	if p.part.Job == "" {
		if err := p.createJob(); err != nil {
			return err
		}
		if gone, err := p.await(); err != nil {
			return err
		} else if gone {
			return p.client.Fail(p.jobRequest(""), errors.New("the job is gone although it was just made"))
		}
	}
	if err := p.results(); err != nil || p.unfinished != "" {
		return err
	}
	p.deleteJob()
	return nil
}

func (p *pull) jobRequest(more string) rest.Request {
	return rest.Request{Stream: p.stream.Name, Path: jobsPath + "/" + url.PathEscape(p.part.Job) + more}
}

type jobOrder struct {
	Operation string `json:"operation"`
	Query     string `json:"query"`
	Delimiter string `json:"columnDelimiter"`
	LineEnd   string `json:"lineEnding"`
}

// createJob orders the records. Without ORDER BY Salesforce can part the work.
func (p *pull) createJob() error {
	query := p.soql(strings.Join(p.fields, ", "), p.sinceCondition())
	body, err := json.Marshal(jobOrder{"queryAll", query, "COMMA", "LF"})
	if err != nil {
		return err
	}
	req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost, Path: jobsPath, Body: body}
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		return err
	}
	if p.part.Job = text(root, "id"); p.part.Job == "" {
		return p.client.Fail(req, errors.New("the new job has no id"))
	}
	return nil
}

// await asks after the job until it has ended well. gone means that Salesforce
// does not know it any more.
func (p *pull) await() (gone bool, err error) {
	req := p.jobRequest("")
	for waited, pause := time.Duration(0), firstPause; ; pause = min(2*pause, longestPause) {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		var refused *rest.Error
		if errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Status == http.StatusConflict) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		switch state := text(root, "state"); state {
		case "JobComplete":
			return false, nil
		case "Failed":
			return false, p.client.Fail(req, fmt.Errorf("the query job failed: %.300s", text(root, "errorMessage")))
		case "Aborted":
			return false, p.client.Fail(req, errors.New("the query job was aborted (Setup → Bulk Data Load Jobs)"))
		}
		if waited >= jobDeadline {
			p.abortJob()
			return false, p.client.Fail(req, fmt.Errorf("the query job has not ended after %s; it was aborted", jobDeadline))
		}
		if err := p.client.Sleep(p.ctx, pause); err != nil {
			return false, fmt.Errorf("read %s.%s: %w", p.name, p.stream.Name, err)
		}
		waited += pause
	}
}

// results lands the pages of the job's records.
func (p *pull) results() error {
	req := p.jobRequest("/results")
	req.Accept = "text/csv"
	tokens := p.client.NewCursors(req)
	for {
		req.Query = url.Values{"maxRecords": {strconv.FormatInt(p.jobPage, 10)}}
		if p.part.Locator != "" {
			req.Query.Set("locator", p.part.Locator)
		}
		header, err := p.resultPage(req)
		if err != nil {
			return err
		}
		next := header.Get("Sforce-Locator")
		if next == "" || next == "null" {
			return p.complete(req)
		}
		if err := tokens.Next(next); err != nil {
			return err
		}
		p.part.Locator = next
		if err := p.checkpoint(); err != nil || p.spent(header) {
			return err
		}
	}
}

// resultPage lands one page.
func (p *pull) resultPage(req rest.Request) (http.Header, error) {
	req.Whole = whole
	d, err := p.client.Download(p.ctx, req)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	n, err := p.land(req, d)
	p.part.Rows += n
	return d.Header(), err
}

// complete compares what came with what the job says it found.
func (p *pull) complete(req rest.Request) error {
	p.writer.EndPage()
	root, err := p.client.JSON(p.ctx, p.jobRequest(""), &p.page)
	if err != nil {
		return err
	}
	if found := root.Get("numberRecordsProcessed"); found != nil && found.GetInt64() != p.part.Rows {
		return p.client.Fail(req, fmt.Errorf("the job found %d records but gave %d", found.GetInt64(), p.part.Rows))
	}
	return nil
}

// deleteJob and abortJob tidy up; Salesforce forgets jobs by itself after a week.
func (p *pull) deleteJob() { p.tidy(rest.Request{Method: http.MethodDelete}) }

func (p *pull) abortJob() {
	p.tidy(rest.Request{Method: http.MethodPatch, Body: []byte(`{"state":"Aborted"}`)})
}

func (p *pull) tidy(req rest.Request) {
	req.Stream, req.Path = p.stream.Name, p.jobRequest("").Path
	d, err := p.client.Download(p.ctx, req)
	if err != nil {
		p.log.Info("query job is left to Salesforce", "source", p.name, "stream", p.stream.Name, "error", err)
		return
	}
	d.Close()
}
