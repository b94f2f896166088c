package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// A file goes up in three steps: ask for an address, send the bytes there, and
// share it.

func (s *Simulator) slackUploadURL(a slackArgs, r *http.Request) object {
	if n, err := strconv.Atoi(a["length"]); a["filename"] == "" || err != nil || n <= 0 {
		return slackError("invalid_arguments")
	}
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	f := File{ID: fmt.Sprintf("F0DEMO%04d", len(s.slack.files)+1), Name: a["filename"]}
	s.slack.files = append(s.slack.files, f)
	return object{"ok": true, "file_id": f.ID, "upload_url": origin(r, PathSlack) + "/upload/" + f.ID}
}

func (s *Simulator) slackUpload(w http.ResponseWriter, r *http.Request) {
	var body io.Reader = r.Body
	if file, _, err := r.FormFile("file"); err == nil {
		defer file.Close()
		body = file
	}
	content, err := io.ReadAll(body)
	if err != nil {
		http.Error(w, "cannot read the file", http.StatusBadRequest)
		return
	}
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	for i := range s.slack.files {
		if s.slack.files[i].ID == r.PathValue("id") {
			s.slack.files[i].Content = content
			_, _ = fmt.Fprintf(w, "OK - %d", len(content))
			return
		}
	}
	http.NotFound(w, r)
}

func (s *Simulator) slackUploadDone(a slackArgs, _ *http.Request) object {
	var done []struct{ ID, Title string }
	if json.Unmarshal([]byte(a["files"]), &done) != nil || len(done) == 0 {
		return slackError("invalid_arguments")
	}
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	out := []object{}
	for _, d := range done {
		at := slices.IndexFunc(s.slack.files, func(f File) bool { return f.ID == d.ID && f.Content != nil && !f.Deleted })
		if at < 0 {
			return slackError("file_not_found")
		}
		f := &s.slack.files[at]
		f.Title, f.Channel, f.Thread, f.Complete = d.Title, a["channel_id"], a["thread_ts"], true
		if f.Channel != "" {
			f.Shares++
		}
		out = append(out, object{"id": f.ID, "title": f.Title, "name": f.Name, "size": len(f.Content)})
	}
	return object{"ok": true, "files": out}
}

// slackFileInfo tells of a file once its upload is complete.
func (s *Simulator) slackFileInfo(a slackArgs, _ *http.Request) object {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	f := s.slack.file(a["file"])
	if f == nil || !f.Complete {
		return slackError("file_not_found")
	}
	out := object{"id": f.ID, "name": f.Name, "title": f.Title, "size": len(f.Content), "channels": []string{}, "groups": []string{}, "ims": []string{}}
	switch {
	case f.Channel == "":
	case f.Channel[0] == 'C':
		out["channels"] = []string{f.Channel}
	case f.Channel[0] == 'G':
		out["groups"] = []string{f.Channel}
	default:
		out["ims"] = []string{f.Channel}
	}
	return object{"ok": true, "file": out, "comments": []object{}, "paging": object{"count": 1, "total": 0, "page": 1, "pages": 0}}
}

func (s *Simulator) slackFileDelete(a slackArgs, _ *http.Request) object {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	f := s.slack.file(a["file"])
	if f == nil {
		return slackError("file_not_found")
	}
	f.Deleted = true
	return object{"ok": true}
}

func (st *slackState) file(id string) *File {
	at := slices.IndexFunc(st.files, func(f File) bool { return f.ID == id && !f.Deleted })
	if at < 0 {
		return nil
	}
	return &st.files[at]
}
