package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// slackOpen opens the direct messages to one member; the same member always has the
// same channel.
func (s *Simulator) slackOpen(a slackArgs, _ *http.Request) object {
	user := a["users"]
	if !strings.HasPrefix(user, "U") || strings.Contains(user, ",") {
		return slackError("user_not_found")
	}
	return object{"ok": true, "channel": object{"id": "D" + user[1:]}}
}

// slackLookup knows a member for every address of the company that runs the workspace.
func (s *Simulator) slackLookup(a slackArgs, _ *http.Request) object {
	name, host, found := strings.Cut(strings.ToLower(a["email"]), "@")
	if !found || name == "" || strings.Contains(name, "unknown") {
		return slackError("users_not_found")
	}
	sum := sha256.Sum256([]byte(name + "@" + host))
	id := "U" + strings.ToUpper(hex.EncodeToString(sum[:5]))
	return object{"ok": true, "user": object{"id": id, "name": name, "profile": object{"email": a["email"]}}}
}
