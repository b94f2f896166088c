package pdf

import (
	"math"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// teamsShown is how many teams the grid has columns for.
const teamsShown = 5

// teams draws the features of the plan against the customer's own teams: the share of
// each team's people who used each feature.
func (s *sheet) teams(b charts.Box) {
	f := s.q.Features
	note := s.say(s.q.FeaturesTitle()) + ". " + s.sayf("teams.note", reports.Args{"from": f.From, "to": f.To})
	inner := s.block(b, s.say(s.q.TeamsTitle()), note)
	shown := s.q.Teams[:min(teamsShown, len(s.q.Teams))]
	grid := charts.HeatMap{
		Corner: s.word("teams.feature"), NoteTitle: s.word("teams.people"), Low: 0, High: 1,
		Format: s.b.Scale(s.b.Percent), More: s.more("features.more"),
	}
	for _, t := range shown {
		grid.Columns = append(grid.Columns, s.sayf("teams.team", reports.Args{"team": t.Name, "n": t.Members.Count()}))
	}
	for _, item := range append(f.Used(), f.Idle()...) {
		row := charts.HeatRow{Label: s.quoted(item.Name), Note: s.b.Tell(item.ActiveUsers.Count())}
		for _, t := range shown {
			cell := charts.Cell{Value: math.NaN()}
			if uses, known := t.Uses[item.Name]; known {
				share := uses.Over(t.Members)
				cell = charts.Cell{Value: share.Plot(), Text: s.b.Tell(share.Share()), Quiet: share.V == 0}
			}
			row.Cells = append(row.Cells, cell)
		}
		grid.Rows = append(grid.Rows, row)
	}
	grid.Draw(s, charts.Box{X: inner.X, Y: inner.Y + 4, W: inner.W, H: b.Bottom() - inner.Y - 4}, s.t.charts())
}
