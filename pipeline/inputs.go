package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"quarterdeck/pipeline/lake"
)

// inputs names everything the marts are a function of, so that the same name
// means the same numbers and findings.
func (p *Pipeline) inputs(asOf, knownAt time.Time, loads []*lake.Manifest) (string, error) {
	ids := make([]string, 0, len(loads))
	for _, m := range loads {
		ids = append(ids, m.Source+"/"+m.Stream+"/"+m.LoadID)
	}
	settings, err := p.configHash()
	if err != nil {
		return "", err
	}
	data, err := json.Marshal([]any{asOf.Format(time.DateOnly), knownAt.UTC(), settings, ids})
	if err != nil {
		return "", fmt.Errorf("name inputs: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// configHash changes when the configuration, the user's own models or the
// program do. Secrets are not in it.
func (p *Pipeline) configHash() (string, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(p.cfg); err != nil {
		return "", fmt.Errorf("hash configuration: %w", err)
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			fmt.Fprintf(h, "%q %q\n", s.Key, s.Value)
		}
	}
	models, err := p.ownModels()
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(models)) {
		fmt.Fprintf(h, "%q %q\n", name, models[name])
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
