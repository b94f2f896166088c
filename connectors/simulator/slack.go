package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Message is a message somebody posted to the simulator's Slack.
type Message struct {
	Channel  string
	TS       string
	ThreadTS string // empty for a message of its own
	Text     string
	Blocks   json.RawMessage // nil when there are none
	Metadata json.RawMessage // nil when there is none
	Edited   bool
	Deleted  bool
	User     string
}

// File is a file somebody uploaded.
type File struct {
	ID, Name, Title string
	Channel, Thread string
	Content         []byte
	Complete        bool
	// Shares is how often it was shown in a channel.
	Shares  int
	Deleted bool
}

type slackState struct {
	mu       sync.Mutex
	messages []Message
	files    []File
	serial   int
	keep     func([]Message) error
}

// kept tells Options.Keep what the messages are now. An answer is only given
// once they are kept, as a real workspace forgets nothing it has confirmed.
func (st *slackState) kept(answer object) object {
	if st.keep == nil {
		return answer
	}
	if err := st.keep(slices.Clone(st.messages)); err != nil {
		return slackError("internal_error")
	}
	return answer
}

// Messages lists what was posted, oldest first.
func (s *Simulator) Messages() []Message {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	return slices.Clone(s.slack.messages)
}

// Files lists what was uploaded, oldest first.
func (s *Simulator) Files() []File {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	return slices.Clone(s.slack.files)
}

// slackRoutes routes the Web API; every answer is HTTP 200 with ok true or false.
func (s *Simulator) slackRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for method, answer := range map[string]func(slackArgs, *http.Request) object{
		"auth.test":                    s.slackAuth,
		"chat.postMessage":             s.slackPost,
		"chat.update":                  s.slackUpdate,
		"chat.delete":                  s.slackDelete,
		"conversations.history":        s.slackHistory,
		"conversations.replies":        s.slackReplies,
		"files.getUploadURLExternal":   s.slackUploadURL,
		"files.completeUploadExternal": s.slackUploadDone,
		"files.info":                   s.slackFileInfo,
		"files.delete":                 s.slackFileDelete,
		"conversations.open":           s.slackOpen,
		"users.lookupByEmail":          s.slackLookup,
	} {
		mux.HandleFunc("/"+method, func(w http.ResponseWriter, r *http.Request) {
			reply(w, http.StatusOK, answer(readSlackArgs(r), r))
		})
		mux.HandleFunc("/api/"+method, func(w http.ResponseWriter, r *http.Request) {
			reply(w, http.StatusOK, answer(readSlackArgs(r), r))
		})
	}
	mux.HandleFunc("POST /upload/{id}", s.slackUpload)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, slackError("unknown_method")) })
	return mux
}

func slackError(code string, messages ...string) object {
	out := object{"ok": false, "error": code}
	if len(messages) > 0 {
		out["errors"] = messages
		out["response_metadata"] = object{"messages": messages}
	}
	return out
}

// slackArgs are the arguments of a call, however they were sent; structured
// values are JSON text.
type slackArgs map[string]string

func readSlackArgs(r *http.Request) slackArgs {
	args := slackArgs{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var body map[string]json.RawMessage
		// A body that is no object has no arguments; the method will miss them.
		_ = json.NewDecoder(r.Body).Decode(&body)
		for name, raw := range body {
			var text string
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw)
			}
			args[name] = text
		}
		return args
	}
	_ = r.ParseMultipartForm(1 << 20)
	_ = r.ParseForm()
	for name, values := range r.Form {
		args[name] = values[0]
	}
	return args
}

func (a slackArgs) raw(name string) json.RawMessage {
	if a[name] == "" || a[name] == "null" || a[name] == "[]" {
		return nil
	}
	return json.RawMessage(a[name])
}

func (s *Simulator) slackAuth(slackArgs, *http.Request) object {
	return object{"ok": true, "url": "https://northwind-demo.slack.example/", "team": "Northwind Cloud",
		"user": "quarterdeck", "team_id": "T0DEMO", "user_id": "U0DEMO", "bot_id": "B0DEMO"}
}

