package all_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/all"
	"quarterdeck/connectors/connectortest"
)

// TestPrivateHostsOnlyByName: no type of source connects into the own network
// unless the configuration allows the host.
func TestPrivateHostsOnlyByName(t *testing.T) {
	// An address no host has: nobody answers, which is not what refused means.
	const host = "10.255.255.1"
	for _, typ := range config.SourceTypes() {
		if !slices.Contains(slices.Concat(typ.Required, typ.Optional), "base_url") {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			src := config.Source{Name: "x", Type: typ.Name, BaseURL: "https://" + host, Token: "t", APIKey: "k", ClientID: "c", ClientSecret: "s",
				Subdomain: "demo", Email: "a@b.test", Username: "u", ProjectID: "1", Start: "2026-01-01", Rate: 1e6,
				Tables: map[string]config.Table{"goals": {Path: "/goals"}}}
			for _, allowed := range []bool{false, true} {
				if allowed {
					src.AllowPrivateHosts = []string{host}
				}
				source, err := all.Open(src, (&connectortest.Clock{}).Deps())
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				err = source.Check(ctx, "")
				cancel()
				if err == nil || strings.Contains(err.Error(), "list it under allow_private_hosts") == allowed {
					t.Errorf("allowed: %t, got %v", allowed, err)
				}
			}
		})
	}
}
