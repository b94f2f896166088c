package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"quarterdeck/config"
	"quarterdeck/pipeline/batch"
)

// provenance says what reviews of the marts are made with.
func (p *Pipeline) provenance(marts *Marts) (made batch.Provenance, err error) {
	made = batch.Provenance{RunID: marts.RunID, AsOf: marts.AsOf, Inputs: marts.Inputs, Program: marts.Program}
	if made.Look, err = p.look(); err != nil {
		return made, err
	}
	own := marts.Models
	if marts.remove == nil {
		if made.Data, err = hashFile(p.path("published", marts.RunID+".duckdb")); err != nil {
			return made, err
		}
	} else if own, err = p.ownModels(); err != nil { // computed for the moment, by this program
		return made, err
	}
	if made.Program == "" {
		if made.Program, err = program(); err != nil {
			return made, err
		}
	}
	models := sha256.New()
	fmt.Fprintf(models, "%q\n", made.Program)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		fmt.Fprintf(models, "%q %q\n", name, own[name])
	}
	made.SQL = hex.EncodeToString(models.Sum(nil))
	settings, err := json.Marshal(p.cfg)
	if err != nil {
		return made, fmt.Errorf("hash configuration: %w", err)
	}
	made.Config = sum(settings)
	return made, nil
}

// hashFile is the hash of a file, which may be large.
func hashFile(path string) (hash string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("hash %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", fmt.Errorf("hash %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// unusedDecisions are those about reviews of the batch's quarter that it does not
// have: a wrong id would go unnoticed otherwise.
func unusedDecisions(all []config.ReviewDecision, m batch.Manifest) (unused []string) {
	for _, d := range all {
		if d.Quarter == m.Quarter && m.Of(d.Customer) == nil {
			unused = append(unused, fmt.Sprintf("%s: no review of %s is due to customer %q", d.Place, d.Quarter, d.Customer))
		}
	}
	return unused
}

// decisionsOf are the decisions about the reviews of a quarter, by customer.
func decisionsOf(all []config.ReviewDecision, quarter string) map[string]*batch.Decision {
	found := map[string]*batch.Decision{}
	for _, d := range all {
		if d.Quarter == quarter {
			found[d.Customer] = &batch.Decision{Verdict: batch.Verdict(d.Decision), By: d.By, On: d.On, Reason: d.Reason, Names: d.Names}
		}
	}
	return found
}
