package reports

import (
	"context"
	"database/sql"
)

// Team is one of the customer's own teams, and how many of its people use what.
type Team struct {
	Name    string
	Members Number
	Active  Number            // people active in the quarter's weeks
	Uses    map[string]Number // feature → people who used it
}

// teamFrom is the least number of people of whom a team's use is told: of fewer it
// would be the use of persons.
const teamFrom = 3

// readTeams takes the use of features by the customer's own teams in the quarter's
// weeks, where a file names them.
func (b *batch) readTeams(ctx context.Context) error {
	f := b.frame
	return b.each(ctx, `
SELECT customer_id, team, feature, members, team_active, active_users FROM marts.customer_team_features
WHERE customer_id IN `+idList+` AND first_week = ? AND last_week = ? AND members >= ?
ORDER BY customer_id, members DESC, team, feature`, func(rows *sql.Rows) error {
		var id, name, feature string
		var members, active, uses Number
		if err := rows.Scan(&id, text{&name}, text{&feature}, figure{&members}, figure{&active}, figure{&uses}); err != nil {
			return err
		}
		q := b.byID[id]
		if q.Usage == nil {
			return nil
		}
		if n := len(q.Teams); n == 0 || q.Teams[n-1].Name != name {
			t := Team{Name: name, Uses: map[string]Number{}}
			t.Members = b.citeTeam(members, id, "team_members", "max(members)", name, "")
			t.Active = b.citeTeam(active, id, "team_active", "max(team_active)", name, "")
			q.Teams = append(q.Teams, t)
		}
		q.Teams[len(q.Teams)-1].Uses[feature] = b.citeTeam(uses, id, "team_feature", "max(active_users)", name, feature)
		return nil
	}, b.ids, f.firstWeek, f.lastWeek, teamFrom)
}

// citeTeam says where a figure of a team comes from.
func (b *batch) citeTeam(n Number, customer, what, value, team, feature string) Number {
	where := "team = " + quote(team) + " AND first_week = " + date(b.frame.firstWeek) + " AND last_week = " + date(b.frame.lastWeek)
	if feature != "" {
		where += " AND feature = " + quote(feature)
	}
	return n.Cited(Receipt{What: Say("receipt."+what, Args{"team": team, "feature": feature}), SQL: cell(value, "marts.customer_team_features", customer, where)})
}

// IdleTeams are the teams nobody of whom was active in the quarter's weeks.
func (q *QBR) IdleTeams() []Team {
	var out []Team
	for _, t := range q.Teams {
		if t.Active.V == 0 {
			out = append(out, t)
		}
	}
	return out
}

// TeamsTitle is the message of the grid of teams and features.
func (q *QBR) TeamsTitle() Sentence {
	var active, all []Number
	for _, t := range q.Teams {
		all = append(all, t.Members)
		if t.Active.V > 0 {
			active = append(active, t.Active)
		}
	}
	args := Args{
		"active": TallyOf(active).Named(Say("receipt.teams_active", nil)).Count(), "n": TallyOf(all).Named(Say("receipt.teams_all", nil)).Count(),
	}
	idle := q.IdleTeams()
	switch len(idle) {
	case 0:
		return Say("teams.all", args)
	case 1:
		return Say("teams.one_idle", Args{"team": idle[0].Name})
	}
	return Say("teams.some", args)
}
