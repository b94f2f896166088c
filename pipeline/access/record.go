package access

import (
	"context"
	"time"
)

// Action is what the audit log says somebody did.
type Action string

// The actions that are written down.
const (
	Viewed      Action = "viewed"
	Downloaded  Action = "downloaded"
	Sent        Action = "sent"
	Overrode    Action = "overrode"
	Retried     Action = "retried"
	Resolved    Action = "resolved"
	Forgot      Action = "forgot"
	LoggedIn    Action = "logged_in"
	LoginFailed Action = "login_failed"
)

// Entry is one line of the audit log. What names the thing, never its content.
type Entry struct {
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Action Action    `json:"action"`
	What   string    `json:"what"`
}

// Recorder keeps the audit log. What must leave a trace is recorded before it is
// done, and is not done where that fails.
type Recorder interface {
	Record(ctx context.Context, entry Entry) error
}
