package config

import (
	"fmt"
	"slices"
)

// ValueTiers are the value tiers by fixed limits of MRR, lowest first; nil where
// the file names none.
func (m Metrics) ValueTiers() []Band { return sortBands(m.Tiers) }

// QuantileTiers are the value tiers by their place among the paying customers,
// lowest first: a tier from 0.8 is the upper fifth.
func (m Metrics) QuantileTiers() []Band { return sortBands(m.TierQuantiles) }

func (c *Config) checkTiers(v *validator) error {
	if err := checkTierList(v, "tiers", c.Metrics.ValueTiers()); err != nil {
		return err
	}
	quantiles := c.Metrics.QuantileTiers()
	for _, t := range quantiles {
		if !(t.From >= 0 && t.From < 1) { // a NaN is neither
			return v.fail("$.metrics.tier_quantiles."+t.Name, fmt.Sprintf("tier %s begins at %v, which is no quantile", t.Name, t.From), "write 0 or more and less than 1")
		}
	}
	return checkTierList(v, "tier_quantiles", quantiles)
}

// checkTierList wants every customer to have exactly one tier.
func checkTierList(v *validator, setting string, tiers []Band) error {
	path := "$.metrics." + setting
	for i, t := range tiers {
		switch {
		case slices.Contains(reservedTiers(), t.Name):
			return v.fail(path+"."+t.Name, fmt.Sprintf("tier name %q is taken", t.Name), "it stands for customers who did not pay; choose another")
		case t.Name == "":
			return v.fail(path, "a tier has no name", "")
		case i == 0 && t.From != 0:
			return v.fail(path+"."+t.Name, fmt.Sprintf("metrics.%s begins at %v", setting, t.From), "let the lowest tier begin at 0, so that every customer has one")
		case i > 0 && t.From == tiers[i-1].From:
			return v.fail(path+"."+t.Name, fmt.Sprintf("tiers %s and %s begin at the same value", tiers[i-1].Name, t.Name), "give each tier its own lower bound")
		}
	}
	return nil
}

// reservedTiers are the rows and columns of a migration that are no tiers.
func reservedTiers() []string { return []string{"none", "churned", "all"} }
