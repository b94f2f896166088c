package access

import (
	"mime"
	"net/http"
)

// watched is a response that is written down before it is sent: what cannot be
// written down is not shown.
type watched struct {
	http.ResponseWriter
	before  func(status int, header http.Header) error
	begun   bool
	refused bool
}

// WriteHeader implements http.ResponseWriter.
func (w *watched) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	if err := w.before(status, w.Header()); err != nil {
		w.refused = true
		w.Header().Del("Content-Length")
		w.Header().Del("Content-Disposition")
		http.Error(w.ResponseWriter, "the audit log cannot be written, so nothing is shown", http.StatusServiceUnavailable)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (w *watched) Write(p []byte) (int, error) {
	if !w.begun {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", http.DetectContentType(p))
		}
		w.WriteHeader(http.StatusOK)
	}
	if w.refused {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// end takes the silence of a handler for the answer it is.
func (w *watched) end() {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
}

// seen is what showing a response means; empty for what says nothing about anybody:
// refusals, style sheets, pictures.
func seen(method string, status int, header http.Header) Action {
	if method != http.MethodGet || status >= http.StatusMultipleChoices {
		return ""
	}
	if disposition, _, err := mime.ParseMediaType(header.Get("Content-Disposition")); err == nil && disposition == "attachment" {
		return Downloaded
	}
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	switch kind {
	case "text/html", "application/json":
		return Viewed
	case "application/pdf", "application/zip", "text/csv":
		return Downloaded
	}
	return ""
}
