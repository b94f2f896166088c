package qualtrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/archive"
	"quarterdeck/connectors/rest"
)

const (
	// patience is how long one export may take.
	patience           = 30 * time.Minute
	firstPoll, maxPoll = time.Second, 15 * time.Second
)

// order is the body that starts an export. A start left out means the beginning.
type order struct {
	Format string `json:"format"`
	Start  string `json:"startDate,omitempty"`
	End    string `json:"endDate"`
}

// export has the responses recorded in the window written to a file and fetches
// it. The caller closes the file.
func (p *pull) export(survey string, win connectors.Window) (*rest.Download, error) {
	o := order{Format: "ndjson", End: win.To.UTC().Format(time.RFC3339)}
	if !win.From.IsZero() {
		o.Start = win.From.UTC().Format(time.RFC3339)
	}
	body, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("write export order: %w", err)
	}
	req := p.request(exportPath(survey))
	req.Method, req.Body, req.Bucket = http.MethodPost, body, exports
	result, err := p.result(req)
	if hasStatus(err, http.StatusNotFound) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	progress := text(result, "progressId")
	if progress == "" {
		return nil, p.client.Fail(req, errors.New("the export has no progressId"))
	}
	file, err := p.await(survey, progress)
	if err != nil {
		return nil, err
	}
	req = p.request(exportPath(survey) + "/" + url.PathEscape(file) + "/file")
	req.Accept, req.Whole = "*/*", func(d *rest.Download) error {
		_, err := archive.Open(d, d.Size())
		return err
	}
	return p.client.Download(p.ctx, req)
}

// errGone says that a survey was deleted between being listed and being read.
var errGone = errors.New("the survey is gone")

// await asks after an export until its status is complete, and gives the file's
// id. How much of it is said to be done is no sign: it is full before the file
// is there. Any status that is no end is taken for work going on.
func (p *pull) await(survey, progress string) (string, error) {
	req := p.request(exportPath(survey) + "/" + url.PathEscape(progress))
	waited, pause := time.Duration(0), firstPoll
	for {
		result, err := p.result(req)
		if err != nil {
			return "", err
		}
		switch status := text(result, "status"); status {
		case "complete":
			if file := text(result, "fileId"); file != "" {
				return file, nil
			}
			return "", p.client.Fail(req, errors.New("the export is complete but has no file"))
		case "failed":
			return "", p.client.Fail(req, failure(result))
		default:
			if waited >= patience {
				return "", p.client.Fail(req, fmt.Errorf("the export is still %q after %s", status, patience))
			}
		}
		if err := p.client.Sleep(p.ctx, pause); err != nil {
			return "", fmt.Errorf("read %s: %w", p.stream.Name, err)
		}
		waited += pause
		pause = min(2*pause, maxPoll)
	}
}

// errTooLarge is an export that a shorter window may mend.
var errTooLarge = errors.New("the export is too large")

// failure is why an export failed, in the vendor's words.
func failure(result *fastjson.Value) error {
	var said []string
	for _, path := range [][]string{{"error", "errorCode"}, {"error", "errorMessage"}, {"errorCode"}, {"errorMessage"}, {"message"}} {
		if word := result.GetStringBytes(path...); len(word) > 0 {
			said = append(said, string(word))
		}
	}
	reason := strings.Join(said, ": ")
	if reason == "" {
		reason = "no reason given"
	}
	if regexp.MustCompile(`(?i)too (large|big|many)|exceed|size limit|maximum`).MatchString(reason) {
		return fmt.Errorf("%w: %s", errTooLarge, reason)
	}
	return fmt.Errorf("the export failed: %s", reason)
}

// tooMuch says whether a shorter window may mend the error.
func tooMuch(err error) bool {
	return errors.Is(err, errTooLarge) || errors.Is(err, rest.ErrTooLarge) || hasStatus(err, http.StatusRequestEntityTooLarge)
}
