package config

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/goccy/go-yaml/parser"
)

// ReviewDecision is what a named person decided about one customer's review of one
// quarter, whatever the checks say.
type ReviewDecision struct {
	Customer string `yaml:"customer"`
	Quarter  string `yaml:"quarter"`
	// Decision is send, hold or internal.
	Decision string `yaml:"decision"`
	By       string `yaml:"by"`
	On       string `yaml:"on"`
	Reason   string `yaml:"reason"`
	// Names are the ids of other customers the review may name, as of a partner it
	// speaks of; without them a file that names one is held also where the decision
	// is to send.
	Names []string `yaml:"names"`
	// Place is where the decision stands, as file:line:column.
	Place string `yaml:"-"`
}

// loadDecisions reads the file of decisions, if one is configured.
func (r *Reviews) loadDecisions() error {
	path := r.Decisions
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return &Error{File: path, Message: "no such file", Mend: "write the decisions about reviews there, an empty file will do, or remove reviews.decisions"}
	}
	if err != nil {
		return &Error{File: path, Message: err.Error()}
	}
	r.Decided, err = parseDecisions(path, data)
	return err
}

// parseDecisions reads a list of decisions.
func parseDecisions(name string, data []byte) ([]ReviewDecision, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, located(name, err)
	}
	var all []ReviewDecision
	if len(file.Docs) > 0 && file.Docs[0].Body != nil {
		if err := decode(file.Docs[0].Body, &all); err != nil {
			return nil, located(name, err)
		}
	}
	v := &validator{name: name, file: file}
	type subject struct{ customer, quarter string }
	seen := map[subject]bool{}
	for i := range all {
		d, path := &all[i], fmt.Sprintf("$[%d]", i)
		d.Place = v.place(path)
		if err := d.check(v, path); err != nil {
			return nil, err
		}
		if seen[subject{d.Customer, d.Quarter}] {
			return nil, v.fail(path, fmt.Sprintf("the review of %s for %s is decided twice", d.Customer, d.Quarter), "keep the decision that counts")
		}
		seen[subject{d.Customer, d.Quarter}] = true
	}
	return all, nil
}

func (d ReviewDecision) check(v *validator, path string) error {
	switch {
	case d.Customer == "":
		return v.fail(path, "a decision names no customer", "add 'customer:' with its id")
	case !fiscalQuarter.MatchString(d.Quarter):
		return v.fail(path+".quarter", fmt.Sprintf("quarter %q of customer %s is no fiscal quarter", d.Quarter, d.Customer), "write it as 2026Q3")
	case d.Decision != "send" && d.Decision != "hold" && d.Decision != "internal":
		return v.fail(path+".decision", fmt.Sprintf("decision %q about customer %s is unknown", d.Decision, d.Customer), "use send, hold or internal")
	case d.By == "":
		return v.fail(path, fmt.Sprintf("nobody signed the decision about customer %s", d.Customer), "add 'by:' with a name")
	case d.Reason == "":
		return v.fail(path, fmt.Sprintf("the decision about customer %s has no reason", d.Customer), "add 'reason:'")
	}
	if _, err := time.Parse(time.DateOnly, d.On); err != nil {
		return v.fail(path+".on", fmt.Sprintf("day %q of the decision about customer %s is no day", d.On, d.Customer), "write YYYY-MM-DD")
	}
	return nil
}

// fiscalQuarter is a quarter as the reports write it.
var fiscalQuarter = regexp.MustCompile(`^[0-9]{4}Q[1-4]$`)