// checkMessage answers what is wrong with a message; nil when nothing is.
func checkMessage(a slackArgs) object {
	switch channel := a["channel"]; {
	case channel == "":
		return slackError("channel_not_found")
	case !strings.ContainsRune("CGD#", rune(channel[0])):
		return slackError("channel_not_found")
	}
	blocks, metadata := a.raw("blocks"), a.raw("metadata")
	if a["text"] == "" && blocks == nil && a.raw("attachments") == nil {
		return slackError("no_text")
	}
	if len([]rune(a["text"])) > 40_000 {
		return slackError("msg_too_long")
	}
	if problems := checkBlocks(blocks); len(problems) > 0 {
		return slackError("invalid_blocks", problems...)
	}
	var meta struct {
		EventType    string         `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if metadata != nil && (json.Unmarshal(metadata, &meta) != nil || meta.EventType == "" || meta.EventPayload == nil) {
		return slackError("invalid_metadata_format")
	}
	return nil
}

func (s *Simulator) slackPost(a slackArgs, _ *http.Request) object {
	if problem := checkMessage(a); problem != nil {
		return problem
	}
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	if thread := a["thread_ts"]; thread != "" && s.slack.find(a["channel"], thread) == nil {
		return slackError("thread_not_found")
	}
	s.slack.serial++
	m := Message{Channel: a["channel"], TS: fmt.Sprintf("%d.%06d", s.now().Unix(), s.slack.serial), ThreadTS: a["thread_ts"], Text: a["text"],
		Blocks: a.raw("blocks"), Metadata: a.raw("metadata"), User: "U0DEMO"}
	s.slack.messages = append(s.slack.messages, m)
	return s.slack.kept(object{"ok": true, "channel": m.Channel, "ts": m.TS, "message": m.render(true)})
}

func (st *slackState) find(channel, ts string) *Message {
	for i := range st.messages {
		if m := &st.messages[i]; m.TS == ts && m.Channel == channel && !m.Deleted {
			return m
		}
	}
	return nil
}

func (m Message) render(metadata bool) object {
	out := object{"type": "message", "user": m.User, "bot_id": "B0DEMO", "text": m.Text, "ts": m.TS}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if m.Blocks != nil {
		out["blocks"] = m.Blocks
	}
	if m.Metadata != nil && metadata {
		out["metadata"] = m.Metadata
	}
	if m.Edited {
		out["edited"] = object{"user": m.User, "ts": m.TS}
	}
	return out
}

func (s *Simulator) slackUpdate(a slackArgs, _ *http.Request) object {
	if problem := checkMessage(a); problem != nil {
		return problem
	}
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	m := s.slack.find(a["channel"], a["ts"])
	if m == nil {
		return slackError("message_not_found")
	}
	m.Text, m.Blocks, m.Edited = a["text"], a.raw("blocks"), true
	if meta := a.raw("metadata"); meta != nil {
		m.Metadata = meta
	}
	return s.slack.kept(object{"ok": true, "channel": m.Channel, "ts": m.TS, "text": m.Text, "message": m.render(true)})
}

func (s *Simulator) slackDelete(a slackArgs, _ *http.Request) object {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	m := s.slack.find(a["channel"], a["ts"])
	if m == nil {
		return slackError("message_not_found")
	}
	m.Deleted = true
	return s.slack.kept(object{"ok": true, "channel": m.Channel, "ts": m.TS})
}

// slackHistory lists a channel's messages, newest first, without the replies
// in threads.
func (s *Simulator) slackHistory(a slackArgs, _ *http.Request) object {
	return s.slackPage(a, func(m Message) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS }, true)
}

// slackReplies lists a thread, oldest first.
func (s *Simulator) slackReplies(a slackArgs, _ *http.Request) object {
	return s.slackPage(a, func(m Message) bool { return m.TS == a["ts"] || m.ThreadTS == a["ts"] }, false)
}

func (s *Simulator) slackPage(a slackArgs, wanted func(Message) bool, newestFirst bool) object {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	var hits []Message
	for _, m := range s.slack.messages {
		late := a["latest"] != "" && (m.TS > a["latest"] || m.TS == a["latest"] && a["inclusive"] != "true" && a["inclusive"] != "1")
		early := a["oldest"] != "" && (m.TS < a["oldest"] || m.TS == a["oldest"] && a["inclusive"] != "true" && a["inclusive"] != "1")
		if m.Channel == a["channel"] && !m.Deleted && !late && !early && wanted(m) {
			hits = append(hits, m)
		}
	}
	if newestFirst {
		slices.Reverse(hits)
	}
	limit, err := strconv.Atoi(a["limit"])
	if err != nil || limit < 1 || limit > 999 {
		limit = 100
	}
	from, _ := strconv.Atoi(strings.TrimPrefix(a["cursor"], "next:"))
	from = min(max(0, from), len(hits))
	rows, to := []object{}, min(from+limit, len(hits))
	for _, m := range hits[from:to] {
		rows = append(rows, m.render(a["include_all_metadata"] == "true" || a["include_all_metadata"] == "1"))
	}
	out := object{"ok": true, "messages": rows, "has_more": to < len(hits)}
	if to < len(hits) {
		out["response_metadata"] = object{"next_cursor": "next:" + strconv.Itoa(to)}
	}
	return out
}
