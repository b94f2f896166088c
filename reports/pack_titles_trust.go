package reports

// Title says how fast customers were answered, and whether in the time promised.
func (d Desk) Title() Sentence {
	w := d.Window
	if w == nil {
		return Sentence{}
	}
	args := Args{"reply": Told{Number: w.FirstReply, Form: AsMinutes}, "in": Told{Number: w.InTime, Form: AsShare}, "n": Count(w.Created.V)}
	switch {
	case !w.FirstReply.OK():
		return Say("pack.desk_count", args)
	case !w.InTime.OK():
		return Say("pack.desk_reply", args)
	}
	return Say("pack.desk_sla", args)
}

// Title says what comes up and what is at risk of it.
func (o Outlook) Title(currency string) Sentence {
	args := Args{"n": Count(o.Due.N.V), "days": Count(o.Days), "arr": Count(o.Due.ARR.V), "risk": Count(o.AtRisk.ARR.V), "late": Count(o.Late.N.V), "currency": currency}
	switch {
	case !o.Due.N.OK() || len(o.List) == 0:
		return Sentence{}
	case o.Due.N.V == 0:
		return Say("pack.outlook_late", args)
	case !o.Due.ARR.OK():
		return Say("pack.outlook_count", args)
	case o.AtRisk.ARR.V > 0:
		return Say("pack.outlook_risk", args)
	}
	return Say("pack.outlook_calm", args)
}

// Title says whether the score told who would leave. It is better than chance only
// where its whole interval is.
func (b Backtest) Title() Sentence {
	p := b.Predictor("score")
	if p == nil || b.Reason == "no_recorded_night" {
		return Sentence{}
	}
	args := Args{"auc": Told{Number: p.AUC.Value, Form: AsDecimal, Decimals: 2}, "n": Count(p.Lost.V), "least": Count(b.Least), "days": Count(b.Horizon)}
	switch {
	case !p.AUC.Value.OK():
		return Say("pack.backtest_few", args)
	case p.AUC.Low.V > 0.5:
		return Say("pack.backtest_good", args)
	case p.AUC.High.V < 0.5:
		return Say("pack.backtest_bad", args)
	}
	return Say("pack.backtest_open", args)
}

// Title says how many warnings were right.
func (w Warnings) Title() Sentence {
	args := Args{"right": Count(w.Right.V), "judged": Count(w.Judged.V), "n": Count(w.Told.V), "missed": Count(w.Missed.V), "losses": Count(w.Losses.V)}
	switch {
	case !w.Told.OK() || w.Told.V == 0:
		return Sentence{}
	case w.Judged.V == 0:
		return Say("pack.warnings_early", args)
	case w.Missed.V > 0:
		return Say("pack.warnings_missed", args)
	}
	return Say("pack.warnings_right", args)
}

// Title says whether the data can be relied on.
func (t Trust) Title() Sentence {
	late := 0
	for _, s := range t.Sources {
		if s.Late {
			late++
		}
	}
	args := Args{"n": Count(t.Checks.Total), "failed": Count(t.Checks.Failed), "warned": Count(t.Checks.Warned), "late": Count(late), "sources": Count(len(t.Sources))}
	switch {
	case t.Checks.Total == 0 && len(t.Sources) == 0:
		return Sentence{}
	case t.Checks.Failed > 0:
		return Say("pack.trust_failed", args)
	case late > 0:
		return Say("pack.trust_late", args)
	case t.Checks.Warned > 0:
		return Say("pack.trust_warned", args)
	}
	return Say("pack.trust_good", args)
}
