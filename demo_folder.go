package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/template"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
)

// demoCompany is whose Customer Success the demo plays.
const (
	demoCompany  = "Northwind Cloud"
	demoTimezone = "America/New_York"
	demoMonths   = 30 // of history
)

// demoWorld says which world a demo folder holds. It is written once: the same
// world goes on when the demo is run again on a later day.
type demoWorld struct {
	Seed      uint64 `json:"seed"`
	Customers int    `json:"customers"`
	// Start is the first day of the world's history, YYYY-MM-DD.
	Start string `json:"start"`
	// Address is where the simulated systems answered last; they try to be there again.
	Address string `json:"address,omitempty"`
}

func (w demoWorld) start() (time.Time, error) { return time.Parse(time.DateOnly, w.Start) }

// loadDemoWorld reads what the folder holds; for a new folder it is wanted, and
// resumed is false. save writes it.
func loadDemoWorld(dir string, wanted demoWorld, chosen bool) (world demoWorld, resumed bool, err error) {
	path := filepath.Join(dir, "demo.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return wanted, false, nil
	}
	if err != nil {
		return world, false, fmt.Errorf("read demo folder: %w", err)
	}
	if err := json.Unmarshal(data, &world); err != nil {
		return world, false, fmt.Errorf("read %s: %w; remove the folder to start a new demo", path, err)
	}
	if chosen && (world.Customers != wanted.Customers || world.Seed != wanted.Seed) {
		return world, true, usagef("%s holds a demo of %d customers with seed %d; choose another folder with --dir", dir, world.Customers, world.Seed)
	}
	return world, true, nil
}

func (w demoWorld) save(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "team"), 0o750); err != nil {
		return fmt.Errorf("make demo folder: %w", err)
	}
	data, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, "demo.json"), append(data, '\n'))
}

// demoLogin opens the simulated systems and nothing else.
type demoLogin struct {
	HubSpot, Stripe, Zendesk, ZendeskEmail, Typeform, Slack string
	Mixpanel, MixpanelUser, MixpanelProject                 string
}

func simulatorLogin() demoLogin {
	return demoLogin{
		HubSpot: simulator.TokenHubSpot, Stripe: simulator.TokenStripe,
		Zendesk: simulator.TokenZendesk, ZendeskEmail: simulator.EmailZendesk,
		Typeform: simulator.TokenTypeform, Slack: simulator.TokenSlack,
		Mixpanel: simulator.SecretMixpanel, MixpanelUser: simulator.UserMixpanel, MixpanelProject: simulator.ProjectMixpanel,
	}
}

// writeDemoConfig writes the folder's quarterdeck.yml and returns its path.
func writeDemoConfig(dir, base, start string, tables []string) (string, error) {
	layout, err := template.New("demo.yml").Option("missingkey=error").Parse(config.Demo)
	if err != nil {
		return "", fmt.Errorf("read demo config: %w", err)
	}
	var text bytes.Buffer
	err = layout.Execute(&text, map[string]any{
		"Company": demoCompany, "Timezone": demoTimezone, "Base": base, "Start": start,
		"Login": simulatorLogin(), "Tables": tables,
	})
	if err != nil {
		return "", fmt.Errorf("write demo config: %w", err)
	}
	if err := writeDemoAssessments(dir, start); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "quarterdeck.yml")
	return path, replaceFile(path, text.Bytes())
}

// writeDemoAssessments writes what the company judged of itself a year and three
// months before the end of the history.
func writeDemoAssessments(dir, start string) error {
	first, err := time.Parse(time.DateOnly, start)
	if err != nil {
		return fmt.Errorf("read start of the demo: %w", err)
	}
	layout, err := template.New("assessments.yml").Option("missingkey=error").Parse(config.DemoAssessments)
	if err != nil {
		return fmt.Errorf("read demo assessments: %w", err)
	}
	day := func(months int) string { return first.AddDate(0, demoMonths-months, 0).Format(time.DateOnly) }
	var text bytes.Buffer
	if err := layout.Execute(&text, map[string]string{"First": day(12), "Second": day(3)}); err != nil {
		return fmt.Errorf("write demo assessments: %w", err)
	}
	return replaceFile(filepath.Join(dir, "assessments.yml"), text.Bytes())
}

// messagesFile holds what the simulated Slack received.
func messagesFile(dir string) string { return filepath.Join(dir, "slack-received.json") }

func loadMessages(dir string) (messages []simulator.Message, err error) {
	data, err := os.ReadFile(messagesFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &messages)
	}
	if err != nil {
		return nil, fmt.Errorf("read slack messages of the demo: %w", err)
	}
	return messages, nil
}

func keepMessages(dir string, messages []simulator.Message) error {
	data, err := json.MarshalIndent(messages, "", "  ")
	if err != nil {
		return fmt.Errorf("store slack messages: %w", err)
	}
	return replaceFile(messagesFile(dir), append(data, '\n'))
}

// replaceFile writes a file whole: a reader sees the old text or the new.
func replaceFile(path string, data []byte) error {
	temp := path + ".tmp"
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}
