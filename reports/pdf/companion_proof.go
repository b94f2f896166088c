package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// proof draws what the past says of a score like this one: of the accounts of its
// profile that stood in each band, the share that was lost.
func (s *companionSheet) proof(b charts.Box) {
	p, h := s.c.Proof, s.c.Health
	if h == nil || len(p.Bands) == 0 {
		s.block(b, s.word("companion.proof_none"), s.sayf("companion.proof_none_note", reports.Args{"days": reports.Count(p.Horizon)}))
		return
	}
	inner := s.block(b, s.proofTitle(p), s.sayf("companion.proof_note", reports.Args{"profile": h.Profile, "days": reports.Count(p.Horizon)}))
	chart := charts.IntervalRows{From: 0, To: reach(p.Bands), Format: s.b.Percent, TextTitle: s.word("companion.proof_lost"), NoteTitle: s.word("companion.proof_accounts")}
	for _, band := range p.Bands {
		share := float64(band.Lost) / float64(band.Accounts)
		label := s.word("band." + band.Band)
		if band.Band == h.Band {
			label = s.sayf("companion.proof_here", reports.Args{"band": label})
		}
		chart.Rows = append(chart.Rows, charts.IntervalRow{Label: label, Low: band.Low, Value: share, High: band.High, Text: s.b.Percent(share),
			Note: s.sayf("companion.of", reports.Args{"n": s.b.Number(float64(band.Lost), 0), "most": s.b.Number(float64(band.Accounts), 0)}), Quiet: band.Band != h.Band})
	}
	high := chart.Height(inner.H-60, s.t.charts())
	chart.Draw(s, charts.Box{X: inner.X, Y: inner.Y, W: inner.W, H: high}, s.t.charts())
	y := s.lines(inner.X, inner.Y+high+16, inner.W, s.auc(p), s.t.small(), 1.35, 3)
	if p.Hindsight {
		s.lines(inner.X, y+10, inner.W, s.word("companion.proof_hindsight"), s.t.small().In(s.t.Colors.Muted.c()), 1.35, 2)
	}
}

// reach is the end of an axis all ranges fit on.
func reach(bands []reports.ProofBand) float64 {
	high := 0.0
	for _, band := range bands {
		high = max(high, band.High)
	}
	switch {
	case high <= 0.2:
		return 0.2
	case high <= 0.5:
		return 0.5
	}
	return 1
}

// proofTitle says what became of accounts that stood where this one stands.
func (s *companionSheet) proofTitle(p reports.Proof) string {
	for _, band := range p.Bands {
		if band.Band == s.c.Health.Band {
			return s.sayf("companion.proof", reports.Args{"n": reports.Count(band.Accounts), "lost": reports.Count(band.Lost), "band": s.word("band." + band.Band)})
		}
	}
	return s.sayf("companion.proof_unseen", reports.Args{"band": s.word("band." + s.c.Health.Band)})
}

// auc says how well the score told the lost from the kept.
func (s *companionSheet) auc(p reports.Proof) string {
	args := reports.Args{"lost": reports.Count(p.Lost), "kept": reports.Count(p.Stayed)}
	if !p.AUC.OK() {
		if key := "companion.auc_" + p.Reason; s.b.Has(key) {
			return s.sayf(key, args)
		}
		return s.sayf("companion.auc_none", args)
	}
	args["auc"], args["low"], args["high"] = s.b.Number(p.AUC.V, 2), s.b.Number(p.Low.V, 2), s.b.Number(p.High.V, 2)
	return s.sayf("companion.auc", args)
}
