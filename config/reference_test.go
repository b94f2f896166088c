package config_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/config"
)

// loadWithToken loads a configuration whose Slack token is written so.
func loadWithToken(t *testing.T, dir, token string) (*config.Config, error) {
	t.Helper()
	text := "company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\nslack:\n  channel: C1\n  token: " + token + "\n"
	path := filepath.Join(dir, "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(path, env)
}

func TestSecretsFromFilesAndCommands(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	write("token", "canary: #1\r\n", 0o600)
	write("open", "canary-open", 0o644)
	write("group", "canary-group", 0o640)
	write("empty", "\n", 0o600)
	write("say", "#!/bin/sh\necho canary-said\n", 0o700)
	write("fail", "#!/bin/sh\necho canary-out; echo canary-err >&2; exit 3\n", 0o700)
	for name, test := range map[string]struct{ token, want, wrong string }{
		"a file beside the configuration": {`${file:token}`, "canary: #1", ""},
		"a file by its whole path":        {`"${file:` + filepath.Join(dir, "token") + `}"`, "canary: #1", ""},
		"a command":                       {`${cmd:./say}`, "canary-said", ""},
		"a part of a value":               {`"a-${file:token}-b"`, "a-canary: #1-b", ""},
		"an escape":                       {`"$${file:token}"`, "${file:token}", ""},
		"a file others may read":          {`${file:open}`, "", `quarterdeck.yml:5:10: file "open" gives no value: others may read it (mode 0644); write the secret alone into a file that only you may read (chmod 600)`},
		"a file the group may read":       {`${file:group}`, "", "others may read it (mode 0640)"},
		"an empty file":                   {`${file:empty}`, "", "it is empty"},
		"a missing file":                  {`${file:none}`, "", "no such file"},
		"a folder":                        {`${file:.}`, "", "gives no value"},
		"a command that fails":            {`${cmd:./fail}`, "", `quarterdeck.yml:5:10: cmd "./fail" gives no value: it ended with exit status 3; try it in a shell; it must print the secret alone`},
		"a missing command":               {`${cmd:./none --at all}`, "", "it could not be started"},
		"no command":                      {`"${cmd: }"`, "", "it names nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := loadWithToken(t, dir, test.token)
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), "canary") {
					t.Errorf("got %v, want %s", err, test.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := cfg.Slack.Token.Reveal(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if shown, err := json.Marshal(cfg); err != nil || strings.Contains(string(shown), "canary") {
				t.Errorf("shown, error %v", err)
			}
		})
	}
}
